// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Batch, BatchHash} from "../superblock/Batch.sol";
import {BlockLeaf} from "../superblock/BlockLeaf.sol";
import {Checkpoint, CheckpointCodec} from "../superblock/Checkpoint.sol";
import {CheckpointRules} from "../superblock/CheckpointRules.sol";
import {CheckpointTree} from "./CheckpointTree.sol";
import {ICheckpointLedger} from "./interfaces/ICheckpointLedger.sol";
import {IRollupInbox} from "./interfaces/IRollupInbox.sol";
import {MinedBlockCheck} from "./MinedBlockCheck.sol";

/// @title Bitcoin work over posted batches: the hard commitment.
/// @dev CheckpointRules judges the work, CheckpointTree keeps what was accepted and chooses; this contract ties each
/// checkpoint to a batch of the inbox.
contract CheckpointLedger is ICheckpointLedger {
    using CheckpointRules for CheckpointRules.Rules;
    using CheckpointTree for CheckpointTree.State;

    IRollupInbox private immutable INBOX;
    address private immutable FALLBACK;
    uint32 private immutable ANCHOR_BITS;
    uint64 private immutable ANCHOR_TIME_SEC;
    uint32 private immutable SPACING_SEC;
    uint32 private immutable HALF_LIFE_SEC;
    uint32 private immutable AUX_CHAIN_ID;
    uint64 private immutable MIN_SPACING_SEC;
    uint32 private immutable CHECKPOINTS_KEPT;
    bytes32 private immutable GENESIS_SUPERBLOCK;

    // slot 0: height modulo CHECKPOINTS_KEPT → who leads there (two slots: id; mark)
    // slot 1: checkpoint id → one that does not lead (four slots: parent; batch hash; mark; work and height)
    // slot 2: the lead
    // slot 3: the lead's work and height
    CheckpointTree.State private _tree;

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
        CHECKPOINTS_KEPT = c.checkpointsKept;
        GENESIS_SUPERBLOCK = c.genesisSuperblock;
        uint256 work = c.rules.requireSound();
        CheckpointTree.Mark memory root = _mark(0, 0, c.rules.anchorTimeSec, c.rules.anchorBits);
        root.creditedWork = uint88(work);
        _tree.init(root, c.checkpointsKept);
    }

    /// @inheritdoc ICheckpointLedger
    function submitCheckpoint(
        Checkpoint calldata checkpoint,
        Batch calldata batch,
        uint32 parentHeight,
        bytes calldata auxPow
    ) external returns (bytes32 id) {
        bool isFallback = msg.sender == FALLBACK;
        bytes32 batchHash = BatchHash.hashGiven(batch);
        if (!isFallback) INBOX.requireHash(batch.index, batchHash);
        id = CheckpointCodec.id(checkpoint);
        if (_tree.isKnown(id, parentHeight + 1)) {
            require(!isFallback, LedgerRefused(CheckpointRules.Failure.Known));
            return id;
        }
        CheckpointTree.Node memory parent = _tree.find(checkpoint.parentCheckpoint, parentHeight);
        require(parent.isKnown, LedgerRefused(CheckpointRules.Failure.UnknownParent));
        if (!isFallback) _requireStanding(parent, checkpoint.parentCheckpoint);

        bool leads = _accept(id, checkpoint, batch, batchHash, parent, auxPow);
        if (leads && !isFallback) INBOX.onLead(batch.number, uint64(block.timestamp));
    }

    /// @inheritdoc ICheckpointLedger
    function promote(bytes32 id) external {
        CheckpointTree.Node memory branch = _tree.find(id, 0);
        require(branch.isKnown && !branch.isLeading, LedgerUnknown(id));
        _requireStanding(branch, id);
        require(branch.totalWork > _tree.workOf(), LedgerNotHeavier(id));
        _tree.promote(id, INBOX);

        emit LeadChanged(id, branch.mark.batchIndex, branch.mark.number);

        // Not from its acceptance on: until now another led, which may have had work for what this one leaves unmined.
        INBOX.onLead(branch.mark.number, uint64(block.timestamp));
    }

    /// @inheritdoc ICheckpointLedger
    /// @dev Walks down the leading chain; what lies above the batches that stay is not yet final, so it is no longer
    /// than a challenge window holds checkpoints.
    function onRollback(uint64 batchIndex) external returns (uint64) {
        require(msg.sender == address(INBOX), LedgerNotInbox(msg.sender));
        bytes32 before = _tree.lead;
        (bytes32 id, CheckpointTree.Mark memory mark) = _tree.moveBack(batchIndex);

        if (id != before) emit LeadChanged(id, mark.batchIndex, mark.number);
        return mark.number;
    }

    /// @inheritdoc ICheckpointLedger
    function lead() external view returns (bytes32) {
        return _tree.lead;
    }

    /// @inheritdoc ICheckpointLedger
    function lastMined() public view returns (Mined memory mined) {
        (, mined) = leadingAt(_tree.heightOf());
    }

    /// @inheritdoc ICheckpointLedger
    function leadingAt(uint32 height) public view returns (bytes32 id, Mined memory mined) {
        bool isThere;
        CheckpointTree.Mark memory mark;
        (isThere, id, mark) = _tree.leadingAt(height);
        if (!isThere) return (id, mined);
        mined = Mined(height, mark.batchIndex, mark.number, mark.timestamp, mark.acceptedAtSec);
    }

    /// @inheritdoc ICheckpointLedger
    function age() external view returns (uint64) {
        return MinedBlockCheck.ageSec(lastMined());
    }

    /// @inheritdoc ICheckpointLedger
    function isMined(Batch calldata batch) external view returns (bool) {
        return MinedBlockCheck.isMined(batch, lastMined()) && MinedBlockCheck.stands(INBOX, batch);
    }

    /// @inheritdoc ICheckpointLedger
    function allowSettlement(
        Batch calldata batch,
        BlockLeaf[] calldata blocks,
        SettledBlock calldata settled,
        uint64 maxAgeSec
    ) external view returns (bool) {
        return
            MinedBlockCheck.failureOf(INBOX, batch, blocks, settled, lastMined(), maxAgeSec) ==
            SettlementFailure.None;
    }

    /// @inheritdoc ICheckpointLedger
    function requireSettlement(
        Batch calldata batch,
        BlockLeaf[] calldata blocks,
        SettledBlock calldata settled,
        uint64 maxAgeSec
    ) external view {
        SettlementFailure failure = MinedBlockCheck.failureOf(
            INBOX,
            batch,
            blocks,
            settled,
            lastMined(),
            maxAgeSec
        );
        require(failure == SettlementFailure.None, LedgerNotSettled(failure));
    }

    /// @inheritdoc ICheckpointLedger
    function node(bytes32 id, uint32 height) external view returns (CheckpointTree.Node memory) {
        return _tree.find(id, height);
    }

    /// @inheritdoc ICheckpointLedger
    function isLeading(bytes32 id, uint32 height) external view returns (bool) {
        return _tree.isLeading(id, height);
    }

    /// @inheritdoc ICheckpointLedger
    function stands(bytes32 id, uint32 height) external view returns (bool) {
        CheckpointTree.Node memory found = _tree.find(id, height);
        return found.isKnown && _stands(found);
    }

    /// @inheritdoc ICheckpointLedger
    function requiredBits(bytes32 parent, uint32 height) external view returns (uint32) {
        CheckpointTree.Node memory found = _tree.find(parent, height);
        require(found.isKnown, LedgerUnknown(parent));
        return _rules().requiredBits(found.mark.nBits, found.height + 1, uint64(block.timestamp));
    }

    /// @inheritdoc ICheckpointLedger
    function config() external view returns (Config memory) {
        return
            Config(address(INBOX), FALLBACK, _rules(), MIN_SPACING_SEC, CHECKPOINTS_KEPT, GENESIS_SUPERBLOCK);
    }

    /// @dev Knows nothing of where the batch stands: the caller does.
    /// @return leads whether it is the lead now
    function _accept(
        bytes32 id,
        Checkpoint calldata checkpoint,
        Batch calldata batch,
        bytes32 batchHash,
        CheckpointTree.Node memory parent,
        bytes calldata auxPow
    ) private returns (bool leads) {
        _requireOver(checkpoint, batch, parent.mark);
        CheckpointTree.Mark memory mark = _mark(batch.index, batch.number, batch.timestamp, checkpoint.nBits);
        mark.creditedWork = _judge(id, checkpoint, parent, auxPow);

        leads = _tree.add(id, checkpoint.parentCheckpoint, parent, mark, batchHash, INBOX);

        emit CheckpointAccepted(
            id,
            checkpoint.parentCheckpoint,
            batch.index,
            checkpoint.superblock,
            checkpoint.miner,
            checkpoint.nBits,
            batch.number,
            parent.height + 1,
            leads,
            auxPow
        );
    }

    /// @return credited what its work counts for
    function _judge(
        bytes32 id,
        Checkpoint calldata checkpoint,
        CheckpointTree.Node memory parent,
        bytes calldata auxPow
    ) private view returns (uint88 credited) {
        CheckpointRules.Rules memory rules = _rules();
        CheckpointRules.Failure failure = rules.judge(
            checkpoint,
            id,
            auxPow,
            parent.mark.nBits,
            parent.height + 1,
            uint64(block.timestamp)
        );
        require(failure == CheckpointRules.Failure.None, LedgerRefused(failure));
        return uint88(rules.credit(parent.mark.creditedWork, checkpoint.nBits));
    }

    function _requireOver(
        Checkpoint calldata checkpoint,
        Batch calldata batch,
        CheckpointTree.Mark memory parent
    ) private view {
        require(
            batch.superblock == checkpoint.superblock,
            LedgerWrongSuperblock(batch.superblock, checkpoint.superblock)
        );
        require(batch.number > parent.number, LedgerNotLater(parent.number, batch.number));
        // Or that long after the parent was accepted: a newest batch that stands too close must not bar every
        // checkpoint when the inbox takes no other for lack of work.
        uint64 earliest = parent.timestamp + MIN_SPACING_SEC;
        require(
            batch.timestamp >= earliest || block.timestamp >= parent.acceptedAtSec + MIN_SPACING_SEC,
            LedgerTooClose(earliest, batch.timestamp)
        );
    }

    /// @dev Another batch may have taken the place of one that fell: its work must not count for that one.
    function _requireStanding(CheckpointTree.Node memory found, bytes32 id) private view {
        require(_stands(found), LedgerFallen(id));
    }

    function _stands(CheckpointTree.Node memory found) private view returns (bool) {
        return found.isLeading || INBOX.batchHash(found.mark.batchIndex) == found.batchHash;
    }

    /// @dev Without its credit. Nothing is cut off, see CheckpointTree.Mark; the inbox takes no time ahead of its own.
    function _mark(
        uint64 batchIndex,
        uint64 number,
        uint64 timestamp,
        uint32 nBits
    ) private view returns (CheckpointTree.Mark memory) {
        return
            CheckpointTree.Mark({
                batchIndex: uint32(batchIndex),
                number: uint40(number),
                timestamp: uint32(timestamp),
                acceptedAtSec: uint32(block.timestamp),
                nBits: nBits,
                creditedWork: 0
            });
    }

    function _rules() private view returns (CheckpointRules.Rules memory) {
        return
            CheckpointRules.Rules({
                anchorBits: ANCHOR_BITS,
                anchorTimeSec: ANCHOR_TIME_SEC,
                spacingSec: SPACING_SEC,
                halfLifeSec: HALF_LIFE_SEC,
                auxChainId: AUX_CHAIN_ID
            });
    }
}
