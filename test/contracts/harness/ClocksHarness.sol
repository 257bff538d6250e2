// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {Clocks} from "../../../contracts/l1/Clocks.sol";

/// @dev Clocks as it is, for the comparison with its TypeScript twin.
contract ClocksHarness {
    function mining(uint256 unmined, uint64 sinceSec, uint64 nowSec) external pure returns (uint64) {
        return Clocks.mining(unmined, sinceSec, nowSec);
    }

    function sinceAfterPosting(
        uint256 unminedBefore,
        uint64 sinceSec,
        uint64 nowSec
    ) external pure returns (uint64) {
        return Clocks.sinceAfterPosting(unminedBefore, sinceSec, nowSec);
    }

    function sinceAfterLead(uint64 sinceSec, uint64 leadSinceSec) external pure returns (uint64) {
        return Clocks.sinceAfterLead(sinceSec, leadSinceSec);
    }

    function sinceAfterRollback(
        bool hasWorkFallen,
        uint64 sinceSec,
        uint64 nowSec
    ) external pure returns (uint64) {
        return Clocks.sinceAfterRollback(hasWorkFallen, sinceSec, nowSec);
    }

    function isWorkOverdue(uint64 clockSec, uint64 miningTimeoutSec) external pure returns (bool) {
        return Clocks.isWorkOverdue(clockSec, miningTimeoutSec);
    }

    function isRevertDue(uint64 clockSec, uint64 revertDelaySec) external pure returns (bool) {
        return Clocks.isRevertDue(clockSec, revertDelaySec);
    }

    function challengeEndsAtSec(uint64 minedAtSec, uint64 windowSec) external pure returns (uint64) {
        return Clocks.challengeEndsAtSec(minedAtSec, windowSec);
    }

    function isFresh(uint64 leadAtSec, uint64 timeoutSec, uint64 nowSec) external pure returns (bool) {
        return Clocks.isFresh(leadAtSec, timeoutSec, nowSec);
    }

    function heardAtSec(
        uint64 postedAtSec,
        uint64 leadAtSec,
        uint64 termAtSec
    ) external pure returns (uint64) {
        return Clocks.heardAtSec(postedAtSec, leadAtSec, termAtSec);
    }

    function isSilent(
        uint64 heardSec,
        bool isRefusing,
        uint64 timeoutSec,
        uint64 nowSec
    ) external pure returns (bool) {
        return Clocks.isSilent(heardSec, isRefusing, timeoutSec, nowSec);
    }

    function isDry(
        uint64 leadAtSec,
        uint64 timeoutSec,
        uint64 revertDelaySec,
        uint64 nowSec
    ) external pure returns (bool) {
        return Clocks.isDry(leadAtSec, timeoutSec, revertDelaySec, nowSec);
    }
}
