// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Batch} from "../superblock/Batch.sol";
import {Checkpoint} from "../superblock/Checkpoint.sol";
import {CheckpointChain} from "../superblock/CheckpointChain.sol";
import {ICheckpointLedger} from "./interfaces/ICheckpointLedger.sol";
import {IRollupInbox} from "./interfaces/IRollupInbox.sol";

/// @title Bitcoin work over posted batches: the hard commitment.
/// @dev CheckpointChain decides on work and fork choice; this contract ties each checkpoint to a batch of the inbox.
contract CheckpointLedger is ICheckpointLedger {
    using CheckpointChain for CheckpointChain.State;

    IRollupInbox private immutable INBOX;
    uint32 private immutable ANCHOR_BITS;
    uint64 private immutable ANCHOR_TIME_SEC;
    uint32 private immutable SPACING_SEC;
    uint32 private immutable HALF_LIFE_SEC;
    uint32 private immutable AUX_CHAIN_ID;
    uint64 private immutable MIN_SPACING_SEC;
    bytes32 private immutable GENESIS_SUPERBLOCK;

    // slots 0 to 2: checkpoint id → link; height → who leads there; the lead
    // a link's note is the checkpoint's batch: index 48 ‖ number 56 ‖ timestamp 56
    CheckpointChain.State private _chain;

    /// @dev The root checkpoint stands for genesis: batch 0, superblock 0, dated by the anchor of the schedule.
    constructor(Config memory c) {
        INBOX = IRollupInbox(c.inbox);
        ANCHOR_BITS = c.rules.anchorBits;
        ANCHOR_TIME_SEC = c.rules.anchorTimeSec;
        SPACING_SEC = c.rules.spacingSec;
        HALF_LIFE_SEC = c.rules.halfLifeSec;
        AUX_CHAIN_ID = c.rules.auxChainId;
        MIN_SPACING_SEC = c.minSpacingSec;
        GENESIS_SUPERBLOCK = c.genesisSuperblock;
        _chain.init(c.rules, _note(0, 0, c.rules.anchorTimeSec), uint64(block.timestamp));
    }

    /// @inheritdoc ICheckpointLedger
    function submitCheckpoint(
        Checkpoint calldata checkpoint,
        Batch calldata batch,
        bytes calldata auxPow
    ) external returns (bytes32) {
        _requireOver(checkpoint, batch);
        (CheckpointChain.Failure failure, bytes32 id, bool leadChanged) = _chain.tryAccept(
            _rules(),
            checkpoint,
            auxPow,
            _note(batch.index, batch.number, batch.timestamp),
            uint64(block.timestamp)
        );
        if (failure == CheckpointChain.Failure.Known) return id;
        require(failure == CheckpointChain.Failure.None, LedgerRefused(failure));

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
        return id;
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
    function requiredBits(bytes32 parent) external view returns (uint32) {
        return _chain.requiredBits(_rules(), parent, uint64(block.timestamp));
    }

    /// @inheritdoc ICheckpointLedger
    function config() external view returns (Config memory) {
        return Config(address(INBOX), _rules(), MIN_SPACING_SEC, GENESIS_SUPERBLOCK);
    }

    /// @dev An unknown parent reads as zeros here and is refused by the chain.
    function _requireOver(Checkpoint calldata checkpoint, Batch calldata batch) private view {
        INBOX.requireBatch(batch);
        require(
            batch.superblock == checkpoint.superblock,
            LedgerWrongSuperblock(batch.superblock, checkpoint.superblock)
        );
        (, uint64 number, uint64 timestamp) = _batchOf(_chain.links[checkpoint.parentCheckpoint].note);
        require(batch.number > number, LedgerNotLater(number, batch.number));
        uint64 earliest = timestamp + MIN_SPACING_SEC;
        require(batch.timestamp >= earliest, LedgerTooClose(earliest, batch.timestamp));
    }

    function _mined(bytes32 id) private view returns (Mined memory) {
        CheckpointChain.Link storage link_ = _chain.links[id];
        (uint64 index, uint64 number, uint64 timestamp) = _batchOf(link_.note);
        return Mined(index, number, timestamp, link_.acceptedAtSec);
    }

    /// @dev Nothing is cut off: 2^48 batches do not fit into an L1, nor 2^56 superblocks or seconds into time, and
    /// the inbox takes no timestamp ahead of its own.
    function _note(uint64 index, uint64 number, uint64 timestamp) private pure returns (uint160) {
        return (uint160(index) << 112) | (uint160(number) << 56) | uint160(timestamp);
    }

    function _batchOf(uint160 note) private pure returns (uint64 index, uint64 number, uint64 timestamp) {
        uint160 mask = type(uint56).max;
        return (uint64(note >> 112), uint64((note >> 56) & mask), uint64(note & mask));
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
