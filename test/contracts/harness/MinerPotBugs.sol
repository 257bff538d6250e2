// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MinerPot} from "../../../contracts/l2/MinerPot.sol";

/// @notice MinerPot with bugs put in, to show that its invariants bite.
library MinerPotBugs {
    /// @dev Promises a share without taking it from the rest.
    function assignWithoutTaking(MinerPot.State storage state, uint64 leadHeight) internal {
        for (uint64 height = state.height + 1; height <= leadHeight; ++height)
            state.promisedWei[height] = state.unpromisedWei / MinerPot.SHARE_DIVISOR;
        state.height = leadHeight;
    }

    /// @dev Leaves the share to be claimed again.
    function creditForEver(
        MinerPot.State storage state,
        uint256 height,
        address miner
    ) internal returns (uint256 amountWei) {
        amountWei = state.promisedWei[height];
        state.owedWei[miner] += amountWei;
    }

    /// @dev Promises anew what was promised already.
    function assignAgain(MinerPot.State storage state, uint64 height) internal {
        state.height = height - 1;
        MinerPot.assign(state, height);
    }
}
