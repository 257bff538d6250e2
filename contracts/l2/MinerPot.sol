// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

/// @title Money for miners: a pot, shares of it promised to heights of the leading chain, and what is owed to accounts.
/// @dev A share is promised to a height, not to a checkpoint: whoever stands there on the leading chain when it is
/// claimed gets it, so a branch that overtakes another changes who is paid and never what is paid. A share is an
/// eighth of what nobody was promised yet: the first checkpoint after a pause does not take what ten would have
/// shared, and nobody gains by holding work back until the pot is full.
/// Unpromised + promised + owed equals what was funded minus what was withdrawn, always.
library MinerPot {
    /// @param unpromisedWei What no height was promised yet.
    /// @param height The greatest height that was promised a share.
    /// @param promisedWei By height, until it is claimed.
    /// @param owedWei By account, until it is withdrawn.
    struct State {
        uint192 unpromisedWei;
        uint64 height;
        mapping(uint256 height => uint256) promisedWei;
        mapping(address miner => uint256) owedWei;
    }

    /// @dev Part of the unpromised that a height gets.
    uint256 internal constant SHARE_DIVISOR = 8;

    /// @dev There are less than 2^192 wei.
    function fund(State storage state, uint256 amountWei) internal {
        state.unpromisedWei += uint192(amountWei);
    }

    /// @notice Promises a share to every height up to the lead's that has none yet.
    /// @dev Heights pass once each, so the loop is paid for by the checkpoints that made them.
    function assign(State storage state, uint64 leadHeight) internal {
        uint64 height = state.height;
        if (leadHeight <= height) return;
        uint192 unpromisedWei = state.unpromisedWei;
        while (height < leadHeight) {
            ++height;
            uint192 shareWei = uint192(unpromisedWei / SHARE_DIVISOR);
            if (shareWei == 0) continue;
            unpromisedWei -= shareWei;
            state.promisedWei[height] = shareWei;
        }
        (state.unpromisedWei, state.height) = (unpromisedWei, leadHeight);
    }

    /// @notice Moves a height's share to an account; zero when it has been claimed or was never promised any.
    function credit(State storage state, uint256 height, address miner) internal returns (uint256 amountWei) {
        amountWei = state.promisedWei[height];
        if (amountWei == 0) return 0;
        delete state.promisedWei[height];
        state.owedWei[miner] += amountWei;
    }

    /// @notice Forgets what an account is owed, because it is being paid.
    function settle(State storage state, address miner) internal returns (uint256 amountWei) {
        amountWei = state.owedWei[miner];
        delete state.owedWei[miner];
    }

    /// @notice What the next height will be promised if nothing is added.
    function nextShareWei(State storage state) internal view returns (uint256) {
        return state.unpromisedWei / SHARE_DIVISOR;
    }
}
