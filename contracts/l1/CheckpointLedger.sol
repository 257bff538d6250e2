// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Batch} from "../superblock/Batch.sol";
import {Checkpoint} from "../superblock/Checkpoint.sol";
import {CheckpointChain} from "../superblock/CheckpointChain.sol";
import {ICheckpointLedger} from "./interfaces/ICheckpointLedger.sol";
import {IRollupInbox} from "./interfaces/IRollupInbox.sol";
import {RollbackLog} from "./RollbackLog.sol";

/// @title Bitcoin work over posted batches: the hard commitment.
/// @dev CheckpointChain decides on work and fork choice; this contract ties each checkpoint to a batch of the inbox.
contract CheckpointLedger is ICheckpointLedger {
    using CheckpointChain for CheckpointChain.State;
    using RollbackLog for RollbackLog.Log;

    IRollupInbox private immutable INBOX;
    address private immutable FALLBACK;
    uint32 private immutable ANCHOR_BITS;
    uint64 private immutable ANCHOR_TIME_SEC;
    uint32 private immutable SPACING_SEC;
    uint32 private immutable HALF_LIFE_SEC;
    uint32 private immutable AUX_CHAIN_ID;
    uint64 private immutable MIN_SPACING_SEC;
    bytes32 private immutable GENESIS_SUPERBLOCK;

    // slots 0 to 2: checkpoint id → link; height → who leads there; the lead
    // a link's note is the checkpoint's batch: index 40 ‖ number 48 ‖ timestamp 40 ‖ rollbacks before its acceptance 32
    CheckpointChain.State private _chain;
    // slots 3 and 4: what each rollback left
    RollbackLog.Log private _rollbacks;

    /// @dev The root checkpoint stands for genesis: batch 0, superblock 0, dated by the anchor of the schedule.
    constructor(Config memory c) {
        INBOX = IRollupInbox(c.inbox);
        FALLBACK = c.fallbackMode;
        ANCHOR_BITS = c.rules.anchorBits;
        ANCHOR_TIME_SEC = c.rules.anchorTimeSec;
        SPACING_SEC = c.rules.spacingSec;
        HALF_LIFE_SEC = c.rules.halfLifeSec;
        AUX_CHAIN_ID = c.rules.auxChainId;
        MIN_SPACING_SEC = c.minSpacingSec;
        GENESIS_SUPERBLOCK = c.genesisSuperblock;
        _chain.init(c.rules, _note(0, 0, c.rules.anchorTimeSec, 0), uint64(block.timestamp));
    }

    /// @inheritdoc ICheckpointLedger
    function submitCheckpoint(
        Checkpoint calldata checkpoint,
        Batch calldata batch,
        bytes calldata auxPow
    ) external returns (bytes32) {
        INBOX.requireBatch(batch);
        (CheckpointChain.Failure failure, bytes32 id, bool leadChanged) = _submit(checkpoint, batch, auxPow);
        if (failure == CheckpointChain.Failure.Known) return id;
        require(failure == CheckpointChain.Failure.None, LedgerRefused(failure));
        if (leadChanged) INBOX.onLead(batch.number, uint64(block.timestamp));
        return id;
    }

    /// @inheritdoc ICheckpointLedger
    function submitInFallback(
        Checkpoint calldata checkpoint,
        Batch calldata batch,
        bytes calldata auxPow
    ) external returns (bytes32 id, bool leadChanged) {
        require(msg.sender == FALLBACK, LedgerNotFallback(FALLBACK, msg.sender));
        CheckpointChain.Failure failure;
        (failure, id, leadChanged) = _submit(checkpoint, batch, auxPow);
        require(failure == CheckpointChain.Failure.None, LedgerRefused(failure));
    }

    /// @inheritdoc ICheckpointLedger
    function promote(bytes32 id) external {
        require(_stands(_chain.links[id].note), LedgerFallen(id));
        require(_chain.promote(id), LedgerNotHeavier(id));

        (uint64 index, uint64 number, ) = _batchOf(_chain.links[id].note);
        emit LeadChanged(id, index, number);

        // Not from its acceptance on: until now another led, which may have had work for what this one leaves unmined.
        INBOX.onLead(number, uint64(block.timestamp));
    }

    /// @inheritdoc ICheckpointLedger
    /// @dev Walks down the leading chain; what lies above the batches that stay is not yet final, so it is no longer
    /// than a challenge window holds checkpoints.
    function onRollback(uint64 batchIndex) external returns (uint64 number) {
        require(msg.sender == address(INBOX), LedgerNotInbox(msg.sender));
        bytes32 before = _chain.lead;
        bytes32 id = before;
        uint64 index;
        (index, number, ) = _batchOf(_chain.links[id].note);
        while (index > batchIndex) {
            id = _chain.links[id].parent;
            (index, number, ) = _batchOf(_chain.links[id].note);
        }

        _rollbacks.push(batchIndex);
        if (id == before) return number;
        _chain.moveLead(id);

        emit LeadChanged(id, index, number);
    }

    /// @inheritdoc ICheckpointLedger
    function lead() external view returns (bytes32) {
        return _chain.lead;
    }

    /// @inheritdoc ICheckpointLedger
    function lastMined() external view returns (Mined memory) {
        return _mined(_chain.lead);
    }

    /// @inheritdoc ICheckpointLedger
    function mined(bytes32 id) external view returns (Mined memory) {
        return _mined(id);
    }

    /// @inheritdoc ICheckpointLedger
    function link(bytes32 id) external view returns (CheckpointChain.Link memory) {
        return _chain.links[id];
    }

    /// @inheritdoc ICheckpointLedger
    function isLeading(bytes32 id) external view returns (bool) {
        return _chain.isLeading(id);
    }

    /// @inheritdoc ICheckpointLedger
    function stands(bytes32 id) external view returns (bool) {
        return _chain.isKnown(id) && _stands(_chain.links[id].note);
    }

    /// @inheritdoc ICheckpointLedger
    function requiredBits(bytes32 parent) external view returns (uint32) {
        return _chain.requiredBits(_rules(), parent, uint64(block.timestamp));
    }

    /// @inheritdoc ICheckpointLedger
    function config() external view returns (Config memory) {
        return Config(address(INBOX), FALLBACK, _rules(), MIN_SPACING_SEC, GENESIS_SUPERBLOCK);
    }

    function _submit(
        Checkpoint calldata checkpoint,
        Batch calldata batch,
        bytes calldata auxPow
    ) private returns (CheckpointChain.Failure failure, bytes32 id, bool leadChanged) {
        _requireOver(checkpoint, batch);
        (failure, id, leadChanged) = _chain.tryAccept(
            _rules(),
            checkpoint,
            auxPow,
            _note(batch.index, batch.number, batch.timestamp, _rollbacks.length()),
            uint64(block.timestamp)
        );
        if (failure != CheckpointChain.Failure.None) return (failure, id, false);

        emit CheckpointAccepted(
            id,
            checkpoint.parentCheckpoint,
            batch.index,
            checkpoint.superblock,
            checkpoint.miner,
            checkpoint.nBits,
            batch.number,
            auxPow
        );
        if (leadChanged) emit LeadChanged(id, batch.index, batch.number);
    }

    /// @dev An unknown parent reads as zeros here and is refused by the chain.
    function _requireOver(Checkpoint calldata checkpoint, Batch calldata batch) private view {
        require(
            batch.superblock == checkpoint.superblock,
            LedgerWrongSuperblock(batch.superblock, checkpoint.superblock)
        );
        CheckpointChain.Link storage parent = _chain.links[checkpoint.parentCheckpoint];
        // Another batch may have taken the place of the one that fell: its work must not count for that one.
        require(_stands(parent.note), LedgerFallen(checkpoint.parentCheckpoint));
        (, uint64 number, uint64 timestamp) = _batchOf(parent.note);
        require(batch.number > number, LedgerNotLater(number, batch.number));
        // Or that long after the parent was accepted: a newest batch that stands too close must not bar every
        // checkpoint when the inbox takes no other for lack of work.
        uint64 earliest = timestamp + MIN_SPACING_SEC;
        require(
            batch.timestamp >= earliest || block.timestamp >= parent.acceptedAtSec + MIN_SPACING_SEC,
            LedgerTooClose(earliest, batch.timestamp)
        );
    }

    function _mined(bytes32 id) private view returns (Mined memory) {
        CheckpointChain.Link storage link_ = _chain.links[id];
        (uint64 index, uint64 number, uint64 timestamp) = _batchOf(link_.note);
        return Mined(index, number, timestamp, link_.acceptedAtSec);
    }

    /// @dev A batch falls when a later rollback goes back beyond it, whatever stands at its index then.
    function _stands(uint160 note) private view returns (bool) {
        (uint64 index, , ) = _batchOf(note);
        return _rollbacks.hasStayed(index, uint32(note));
    }

    /// @dev Nothing is cut off: 2^40 batches or 2^32 rollbacks do not fit into an L1, nor 2^48 superblocks or 2^40
    /// seconds into time, and the inbox takes no timestamp ahead of its own.
    function _note(
        uint64 index,
        uint64 number,
        uint64 timestamp,
        uint256 rollbacks
    ) private pure returns (uint160) {
        return
            (uint160(index) << 120) |
            (uint160(number) << 72) |
            (uint160(timestamp) << 32) |
            uint160(uint32(rollbacks));
    }

    function _batchOf(uint160 note) private pure returns (uint64 index, uint64 number, uint64 timestamp) {
        return (uint64(note >> 120), uint48(note >> 72), uint40(note >> 32));
    }

    function _rules() private view returns (CheckpointChain.Rules memory) {
        return
            CheckpointChain.Rules({
                anchorBits: ANCHOR_BITS,
                anchorTimeSec: ANCHOR_TIME_SEC,
                spacingSec: SPACING_SEC,
                halfLifeSec: HALF_LIFE_SEC,
                auxChainId: AUX_CHAIN_ID
            });
    }
}
