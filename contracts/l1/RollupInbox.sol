// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

import {Batch, BatchHash} from "../superblock/Batch.sol";
import {BlockLeaf} from "../superblock/BlockLeaf.sol";
import {ChannelEntry} from "../superblock/Channel.sol";
import {Superblock, SuperblockHash, Term} from "../superblock/Superblock.sol";
import {ChannelClaims} from "./ChannelClaims.sol";
import {ICheckpointLedger} from "./interfaces/ICheckpointLedger.sol";
import {IDataPolicy} from "./interfaces/IDataPolicy.sol";
import {IPortal} from "./interfaces/IPortal.sol";
import {IRollupInbox} from "./interfaces/IRollupInbox.sol";
import {ISequencerPolicy} from "./interfaces/ISequencerPolicy.sol";
import {ISettlement} from "./interfaces/ISettlement.sol";
import {MessagesFromL1} from "./MessagesFromL1.sol";
import {RollupSet} from "./RollupSet.sol";
import {TipChecks} from "./TipChecks.sol";

/// @title Where the batches of all rollups arrive, always together.
/// @dev Optimistic mode: channel roots and state roots are the leader's claims; Settlement proves the channels
/// before anything becomes final.
contract RollupInbox is IRollupInbox {
    ISequencerPolicy private immutable SEQUENCER_POLICY;
    IDataPolicy private immutable DATA_POLICY;
    ICheckpointLedger private immutable LEDGER;
    IPortal private immutable PORTAL;
    ISettlement private immutable SETTLEMENT;
    address private immutable CLAIMS;
    uint64 private immutable L1_CHAIN_ID;
    uint64 private immutable MAX_LAG_SEC;
    uint64 private immutable MAX_LEAD_SEC;
    uint64 private immutable FORCE_DELAY_SEC;
    uint64 private immutable FORCED_GAS_PER_SUPERBLOCK;
    uint64 private immutable MINING_TIMEOUT_SEC;
    uint64 private immutable MAX_UNMINED_SUPERBLOCKS;
    uint64 private immutable DEPLOYED_AT_SEC;

    /// @inheritdoc IRollupInbox
    bytes32 public immutable domainSeparator;
    /// @inheritdoc IRollupInbox
    bytes32 public immutable genesisSuperblock;

    // slot 0: the head, packed: index ‖ number ‖ timestamp ‖ unminedSinceSec, lowest bytes first
    // slot 1: the term in force
    // slot 2: batch index → batch hash; what it says above the head has fallen
    // slot 3: chain ids of the rollups, ascending, four to a slot
    // slot 4: genesis hashes in the same order
    // slot 5…: the genesis superblock
    Head private _head;
    /// @inheritdoc IRollupInbox
    bytes32 public term;
    mapping(uint64 index => bytes32) private _batchHashes;
    uint64[] private _rollups;
    bytes32[] private _genesisHashes;
    Superblock private _genesis;

    constructor(Config memory c) {
        SEQUENCER_POLICY = c.sequencerPolicy;
        DATA_POLICY = c.dataPolicy;
        LEDGER = c.ledger;
        PORTAL = c.portal;
        SETTLEMENT = ISettlement(c.settlement);
        CLAIMS = c.claims;
        L1_CHAIN_ID = uint64(block.chainid);
        MAX_LAG_SEC = c.maxLagSec;
        MAX_LEAD_SEC = c.maxLeadSec;
        FORCE_DELAY_SEC = c.forceDelaySec;
        FORCED_GAS_PER_SUPERBLOCK = c.forcedGasPerSuperblock;
        MINING_TIMEOUT_SEC = c.miningTimeoutSec;
        MAX_UNMINED_SUPERBLOCKS = c.maxUnminedSuperblocks;
        DEPLOYED_AT_SEC = uint64(block.timestamp);

        for (uint256 i = 0; i < c.rollups.length; ++i) {
            _rollups.push(c.rollups[i].chainId);
            _genesisHashes.push(c.rollups[i].genesisHash);
        }
        RollupSet.requireValid(_rollups, L1_CHAIN_ID);

        domainSeparator = SuperblockHash.domainSeparator(block.chainid, address(this));
        genesisSuperblock = SuperblockHash.hash(c.genesis, domainSeparator);
        _genesis = c.genesis;
        _head.timestamp = c.genesis.timestamp;
        _batchHashes[0] = BatchHash.hash(genesisBatch());
        term = Term.next(0, 0, genesisSuperblock, DEPLOYED_AT_SEC);
        emit TermOpened(term, 0, genesisSuperblock);
    }

    /// @inheritdoc IRollupInbox
    function postBatch(
        Batch calldata parent,
        uint64[] calldata parentConsumed,
        Superblock calldata tip,
        bytes calldata signature,
        BlockLeaf[] calldata blocks,
        ChannelEntry[] calldata channels,
        bytes calldata data
    ) external returns (bytes32) {
        _requireDirectCall();
        _requireContinues(parent, tip);
        TipChecks.requireTimely(parent, tip, MAX_LAG_SEC, MAX_LEAD_SEC);
        TipChecks.requireBlocks(tip, blocks, _rollups);
        TipChecks.requireChannels(tip, channels, RollupSet.withL1(_rollups, L1_CHAIN_ID));
        Batch memory batch = _draft(parent, tip);
        batch.consumedHash = _requireMessages(parent, parentConsumed, tip, channels);
        batch.superblock = _requireLeader(tip, signature);
        batch.dataHash = DATA_POLICY.commit(data);

        return _append(batch);
    }

    /// @inheritdoc IRollupInbox
    function rollBackTo(Batch calldata target, Cause cause) external {
        require(msg.sender == CLAIMS || msg.sender == address(SETTLEMENT), InboxCannotRollBack(msg.sender));
        requireBatch(target);
        uint64 finalIndex = SETTLEMENT.finalBatchIndex();
        require(target.index >= finalIndex, InboxTargetBelowFinal(finalIndex, target.index));

        // Work that fell with what it stood on is nobody's delay: the clock starts anew. Else what was due stays due.
        bool workFell = LEDGER.lastMined().batchIndex > target.index;
        uint64 sinceSec = workFell ? uint64(block.timestamp) : _head.unminedSinceSec;
        _head = Head(target.index, target.number, target.timestamp, sinceSec);
        _openTerm(target, cause);

        LEDGER.onRollback(target.index);
    }

    /// @inheritdoc IRollupInbox
    function abandonTerm(Batch calldata headBatch) external {
        require(headBatch.index == _head.index, InboxBatchNotThere(_head.index, headBatch.index));
        requireBatch(headBatch);
        address leader = SEQUENCER_POLICY.leader(headBatch.number + 1);
        require(msg.sender == leader, InboxNotLeader(leader, msg.sender));

        _openTerm(headBatch, Cause.Abandoned);

        SEQUENCER_POLICY.onAbandon(leader);
    }

    /// @inheritdoc IRollupInbox
    function batchHash(uint64 index) public view returns (bytes32) {
        return index <= _head.index ? _batchHashes[index] : bytes32(0);
    }

    /// @inheritdoc IRollupInbox
    function requireBatch(Batch calldata batch) public view returns (bytes32 actual) {
        require(batch.index <= _head.index, InboxBatchNotThere(_head.index, batch.index));
        actual = BatchHash.hash(batch);
        bytes32 expected = _batchHashes[batch.index];
        require(actual == expected, InboxWrongParent(expected, actual));
    }

    /// @inheritdoc IRollupInbox
    function head() external view returns (Head memory) {
        return _head;
    }

    /// @inheritdoc IRollupInbox
    function genesisBatch() public view returns (Batch memory batch) {
        batch.timestamp = _genesis.timestamp;
        batch.l1OriginNumber = _genesis.l1OriginNumber;
        batch.postedAtSec = DEPLOYED_AT_SEC;
        batch.superblock = genesisSuperblock;
        batch.blocksRoot = _genesis.blocksRoot;
        batch.channelsRoot = _genesis.channelsRoot;
        batch.consumedHash = BatchHash.consumedHash(new uint64[](_rollups.length));
    }

    /// @inheritdoc IRollupInbox
    function miningClock() external view returns (uint64) {
        return _clock(LEDGER.lastMined());
    }

    /// @inheritdoc IRollupInbox
    function config() external view returns (Config memory c) {
        c.sequencerPolicy = SEQUENCER_POLICY;
        c.dataPolicy = DATA_POLICY;
        c.ledger = LEDGER;
        c.portal = PORTAL;
        c.settlement = address(SETTLEMENT);
        c.claims = CLAIMS;
        c.rollups = new Rollup[](_rollups.length);
        for (uint256 i = 0; i < _rollups.length; ++i) c.rollups[i] = Rollup(_rollups[i], _genesisHashes[i]);
        c.genesis = _genesis;
        c.maxLagSec = MAX_LAG_SEC;
        c.maxLeadSec = MAX_LEAD_SEC;
        c.forceDelaySec = FORCE_DELAY_SEC;
        c.forcedGasPerSuperblock = FORCED_GAS_PER_SUPERBLOCK;
        c.miningTimeoutSec = MINING_TIMEOUT_SEC;
        c.maxUnminedSuperblocks = MAX_UNMINED_SUPERBLOCKS;
    }

    /// @dev Everything but consumedHash, superblock and dataHash.
    function _draft(
        Batch calldata parent,
        Superblock calldata tip
    ) private view returns (Batch memory batch) {
        batch.index = parent.index + 1;
        batch.firstNumber = parent.number + 1;
        batch.number = tip.number;
        batch.timestamp = tip.timestamp;
        batch.l1OriginNumber = tip.l1OriginNumber;
        batch.postedAtSec = uint64(block.timestamp);
        batch.parent = _batchHashes[parent.index];
        batch.term = tip.term;
        batch.blocksRoot = tip.blocksRoot;
        batch.channelsRoot = tip.channelsRoot;
    }

    function _append(Batch memory batch) private returns (bytes32 hash) {
        uint64 unminedSinceSec = _requireWork(batch.number);

        hash = BatchHash.hash(batch);
        _batchHashes[batch.index] = hash;
        _head = Head(batch.index, batch.number, batch.timestamp, unminedSinceSec);

        emit BatchPosted(batch.index, batch.superblock, hash, batch);
    }

    function _openTerm(Batch calldata start, Cause cause) private {
        term = Term.next(term, start.number, start.superblock, uint64(block.timestamp));
        emit RolledBack(start.index, start.superblock, _batchHashes[start.index], cause);
        emit TermOpened(term, start.number, start.superblock);
    }

    /// @dev So that the batch data are the transaction's own input. An account that delegates its code
    /// (EIP-7702) could call in a loop with other inputs, hence the look at the code.
    function _requireDirectCall() private view {
        bool direct = msg.sender == tx.origin && msg.sender.code.length == 0;
        require(direct, InboxNotDirectCall(msg.sender, tx.origin));
    }

    function _requireContinues(Batch calldata parent, Superblock calldata tip) private view {
        bytes32 expected = _batchHashes[_head.index];
        bytes32 actual = BatchHash.hash(parent);
        require(actual == expected, InboxWrongParent(expected, actual));
        require(tip.number > parent.number, InboxEmptyRange(parent.number + 1, tip.number));
        require(
            tip.number > parent.number + 1 || tip.parent == parent.superblock,
            InboxNotLinked(parent.superblock, tip.parent)
        );
        require(tip.term == term, InboxWrongTerm(term, tip.term));
    }

    function _requireMessages(
        Batch calldata parent,
        uint64[] calldata parentConsumed,
        Superblock calldata tip,
        ChannelEntry[] calldata channels
    ) private view returns (bytes32) {
        bytes32 opened = BatchHash.consumedHash(parentConsumed);
        require(opened == parent.consumedHash, InboxWrongConsumedCounts(parent.consumedHash, opened));

        uint64[] memory rollups = _rollups;
        uint64[] memory consumed = new uint64[](rollups.length);
        uint256 forcedGas = uint256(FORCED_GAS_PER_SUPERBLOCK) * (tip.number - parent.number);
        for (uint256 i = 0; i < rollups.length; ++i) {
            ChannelEntry calldata entry = ChannelClaims.entryOf(channels, L1_CHAIN_ID, rollups[i]);
            MessagesFromL1.requireTaken(
                PORTAL,
                entry,
                parentConsumed[i],
                FORCE_DELAY_SEC,
                tip.timestamp,
                forcedGas
            );
            consumed[i] = entry.count;
        }
        return BatchHash.consumedHash(consumed);
    }

    /// @return unminedSinceSec for the head that follows
    function _requireWork(uint64 number) private view returns (uint64 unminedSinceSec) {
        ICheckpointLedger.Mined memory last = LEDGER.lastMined();
        uint64 clockSec = _clock(last);
        require(clockSec <= MINING_TIMEOUT_SEC, InboxWorkOverdue(clockSec, MINING_TIMEOUT_SEC));
        uint64 unmined = number - last.number;
        require(unmined <= MAX_UNMINED_SUPERBLOCKS, InboxTooManyUnmined(MAX_UNMINED_SUPERBLOCKS, unmined));
        return last.batchIndex == _head.index ? uint64(block.timestamp) : _head.unminedSinceSec;
    }

    function _clock(ICheckpointLedger.Mined memory last) private view returns (uint64) {
        if (last.batchIndex == _head.index) return 0;
        uint64 since = _head.unminedSinceSec;
        if (last.acceptedAtSec > since) since = last.acceptedAtSec;
        return uint64(block.timestamp) - since;
    }

    function _requireLeader(
        Superblock calldata tip,
        bytes calldata signature
    ) private view returns (bytes32 digest) {
        digest = SuperblockHash.hash(tip, domainSeparator);
        address leader = SEQUENCER_POLICY.leader(tip.number);
        (address signer, , ) = ECDSA.tryRecover(digest, signature);
        require(signer == leader && signer != address(0), InboxWrongSigner(leader, signer));
        require(msg.sender == leader, InboxWrongPoster(leader, msg.sender));
    }
}
