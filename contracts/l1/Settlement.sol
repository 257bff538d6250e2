// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Batch} from "../superblock/Batch.sol";
import {BlockLeaf, BlocksRoot} from "../superblock/BlockLeaf.sol";
import {Channel, ChannelEntry} from "../superblock/Channel.sol";
import {ChannelClaims} from "./ChannelClaims.sol";
import {ChannelProof} from "./ChannelProof.sol";
import {Clocks} from "./Clocks.sol";
import {ICheckpointLedger} from "./interfaces/ICheckpointLedger.sol";
import {IFallback} from "./interfaces/IFallback.sol";
import {IRollupInbox} from "./interfaces/IRollupInbox.sol";
import {ISettlement} from "./interfaces/ISettlement.sol";

/// @title Finality: which batch can never be taken back, and the outbox roots it proves.
/// @dev Every rollup's proof covers all channels local to it, so each channel between rollups is proven at both
/// ends before anything of the batch is final.
contract Settlement is ISettlement {
    IRollupInbox private immutable INBOX;
    IFallback private immutable FALLBACK;
    ICheckpointLedger private immutable LEDGER;
    uint64 private immutable L1_CHAIN_ID;
    uint64 private immutable CHALLENGE_WINDOW_SEC;
    uint64 private immutable MINING_TIMEOUT_SEC;
    uint64 private immutable REVERT_DELAY_SEC;
    uint64 private immutable EXIT_DELAY_SEC;

    // slot 0: index of the newest final batch
    // slot 1: rollup → outbox towards L1 (two slots: count; root)
    /// @inheritdoc ISettlement
    uint64 public finalBatchIndex;
    mapping(uint64 chainId => FinalOutbox) private _outboxes;

    constructor(Config memory c) {
        require(
            c.revertDelaySec > c.miningTimeoutSec,
            SettlementRevertDelayTooShort(c.miningTimeoutSec, c.revertDelaySec)
        );
        uint64 sum = c.challengeWindowSec + c.revertDelaySec + 2 * c.miningTimeoutSec;
        require(c.exitDelaySec > sum, SettlementExitDelayTooShort(sum, c.exitDelaySec));
        INBOX = c.inbox;
        FALLBACK = c.fallbackMode;
        LEDGER = c.ledger;
        L1_CHAIN_ID = uint64(block.chainid);
        CHALLENGE_WINDOW_SEC = c.challengeWindowSec;
        MINING_TIMEOUT_SEC = c.miningTimeoutSec;
        REVERT_DELAY_SEC = c.revertDelaySec;
        EXIT_DELAY_SEC = c.exitDelaySec;
    }

    /// @inheritdoc ISettlement
    function finalize(
        Batch calldata batch,
        uint32 checkpointHeight,
        BlockLeaf[] calldata blocks,
        ChannelEntry[] calldata channels,
        RollupProof[] calldata proofs
    ) external {
        bytes32 hash = INBOX.requireBatch(batch);
        require(batch.index > finalBatchIndex, SettlementNotNewer(finalBatchIndex, batch.index));
        bytes32 checkpoint = _requireMined(batch.index, hash, checkpointHeight);
        _requireOpened(batch, blocks, channels);
        require(proofs.length == blocks.length, SettlementWrongProofCount(blocks.length, proofs.length));
        for (uint256 i = 0; i < blocks.length; ++i) {
            ChannelEntry[] memory local = ChannelClaims.localEntries(channels, blocks[i].chainId);
            ChannelProof.requireProven(blocks[i], proofs[i], Channel.digest(local));
        }

        finalBatchIndex = batch.index;
        for (uint256 i = 0; i < blocks.length; ++i) {
            uint64 chainId = blocks[i].chainId;
            ChannelEntry calldata outbox = ChannelClaims.entryOf(channels, chainId, L1_CHAIN_ID);
            _outboxes[chainId] = FinalOutbox(outbox.count, outbox.root);
        }

        emit BatchFinalized(batch.index, batch.superblock, batch.number, checkpoint);
    }

    /// @inheritdoc ISettlement
    function revertUnmined(Batch calldata target) external {
        uint64 clockSec = INBOX.miningClock();
        require(
            Clocks.isRevertDue(clockSec, REVERT_DELAY_SEC),
            SettlementNotOverdue(REVERT_DELAY_SEC, clockSec)
        );
        uint64 index = securedBatchIndex();
        require(target.index == index, SettlementWrongTarget(index, target.index));
        // The lead may lie below the newest final batch: that waits for work then, and cannot fall.
        require(INBOX.head().index > index, SettlementNothingToRevert(index));

        INBOX.rollBackTo(target, IRollupInbox.Cause.Unmined);
    }

    /// @inheritdoc ISettlement
    function securedBatchIndex() public view returns (uint64) {
        uint64 mined = LEDGER.lastMined().batchIndex;
        return mined > finalBatchIndex ? mined : finalBatchIndex;
    }

    /// @inheritdoc ISettlement
    function finalOutbox(uint64 chainId) external view returns (FinalOutbox memory) {
        return _outboxes[chainId];
    }

    /// @inheritdoc ISettlement
    function config() external view returns (Config memory) {
        return
            Config({
                inbox: INBOX,
                fallbackMode: FALLBACK,
                ledger: LEDGER,
                challengeWindowSec: CHALLENGE_WINDOW_SEC,
                miningTimeoutSec: MINING_TIMEOUT_SEC,
                revertDelaySec: REVERT_DELAY_SEC,
                exitDelaySec: EXIT_DELAY_SEC
            });
    }

    /// @dev A batch that was on a branch aside could not be accused there: its window begins when it stands.
    function _requireMined(
        uint64 index,
        bytes32 hash,
        uint32 height
    ) private view returns (bytes32 checkpoint) {
        ICheckpointLedger.Mined memory mined;
        (checkpoint, mined) = LEDGER.leadingAt(height);
        require(mined.acceptedAtSec != 0, SettlementNotLeading(height));
        require(mined.batchIndex == index, SettlementWrongCheckpoint(index, mined.batchIndex));

        uint64 nowSec = uint64(block.timestamp);
        uint64 standsSinceSec = FALLBACK.standsSinceSec(hash);
        uint64 sinceSec = mined.acceptedAtSec > standsSinceSec ? mined.acceptedAtSec : standsSinceSec;
        uint64 endsAtSec = Clocks.challengeEndsAtSec(sinceSec, CHALLENGE_WINDOW_SEC);
        require(endsAtSec <= nowSec, SettlementChallengeOpen(endsAtSec, nowSec));
        uint64 leadAtSec = LEDGER.lastMined().acceptedAtSec;
        bool canBeFinal = Clocks.isFresh(leadAtSec, MINING_TIMEOUT_SEC, nowSec) || _isFull();
        require(canBeFinal, SettlementStale(leadAtSec, nowSec));
    }

    /// @dev Whether all is mined and nothing can be posted, and so nothing mined, before something is final: fresh work
    /// can never come then, and to wait for it would stop everything for good.
    function _isFull() private view returns (bool) {
        uint64 headIndex = INBOX.head().index;
        if (headIndex != LEDGER.lastMined().batchIndex) return false;
        return headIndex - finalBatchIndex + 1 == INBOX.config().batchesKept;
    }

    /// @dev The inbox has checked that the roots hold every rollup and every channel, in order.
    function _requireOpened(
        Batch calldata batch,
        BlockLeaf[] calldata blocks,
        ChannelEntry[] calldata channels
    ) private pure {
        bytes32 root = BlocksRoot.compute(blocks);
        require(root == batch.blocksRoot, SettlementWrongBlocksRoot(batch.blocksRoot, root));
        root = Channel.channelsRoot(channels);
        require(root == batch.channelsRoot, SettlementWrongChannelsRoot(batch.channelsRoot, root));
    }
}
