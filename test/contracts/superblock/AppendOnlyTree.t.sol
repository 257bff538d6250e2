// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {AppendOnlyTree} from "../../../contracts/superblock/AppendOnlyTree.sol";
import {AppendOnlyTreeHarness} from "../harness/AppendOnlyTreeHarness.sol";
import {NaiveTree} from "../harness/NaiveTree.sol";

/// @title The branch-only tree equals the tree computed from all leaves.
contract AppendOnlyTreeTest {
    uint256 private constant MAX_LEAVES = 40;

    function _leaves(bytes32 seed, uint256 length) private pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](length);
        for (uint256 i = 0; i < length; ++i) leaves[i] = keccak256(abi.encode(seed, i));
    }

    function _filled(bytes32[] memory leaves) private returns (AppendOnlyTreeHarness tree) {
        tree = new AppendOnlyTreeHarness();
        for (uint256 i = 0; i < leaves.length; ++i) {
            require(tree.append(leaves[i]) == i, "index");
        }
    }

    function testEmptyRootConstant() external {
        bytes32 expected = NaiveTree.root(new bytes32[](0));
        require(AppendOnlyTree.EMPTY_ROOT == expected, "constant");
        require(new AppendOnlyTreeHarness().root() == expected, "computed");
    }

    function testFuzzRootEqualsNaive(bytes32 seed, uint8 lengthSeed) external {
        bytes32[] memory leaves = _leaves(seed, lengthSeed % (MAX_LEAVES + 1));
        AppendOnlyTreeHarness tree = _filled(leaves);
        require(tree.count() == leaves.length, "count");
        require(tree.root() == NaiveTree.root(leaves), "root");
    }

    function testFuzzProvesItsLeavesAndNothingElse(
        bytes32 seed,
        uint8 lengthSeed,
        uint8 position,
        uint8 bent
    ) external {
        bytes32[] memory leaves = _leaves(seed, 1 + (lengthSeed % MAX_LEAVES));
        uint64 count = uint64(leaves.length);
        uint64 index = uint64(position % leaves.length);
        AppendOnlyTreeHarness tree = _filled(leaves);
        bytes32 root = tree.root();
        bytes32[] memory path = NaiveTree.siblings(leaves, index);
        bytes32 leaf = leaves[index];

        require(tree.isLeafAt(leaf, index, count, root, path), "own leaf");
        require(!tree.isLeafAt(keccak256(abi.encode(leaf)), index, count, root, path), "other leaf");
        require(!tree.isLeafAt(leaf, index, index, root, path), "index at count");
        require(!tree.isLeafAt(leaf, index ^ 1, type(uint64).max, root, path), "other index");
        path[bent % 32] ^= bytes32(uint256(1));
        require(!tree.isLeafAt(leaf, index, count, root, path), "bent sibling");
        require(!tree.isLeafAt(leaf, index, count, root, new bytes32[](31)), "short path");
        require(!tree.isLeafAt(leaf, index, count, root, new bytes32[](33)), "long path");
    }

    /// @dev The planted bug shows from the second leaf on, so the equality above is no tautology.
    function testFuzzBrokenCarryDiffers(bytes32 seed, uint8 lengthSeed) external {
        bytes32[] memory leaves = _leaves(seed, 2 + (lengthSeed % (MAX_LEAVES - 1)));
        AppendOnlyTreeHarness tree = new AppendOnlyTreeHarness();
        for (uint256 i = 0; i < leaves.length; ++i) tree.appendWithoutCarry(leaves[i]);
        require(tree.root() != NaiveTree.root(leaves), "bug not seen");
    }

    function testFullTreeRefuses() external {
        AppendOnlyTreeHarness tree = new AppendOnlyTreeHarness();
        tree.setCount(type(uint32).max);
        try tree.append(bytes32(uint256(1))) {
            revert("accepted");
        } catch (bytes memory reason) {
            require(bytes4(reason) == AppendOnlyTree.AppendOnlyTreeFull.selector, "reason");
        }
    }
}
