// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

/// @title What time decides, as functions of their arguments: Unix seconds in, seconds or a verdict out.
/// @dev The contracts read and write, this says when. Each limit is kept or passed to the second in one place, and a
/// service that foresees the contracts' answer has the same functions (services/protocol/clocks.ts).
///
/// The mining clock runs while superblocks wait for work, from the moment `sinceSec`: the first of them was posted, or a
/// later checkpoint took the lead, or work fell with the batch that it stood on. It stands still while none waits.
library Clocks {
    /// @notice Seconds for which unmined superblocks have been waiting for work.
    function mining(uint256 unmined, uint64 sinceSec, uint64 nowSec) internal pure returns (uint64) {
        return unmined == 0 ? 0 : nowSec - sinceSec;
    }

    /// @notice Start of the mining clock after a batch was posted: the first that waits starts it.
    function sinceAfterPosting(
        uint256 unminedBefore,
        uint64 sinceSec,
        uint64 nowSec
    ) internal pure returns (uint64) {
        return unminedBefore == 0 ? nowSec : sinceSec;
    }

    /// @notice Start of the mining clock after another checkpoint took the lead: never an earlier one.
    function sinceAfterLead(uint64 sinceSec, uint64 leadSinceSec) internal pure returns (uint64) {
        return leadSinceSec > sinceSec ? leadSinceSec : sinceSec;
    }

    /// @notice Start of the mining clock after a rollback.
    /// @dev Work that fell with what it stood on is nobody's delay: the clock starts anew. Else what was due stays due.
    function sinceAfterRollback(
        bool hasWorkFallen,
        uint64 sinceSec,
        uint64 nowSec
    ) internal pure returns (uint64) {
        return hasWorkFallen ? sinceAfterLead(sinceSec, nowSec) : sinceSec;
    }

    /// @notice Whether batches are refused because work is missing. The last second is in time.
    function isWorkOverdue(uint64 clockSec, uint64 miningTimeoutSec) internal pure returns (bool) {
        return clockSec > miningTimeoutSec;
    }

    /// @notice Whether what no work came for may be taken back. The last second is in time.
    function isRevertDue(uint64 clockSec, uint64 revertDelaySec) internal pure returns (bool) {
        return clockSec > revertDelaySec;
    }

    /// @notice From when on a batch that was mined at `minedAtSec` can be final.
    function challengeEndsAtSec(uint64 minedAtSec, uint64 challengeWindowSec) internal pure returns (uint64) {
        return minedAtSec + challengeWindowSec;
    }

    /// @notice Whether the newest work is recent enough for anything to become final on it.
    function isFresh(uint64 leadAtSec, uint64 miningTimeoutSec, uint64 nowSec) internal pure returns (bool) {
        return leadAtSec + miningTimeoutSec >= nowSec;
    }

    /// @notice Whether the leader has been silent for too long, in which case anyone may open the fallback.
    /// @dev A leader whom the inbox refuses for lack of work is not silent.
    /// @param heardSec last sign that posting was possible and expected
    /// @param isRefusing whether the inbox takes no batch: work is overdue, or too much of it is
    function isSilent(
        uint64 heardSec,
        bool isRefusing,
        uint64 sequencerTimeoutSec,
        uint64 nowSec
    ) internal pure returns (bool) {
        return !isRefusing && nowSec > heardSec + sequencerTimeoutSec;
    }

    /// @notice Whether no work has come for so long that what the leader posts cannot be what miners want to work on, in
    /// which case anyone may open the fallback, whatever the leader does.
    /// @dev A leader in time has posted `sequencerTimeoutSec` after the last work at the latest, and what it posted has
    /// fallen `revertDelaySec` later.
    /// @param leadAtSec acceptance of the leading checkpoint
    function isDry(
        uint64 leadAtSec,
        uint64 sequencerTimeoutSec,
        uint64 revertDelaySec,
        uint64 nowSec
    ) internal pure returns (bool) {
        return nowSec > leadAtSec + sequencerTimeoutSec + revertDelaySec;
    }

    /// @notice Last sign that posting was possible and expected: a batch, work, a term that a rollback opened.
    /// @param postedAtSec of the head
    /// @param leadAtSec acceptance of the leading checkpoint
    /// @param termAtSec the rollback, as long as nothing was posted since
    function heardAtSec(
        uint64 postedAtSec,
        uint64 leadAtSec,
        uint64 termAtSec
    ) internal pure returns (uint64) {
        uint64 newest = postedAtSec > leadAtSec ? postedAtSec : leadAtSec;
        return termAtSec > newest ? termAtSec : newest;
    }
}
