// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CompactTarget} from "../../../contracts/bitcoin/CompactTarget.sol";
import {CheckpointChain} from "../../../contracts/superblock/CheckpointChain.sol";
import {HeightIndex} from "../../../contracts/superblock/HeightIndex.sol";

/// @notice CheckpointChain with bugs put in, to show that its invariants bite.
library CheckpointChainBugs {
    using HeightIndex for HeightIndex.Index;

    /// @dev Trusts stale entries of `heights` above the lead.
    function promoteOverStale(CheckpointChain.State storage state, bytes32 id) internal {
        if (state.links[id].totalWork <= state.links[state.lead].totalWork) return;
        state.lead = id;
        CheckpointChain.Link storage link = state.links[id];
        while (state.heights.leading(link.height) != link.ordinal) {
            state.heights.setLeading(link.height, link.ordinal);
            link = state.links[link.parent];
        }
    }

    /// @dev Credits a checkpoint that was just accepted with all the work of its target.
    function creditInFull(CheckpointChain.State storage state, bytes32 id) internal {
        CheckpointChain.Link storage link = state.links[id];
        link.creditedWork = uint96(CompactTarget.work(CompactTarget.decode(link.nBits)));
        link.totalWork = state.links[link.parent].totalWork + link.creditedWork;
    }
}
