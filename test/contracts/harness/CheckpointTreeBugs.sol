// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CheckpointTree} from "../../../contracts/l1/CheckpointTree.sol";

/// @notice CheckpointTree with bugs put in, to show that its invariants bite.
library CheckpointTreeBugs {
    uint256 private constant HEIGHT_AT = 120;
    uint256 private constant TOP_AT = 152;
    uint256 private constant MASK = type(uint32).max;

    /// @dev Takes what stands in the places above the lead for what stood there before.
    function moveBackForgettingTop(CheckpointTree.State storage state, uint64 batchIndex) internal {
        CheckpointTree.moveBack(state, batchIndex);
        uint256 height = (state.head >> HEIGHT_AT) & MASK;
        state.head = (state.head & ~(MASK << TOP_AT)) | (height << TOP_AT);
    }

    /// @dev Leaves the work of what has fallen with the lead.
    function moveBackKeepingWork(CheckpointTree.State storage state, uint64 batchIndex) internal {
        uint120 work = CheckpointTree.workOf(state);
        CheckpointTree.moveBack(state, batchIndex);
        state.head = (state.head & ~uint256(type(uint120).max)) | work;
    }
}
