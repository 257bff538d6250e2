// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AppendOnlyTree} from "../../../contracts/superblock/AppendOnlyTree.sol";
import {MerkleTree} from "../../../contracts/superblock/MerkleTree.sol";

/// @dev The incremental tree against the full tree computed level by level.
contract AppendOnlyTreeTest {
    using AppendOnlyTree for AppendOnlyTree.Tree;

    uint256 private constant MAX_LEAVES = 40;

    error AppendOnlyTreeTestDiffers(bytes32 expected, bytes32 actual);
    error AppendOnlyTreeTestWrongVerdict(uint64 index);

    AppendOnlyTree.Tree private _tree;

    function isLeafAt(
        bytes32 leaf,
        uint64 index,
        uint64 count,
        bytes32 root,
        bytes32[] calldata siblings
    ) external pure returns (bool) {
        return AppendOnlyTree.isLeafAt(leaf, index, count, root, siblings);
    }

    function testFuzz_rootIsThatOfTheFullTree(bytes32 seed, uint256 size) external {
        uint256 count = size % MAX_LEAVES;
        bytes32[] memory leaves = _leaves(seed, count);
        for (uint256 i = 0; i < count; ++i) _tree.append(leaves[i]);
        (bytes32 expected, ) = _full(leaves, 0);
        require(_tree.root() == expected, AppendOnlyTreeTestDiffers(expected, _tree.root()));
    }

    function testFuzz_membershipHoldsAtOnePlaceOnly(
        bytes32 seed,
        uint256 size,
        uint256 pick,
        uint256 wrong
    ) external view {
        uint64 count = uint64(1 + (size % MAX_LEAVES));
        uint64 index = uint64(pick % count);
        bytes32[] memory leaves = _leaves(seed, count);
        (bytes32 root, bytes32[] memory siblings) = _full(leaves, index);
        require(
            this.isLeafAt(leaves[index], index, count, root, siblings),
            AppendOnlyTreeTestWrongVerdict(index)
        );
        uint64 other = uint64(wrong);
        if (other == index) ++other;
        require(
            !this.isLeafAt(leaves[index], other, count, root, siblings),
            AppendOnlyTreeTestWrongVerdict(other)
        );
        siblings[wrong % 32] = ~siblings[wrong % 32];
        require(
            !this.isLeafAt(leaves[index], index, count, root, siblings),
            AppendOnlyTreeTestWrongVerdict(index)
        );
    }

    function _leaves(bytes32 seed, uint256 count) private pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) leaves[i] = keccak256(abi.encode(seed, i));
    }

    /// @dev Root of the tree of depth 32 and the path of one leaf.
    function _full(
        bytes32[] memory leaves,
        uint256 index
    ) private pure returns (bytes32, bytes32[] memory siblings) {
        siblings = new bytes32[](AppendOnlyTree.DEPTH);
        bytes32 empty = bytes32(0);
        bytes32[] memory level = leaves;
        for (uint256 height = 0; height < AppendOnlyTree.DEPTH; ++height) {
            uint256 sibling = index ^ 1;
            siblings[height] = sibling < level.length ? level[sibling] : empty;
            bytes32[] memory above = new bytes32[]((level.length + 1) / 2);
            for (uint256 i = 0; i < above.length; ++i) {
                bytes32 right = 2 * i + 1 < level.length ? level[2 * i + 1] : empty;
                above[i] = MerkleTree.hashNode(level[2 * i], right);
            }
            empty = MerkleTree.hashNode(empty, empty);
            level = above;
            index >>= 1;
        }
        return (level.length == 0 ? empty : level[0], siblings);
    }
}
