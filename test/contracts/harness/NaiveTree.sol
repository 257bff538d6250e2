// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

/// @title A Merkle tree of depth 32 computed level by level from all of its leaves, by nobody's clever means.
library NaiveTree {
    uint256 internal constant DEPTH = 32;

    function root(bytes32[] memory leaves) internal pure returns (bytes32) {
        bytes32[] memory level = leaves;
        bytes32 empty = bytes32(0);
        for (uint256 height = 0; height < DEPTH; ++height) {
            level = _above(level, empty);
            empty = _node(empty, empty);
        }
        return level.length == 0 ? empty : level[0];
    }

    /// @notice Siblings of a leaf, lowest first.
    function siblings(bytes32[] memory leaves, uint256 index) internal pure returns (bytes32[] memory path) {
        path = new bytes32[](DEPTH);
        bytes32[] memory level = leaves;
        bytes32 empty = bytes32(0);
        for (uint256 height = 0; height < DEPTH; ++height) {
            uint256 beside = index ^ 1;
            path[height] = beside < level.length ? level[beside] : empty;
            level = _above(level, empty);
            empty = _node(empty, empty);
            index >>= 1;
        }
    }

    function _above(bytes32[] memory level, bytes32 empty) private pure returns (bytes32[] memory up) {
        up = new bytes32[]((level.length + 1) / 2);
        for (uint256 i = 0; i < up.length; ++i) {
            up[i] = _node(level[2 * i], 2 * i + 1 < level.length ? level[2 * i + 1] : empty);
        }
    }

    function _node(bytes32 left, bytes32 right) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(bytes1(0x01), left, right));
    }
}
