// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {AppendOnlyTree} from "../../../contracts/superblock/AppendOnlyTree.sol";

/// @title AppendOnlyTree in a contract, with a variant whose branch is wrong.
contract AppendOnlyTreeHarness {
    using AppendOnlyTree for AppendOnlyTree.Tree;

    AppendOnlyTree.Tree private _tree;

    function append(bytes32 leaf) external returns (uint64) {
        return _tree.append(leaf);
    }

    /// @notice The planted bug: forgets to fold the finished subtree when a carry happens.
    function appendWithoutCarry(bytes32 leaf) external {
        uint256 size = ++_tree.count;
        uint256 height = 0;
        while (size & 1 == 0) {
            size >>= 1;
            ++height;
        }
        _tree.branch[height] = leaf;
    }

    function setCount(uint64 count_) external {
        _tree.count = count_;
    }

    function root() external view returns (bytes32) {
        return _tree.root();
    }

    function count() external view returns (uint64) {
        return _tree.count;
    }

    function isLeafAt(
        bytes32 leaf,
        uint64 index,
        uint64 count_,
        bytes32 root_,
        bytes32[] calldata siblings
    ) external pure returns (bool) {
        return AppendOnlyTree.isLeafAt(leaf, index, count_, root_, siblings);
    }
}
