// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

/// @title At most a share of what is locked leaves in a window of time.
/// @dev Windows start with the first payout after the last one ended, so across a border up to twice the share
/// may leave within one window's length.
library PayoutWindow {
    uint16 internal constant ALL_BPS = 10_000;

    /// @param startSec Unix seconds
    /// @param capWei what may leave in the window
    /// @param paidWei what has left in it
    struct Window {
        uint64 startSec;
        uint96 capWei;
        uint96 paidWei;
    }

    /// @notice Counts a payout.
    /// @param lockedWei balance before the payout
    /// @return fits whether the payout was counted
    /// @return leftWei what could leave before it
    function tryPay(
        Window storage window,
        uint256 valueWei,
        uint256 lockedWei,
        uint64 windowSec,
        uint16 capBps
    ) internal returns (bool fits, uint256 leftWei) {
        if (capBps == ALL_BPS) return (true, lockedWei);

        Window memory current = window;
        if (block.timestamp >= uint256(current.startSec) + windowSec) {
            current = Window(uint64(block.timestamp), uint96((lockedWei * capBps) / ALL_BPS), 0);
        }
        leftWei = current.capWei - current.paidWei;
        if (valueWei > leftWei) return (false, leftWei);

        current.paidWei += uint96(valueWei);
        window.startSec = current.startSec;
        window.capWei = current.capWei;
        window.paidWei = current.paidWei;
        return (true, leftWei);
    }
}
