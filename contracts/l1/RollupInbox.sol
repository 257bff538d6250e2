// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

import {Batch, BatchHash} from "../superblock/Batch.sol";
import {ChannelEntry} from "../superblock/Channel.sol";
import {PackedChannels} from "../superblock/PackedChannels.sol";
import {ParentOpening, Posting, TipProof} from "../superblock/Posting.sol";
import {Superblock, SuperblockHash, Term} from "../superblock/Superblock.sol";
import {ICheckpointLedger} from "./interfaces/ICheckpointLedger.sol";
import {IDataPolicy} from "./interfaces/IDataPolicy.sol";
import {IPortal} from "./interfaces/IPortal.sol";
import {IRollupInbox} from "./interfaces/IRollupInbox.sol";
import {InboxHead} from "./InboxHead.sol";
import {ISequencerPolicy} from "./interfaces/ISequencerPolicy.sol";
import {ISettlement} from "./interfaces/ISettlement.sol";
import {MessagesFromL1} from "./MessagesFromL1.sol";
import {RollupSet} from "./RollupSet.sol";
import {TipChecks} from "./TipChecks.sol";
import {TipProofs} from "./TipProofs.sol";

/// @title Where the batches of all rollups arrive, always together.
/// @dev Optimistic mode: channel roots and state roots are the leader's claims; Settlement proves the channels
/// before anything becomes final. Strict mode: the channels are proven here. What a batch needs to know is either in
/// the head, one slot, or opened in the hash of the batch before; other contracts are asked only for what they alone
/// know. A little longer than a contract should be: parameters, head and the rules that need both would be handed to
/// and fro by every cut.
contract RollupInbox is IRollupInbox {
    using InboxHead for InboxHead.State;
    using InboxHead for uint256;

    /// @dev The newest final batch and one after it.
    uint64 private constant MIN_KEPT = 2;

    ISequencerPolicy private immutable SEQUENCER_POLICY;
    IDataPolicy private immutable DATA_POLICY;
    ICheckpointLedger private immutable LEDGER;
    IPortal private immutable PORTAL;
    ISettlement private immutable SETTLEMENT;
    address private immutable CLAIMS;
    address private immutable FALLBACK;
    uint64 private immutable L1_CHAIN_ID;
    uint64 private immutable MAX_LAG_SEC;
    uint64 private immutable MAX_LEAD_SEC;
    uint64 private immutable FORCE_DELAY_SEC;
    uint64 private immutable FORCED_GAS_PER_SUPERBLOCK;
    uint64 private immutable MINING_TIMEOUT_SEC;
    uint64 private immutable MAX_UNMINED_SUPERBLOCKS;
    uint64 private immutable BATCHES_KEPT;
    bool private immutable STRICT;
    // All chains, L1 among them, ascending: RollupSet.pack.
    uint256 private immutable CHAINS_LOW;
    uint256 private immutable CHAINS_HIGH;
    uint256 private immutable ROLLUPS;
    uint256 private immutable L1_POSITION;
    uint64 private immutable DEPLOYED_AT_SEC;
    bytes32 private immutable GENESIS_CONSUMED;

    /// @inheritdoc IRollupInbox
    bytes32 public immutable domainSeparator;
    /// @inheritdoc IRollupInbox
    bytes32 public immutable genesisSuperblock;

    // slot 0: the head, see InboxHead
    // slot 1: the term in force
    // slot 2: batch index modulo BATCHES_KEPT → batch hash; from the newest final batch to the head each is there
    // slot 3: chain ids of the rollups, ascending, four to a slot
    // slot 4: genesis hashes in the same order
    // slot 5…: the genesis superblock
    uint256 private _head;
    /// @inheritdoc IRollupInbox
    bytes32 public term;
    mapping(uint256 place => bytes32) private _batchHashes;
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
        FALLBACK = c.fallbackMode;
        L1_CHAIN_ID = uint64(block.chainid);
        MAX_LAG_SEC = c.maxLagSec;
        MAX_LEAD_SEC = c.maxLeadSec;
        FORCE_DELAY_SEC = c.forceDelaySec;
        FORCED_GAS_PER_SUPERBLOCK = c.forcedGasPerSuperblock;
        MINING_TIMEOUT_SEC = c.miningTimeoutSec;
        MAX_UNMINED_SUPERBLOCKS = c.maxUnminedSuperblocks;
        STRICT = c.strict;
        DEPLOYED_AT_SEC = uint64(block.timestamp);
        require(
            c.maxUnminedSuperblocks <= InboxHead.MAX_UNMINED,
            InboxMaxUnminedTooLarge(InboxHead.MAX_UNMINED, c.maxUnminedSuperblocks)
        );
        BATCHES_KEPT = c.batchesKept;
        require(c.batchesKept >= MIN_KEPT, InboxTooFewKept(MIN_KEPT, c.batchesKept));

        for (uint256 i = 0; i < c.rollups.length; ++i) {
            _rollups.push(c.rollups[i].chainId);
            _genesisHashes.push(c.rollups[i].genesisHash);
        }
        RollupSet.requireValid(_rollups, L1_CHAIN_ID);
        ROLLUPS = c.rollups.length;
        (CHAINS_LOW, CHAINS_HIGH, L1_POSITION) = RollupSet.pack(_rollups, L1_CHAIN_ID);
        GENESIS_CONSUMED = BatchHash.consumedHash(
            PackedChannels.none(L1_CHAIN_ID, RollupSet.withL1(_rollups, L1_CHAIN_ID))
        );

        domainSeparator = SuperblockHash.domainSeparator(block.chainid, address(this));
        genesisSuperblock = SuperblockHash.hash(c.genesis, domainSeparator);
        _genesis = c.genesis;
        _head = InboxHead.atGenesis(c.genesis);
        _batchHashes[0] = BatchHash.hash(genesisBatch());
        term = Term.next(0, 0, genesisSuperblock, DEPLOYED_AT_SEC);
        emit TermOpened(term, 0, genesisSuperblock);
    }

    /// @inheritdoc IRollupInbox
    function postBatch(Posting calldata posting) external returns (bytes32) {
        require(!STRICT, InboxProofsMissing());

        return _post(posting, _chains());
    }

    /// @inheritdoc IRollupInbox
    function postProvenBatch(
        Posting calldata posting,
        TipProof[] calldata proofs
    ) external returns (bytes32 hash) {
        uint64[] memory chains = _chains();
        hash = _post(posting, chains);

        // Last, because from here on there are as many blocks as rollups.
        ChannelEntry[] memory channels = PackedChannels.all(posting.channels, chains);
        TipProofs.requireProven(posting.blocks, proofs, channels, chains, L1_CHAIN_ID);
    }

    /// @inheritdoc IRollupInbox
    function rollBackTo(Batch calldata target, Cause cause) external {
        _goBack(target, requireBatch(target), cause);
    }

    /// @inheritdoc IRollupInbox
    function rollBackFrom(Batch calldata before, Batch calldata wrong, Cause cause) external {
        requireBatch(wrong);
        bytes32 hash = BatchHash.hashGiven(before);
        require(hash == wrong.parent, InboxWrongParent(wrong.parent, hash));
        _goBack(before, hash, cause);
    }

    /// @inheritdoc IRollupInbox
    function adopt(uint64 fromIndex, bytes32[] calldata batchHashes, Batch calldata tip) external {
        require(msg.sender == FALLBACK, InboxNotFallback(FALLBACK, msg.sender));
        InboxHead.State memory state = _head.unpack();
        uint64 finalIndex = _finalIndex();
        require(tip.index < finalIndex + BATCHES_KEPT, InboxNoRoom(finalIndex, tip.index - 1));

        state.follow(tip);
        _head = state.pack();
        for (uint256 i = 0; i < batchHashes.length; ++i) {
            _batchHashes[(fromIndex + i) % BATCHES_KEPT] = batchHashes[i];
        }

        emit ChainSwitched(fromIndex, batchHashes);
    }

    /// @inheritdoc IRollupInbox
    function abandonTerm(Batch calldata headBatch) external {
        InboxHead.State memory state = _head.unpack();
        require(!state.isFallback, InboxInFallback());
        require(headBatch.index == state.index, InboxBatchNotThere(state.index, headBatch.index));
        bytes32 hash = requireBatch(headBatch);
        address leader = SEQUENCER_POLICY.leader(headBatch.number + 1);
        require(msg.sender == leader, InboxNotLeader(leader, msg.sender));

        state.abandonTerm();
        _head = state.pack();
        _openTerm(headBatch, hash, Cause.Abandoned, false);

        SEQUENCER_POLICY.onAbandon(leader);
    }

    /// @inheritdoc IRollupInbox
    function onLead(uint64 number, uint64 sinceSec) external {
        require(msg.sender == address(LEDGER), InboxNotLedger(address(LEDGER), msg.sender));
        uint256 word = _head;
        require(!word.isFallback(), InboxInFallback());
        _head = word.withMined(number, sinceSec);
    }

    /// @inheritdoc IRollupInbox
    function batchHash(uint64 index) external view returns (bytes32) {
        bool isKept = index <= _head.unpack().index && index >= _finalIndex();
        return isKept ? _batchHashes[index % BATCHES_KEPT] : bytes32(0);
    }

    /// @inheritdoc IRollupInbox
    function requireBatch(Batch calldata batch) public view returns (bytes32 hash) {
        hash = BatchHash.hashGiven(batch);
        requireHash(batch.index, hash);
    }

    /// @inheritdoc IRollupInbox
    function requireHash(uint64 index, bytes32 hash) public view {
        uint64 headIndex = _head.index();
        require(index <= headIndex, InboxBatchNotThere(headIndex, index));
        bytes32 expected = _batchHashes[index % BATCHES_KEPT];
        require(hash == expected, InboxWrongParent(expected, hash));
    }

    /// @inheritdoc IRollupInbox
    function head() external view returns (Head memory) {
        InboxHead.State memory state = _head.unpack();
        return Head(state.index, state.number, state.timestamp, state.unminedSinceSec);
    }

    /// @inheritdoc IRollupInbox
    function genesisBatch() public view returns (Batch memory batch) {
        batch.timestamp = _genesis.timestamp;
        batch.l1OriginNumber = _genesis.l1OriginNumber;
        batch.postedAtSec = DEPLOYED_AT_SEC;
        batch.superblock = genesisSuperblock;
        batch.blocksRoot = _genesis.blocksRoot;
        batch.channelsRoot = _genesis.channelsRoot;
        batch.consumedHash = GENESIS_CONSUMED;
    }

    /// @inheritdoc IRollupInbox
    function miningClock() external view returns (uint64) {
        return _head.unpack().clock();
    }

    /// @inheritdoc IRollupInbox
    function freshSinceSec() external view returns (uint64) {
        InboxHead.State memory state = _head.unpack();
        return state.isTermFresh ? state.quietUntilSec : 0;
    }

    /// @inheritdoc IRollupInbox
    function isFallback() external view returns (bool) {
        return _head.isFallback();
    }

    /// @inheritdoc IRollupInbox
    function config() external view returns (Config memory c) {
        c.sequencerPolicy = SEQUENCER_POLICY;
        c.dataPolicy = DATA_POLICY;
        c.ledger = LEDGER;
        c.portal = PORTAL;
        c.settlement = address(SETTLEMENT);
        c.claims = CLAIMS;
        c.fallbackMode = FALLBACK;
        c.rollups = new Rollup[](_rollups.length);
        for (uint256 i = 0; i < _rollups.length; ++i) c.rollups[i] = Rollup(_rollups[i], _genesisHashes[i]);
        c.genesis = _genesis;
        c.maxLagSec = MAX_LAG_SEC;
        c.maxLeadSec = MAX_LEAD_SEC;
        c.forceDelaySec = FORCE_DELAY_SEC;
        c.forcedGasPerSuperblock = FORCED_GAS_PER_SUPERBLOCK;
        c.miningTimeoutSec = MINING_TIMEOUT_SEC;
        c.maxUnminedSuperblocks = MAX_UNMINED_SUPERBLOCKS;
        c.batchesKept = BATCHES_KEPT;
        c.strict = STRICT;
    }

    function _post(Posting calldata posting, uint64[] memory chains) private returns (bytes32 hash) {
        Superblock calldata tip = posting.tip;
        InboxHead.State memory state = _head.unpack();
        require(!state.isFallback, InboxInFallback());
        TipChecks.requireDirectCall();
        bytes32 parentHash = _requireContinues(state, posting.parent, tip);
        TipChecks.requireTimely(tip, state.timestamp, MAX_LAG_SEC, MAX_LEAD_SEC);
        TipChecks.requireOrigin(tip, state.l1OriginNumber);
        TipChecks.requireBlocks(tip, posting.blocks, chains, L1_CHAIN_ID);
        bytes32[] memory leaves = PackedChannels.leaves(posting.channels, chains);
        bytes32 consumed = TipChecks.requireChannels(tip, leaves, ROLLUPS, L1_POSITION);
        state.quietUntilSec = _requireMessages(state, posting, chains, consumed);
        uint64 firstNumber = state.number + 1;
        if (state.room == 0) state.findRoom(_finalIndex(), BATCHES_KEPT);
        state.advance(tip, MINING_TIMEOUT_SEC, MAX_UNMINED_SUPERBLOCKS);
        Batch memory batch = Batch({
            index: state.index,
            firstNumber: firstNumber,
            number: state.number,
            timestamp: state.timestamp,
            l1OriginNumber: state.l1OriginNumber,
            postedAtSec: uint64(block.timestamp),
            parent: parentHash,
            blocksRoot: tip.blocksRoot,
            channelsRoot: tip.channelsRoot,
            dataHash: DATA_POLICY.commit(posting.data),
            term: tip.term,
            superblock: _requireLeader(posting),
            consumedHash: consumed
        });
        hash = BatchHash.hash(batch);

        _batchHashes[batch.index % BATCHES_KEPT] = hash;
        _head = state.pack();

        emit BatchPosted(batch.index, batch.superblock, hash, batch);
    }

    function _goBack(Batch calldata target, bytes32 hash, Cause cause) private {
        bool isMode = msg.sender == FALLBACK;
        require(
            isMode || msg.sender == CLAIMS || msg.sender == address(SETTLEMENT),
            InboxCannotRollBack(msg.sender)
        );
        uint64 finalIndex = _finalIndex();
        require(target.index >= finalIndex, InboxTargetBelowFinal(finalIndex, target.index));

        uint64 minedNumber = LEDGER.onRollback(target.index);
        InboxHead.State memory state = _head.unpack();
        if (isMode) state.isFallback = cause == Cause.Fallback;
        _head = state.goBack(target, minedNumber);
        _openTerm(target, hash, cause, state.isFallback);
    }

    function _openTerm(Batch calldata start, bytes32 hash, Cause cause, bool inFallback) private {
        uint64 nowSec = uint64(block.timestamp);
        bytes32 next =
            inFallback
                ? Term.nextInFallback(term, start.number, start.superblock, nowSec)
                : Term.next(term, start.number, start.superblock, nowSec);
        term = next;
        emit RolledBack(start.index, start.superblock, hash, cause);
        emit TermOpened(next, start.number, start.superblock);
    }

    /// @dev The parent's hash opens with the tip's term exactly if that is the term in force; only the first batch of
    /// a term looks the term up.
    function _requireContinues(
        InboxHead.State memory state,
        ParentOpening calldata parent,
        Superblock calldata tip
    ) private view returns (bytes32 parentHash) {
        parentHash = _batchHashes[state.index % BATCHES_KEPT];
        bytes32 parentTerm = state.isTermFresh ? parent.term : tip.term;
        bytes32 opened = BatchHash.join(parentTerm, parent.superblock, parent.consumedHash, parent.bodyHash);
        if (state.isTermFresh || opened != parentHash)
            require(tip.term == term, InboxWrongTerm(term, tip.term));
        require(opened == parentHash, InboxWrongParent(parentHash, opened));
        state.requireFollowedBy(tip, parent.superblock);
    }

    /// @dev The Portal is asked only when messages are taken or one could be overdue.
    /// @return quietUntilSec for the head that follows
    function _requireMessages(
        InboxHead.State memory state,
        Posting calldata posting,
        uint64[] memory chains,
        bytes32 consumed
    ) private view returns (uint40 quietUntilSec) {
        Superblock calldata tip = posting.tip;
        bool isQuiet = consumed == posting.parent.consumedHash && tip.timestamp <= state.quietUntilSec;
        if (isQuiet && !state.isTermFresh) return state.quietUntilSec;
        MessagesFromL1.Rule memory rule = MessagesFromL1.Rule({
            portal: PORTAL,
            l1Position: L1_POSITION,
            forceDelaySec: FORCE_DELAY_SEC,
            timestamp: tip.timestamp,
            forcedGas: uint256(FORCED_GAS_PER_SUPERBLOCK) * (tip.number - state.number)
        });
        return uint40(MessagesFromL1.requireTaken(rule, posting, chains, consumed));
    }

    function _requireLeader(Posting calldata posting) private view returns (bytes32 digest) {
        Superblock calldata tip = posting.tip;
        require(tip.producer != address(0), InboxNoProducer());
        digest = SuperblockHash.hashPosted(tip, domainSeparator);
        address leader = SEQUENCER_POLICY.leader(tip.number);
        (address signer, , ) = ECDSA.tryRecover(digest, posting.r, posting.vs);
        require(signer == leader && signer != address(0), InboxWrongSigner(leader, signer));
        require(msg.sender == leader, InboxWrongPoster(leader, msg.sender));
    }

    function _finalIndex() private view returns (uint64) {
        return SETTLEMENT.finalBatchIndex();
    }

    function _chains() private view returns (uint64[] memory) {
        return RollupSet.unpack(CHAINS_LOW, CHAINS_HIGH, ROLLUPS + 1);
    }
}
