// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PayoutWindow} from "../../../contracts/l1/PayoutWindow.sol";
import {vm} from "../harness/Vm.sol";

/// @dev Payouts at random moments of random size: what leaves in one window stays within its share.
contract PayoutWindowTest {
    using PayoutWindow for PayoutWindow.Window;

    uint64 private constant WINDOW_SEC = 1000;
    uint16 private constant CAP_BPS = 500;

    error PayoutWindowTestOverCap(uint256 capWei, uint256 paidWei);
    error PayoutWindowTestRefused(uint256 leftWei, uint256 valueWei);

    PayoutWindow.Window private _window;

    function testFuzz_neverMoreThanTheShareInAWindow(
        uint64[24] calldata values,
        uint16[24] calldata pauses
    ) external {
        uint256 locked = 1e20;
        uint256 nowSec = 1_700_000_000;
        uint256 paid = 0;
        uint256 cap = (locked * CAP_BPS) / 10_000;
        uint256 start = nowSec;
        for (uint256 i = 0; i < values.length; ++i) {
            nowSec += pauses[i] % 300;
            vm.warp(nowSec);
            if (i == 0 || nowSec >= start + WINDOW_SEC)
                (start, cap, paid) = (nowSec, (locked * CAP_BPS) / 10_000, 0);
            (bool fits, uint256 leftWei) = _window.tryPay(values[i], locked, WINDOW_SEC, CAP_BPS);
            require(fits == (paid + values[i] <= cap), PayoutWindowTestRefused(leftWei, values[i]));
            if (fits) (paid, locked) = (paid + values[i], locked - values[i]);
            require(paid <= cap, PayoutWindowTestOverCap(cap, paid));
        }
    }

    function testFuzz_withoutACapEverythingFits(uint96 valueWei, uint96 lockedWei) external {
        (bool fits, ) = _window.tryPay(valueWei, lockedWei, WINDOW_SEC, PayoutWindow.ALL_BPS);
        require(fits, PayoutWindowTestRefused(lockedWei, valueWei));
    }
}
