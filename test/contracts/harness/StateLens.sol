// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {IBondedSequencer} from "../../../contracts/l1/interfaces/IBondedSequencer.sol";
import {ICheckpointLedger} from "../../../contracts/l1/interfaces/ICheckpointLedger.sol";
import {IFallback} from "../../../contracts/l1/interfaces/IFallback.sol";
import {IRollupInbox} from "../../../contracts/l1/interfaces/IRollupInbox.sol";
import {ISettlement} from "../../../contracts/l1/interfaces/ISettlement.sol";

/// @dev All that the invariants compare, in one call.
contract StateLens {
    /// @param headCheckpoint the work that the head was posted with in fallback, if it was
    /// @param standing batch hashes from the newest final one to the head
    struct Look {
        uint64 nowSec;
        uint64 headIndex;
        uint64 headNumber;
        uint64 miningClockSec;
        bytes32 term;
        bytes32 lead;
        bool leadStands;
        uint64 minedIndex;
        uint64 minedAtSec;
        uint64 finalIndex;
        uint64 securedIndex;
        uint64 outboxCount;
        bytes32 outboxRoot;
        uint256 stakeWei;
        bool isBonded;
        uint256 lockedWei;
        bool isFallback;
        bytes32 headCheckpoint;
        bytes32[] standing;
    }

    function look(
        IRollupInbox inbox,
        IBondedSequencer policy,
        address portal,
        uint64 rollup
    ) external view returns (Look memory seen) {
        IRollupInbox.Head memory head = inbox.head();
        IRollupInbox.Config memory config = inbox.config();
        ISettlement settlement = ISettlement(config.settlement);
        seen.nowSec = uint64(block.timestamp);
        seen.headIndex = head.index;
        seen.headNumber = head.number;
        seen.miningClockSec = inbox.miningClock();
        seen.term = inbox.term();
        seen.finalIndex = settlement.finalBatchIndex();
        seen.securedIndex = settlement.securedBatchIndex();
        ISettlement.FinalOutbox memory outbox = settlement.finalOutbox(rollup);
        (seen.outboxCount, seen.outboxRoot) = (outbox.count, outbox.root);
        seen.stakeWei = policy.bond().stakeWei;
        seen.isBonded = policy.isBonded();
        seen.lockedWei = portal.balance;
        seen.standing = new bytes32[](seen.headIndex + 1 - seen.finalIndex);
        for (uint64 i = seen.finalIndex; i <= seen.headIndex; ++i) {
            seen.standing[i - seen.finalIndex] = inbox.batchHash(i);
        }
        seen.isFallback = inbox.isFallback();
        seen.headCheckpoint = IFallback(config.fallbackMode).checkpointOf(inbox.batchHash(head.index));
        _lookAtWork(config.ledger, seen);
    }

    function _lookAtWork(ICheckpointLedger ledger, Look memory seen) private view {
        ICheckpointLedger.Mined memory mined = ledger.lastMined();
        seen.lead = ledger.lead();
        seen.leadStands = ledger.stands(seen.lead, mined.height);
        seen.minedIndex = mined.batchIndex;
        seen.minedAtSec = mined.acceptedAtSec;
    }
}
