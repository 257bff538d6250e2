// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

import {Batch, BatchHash} from "../superblock/Batch.sol";
import {ChannelEntry} from "../superblock/Channel.sol";
import {PackedChannels} from "../superblock/PackedChannels.sol";
import {Posting, TipProof} from "../superblock/Posting.sol";
import {Superblock, SuperblockHash} from "../superblock/Superblock.sol";
import {Clocks} from "./Clocks.sol";
import {ICheckpointLedger} from "./interfaces/ICheckpointLedger.sol";
import {IDataPolicy} from "./interfaces/IDataPolicy.sol";
import {IFallback} from "./interfaces/IFallback.sol";
import {IPortal} from "./interfaces/IPortal.sol";
import {IRollupInbox} from "./interfaces/IRollupInbox.sol";
import {ISequencerPolicy} from "./interfaces/ISequencerPolicy.sol";
import {ISettlement} from "./interfaces/ISettlement.sol";
import {MessagesFromL1} from "./MessagesFromL1.sol";
import {RollupSet} from "./RollupSet.sol";
import {TipChecks} from "./TipChecks.sol";
import {TipProofs} from "./TipProofs.sol";

/// @title The chain without a leader: vanilla merged mining.
/// @dev The tree of batches mirrors the ledger's tree of checkpoints, one for one, so the ledger's fork choice is the fork
/// choice of batches. Each rule of a batch is the inbox's, from the same library.
contract Fallback is IFallback {
    /// @param checkpoint that led when the term began
    struct Base {
        bytes32 term;
        bytes32 batchHash;
        bytes32 checkpoint;
    }

    /// @param standsSinceSec when its branch took over, if it was not posted onto the chain
    /// @param isSigned by the leader
    struct Note {
        uint64 standsSinceSec;
        bool isSigned;
    }

    IRollupInbox private immutable INBOX;
    ICheckpointLedger private immutable LEDGER;
    ISettlement private immutable SETTLEMENT;
    ISequencerPolicy private immutable SEQUENCER_POLICY;
    IDataPolicy private immutable DATA_POLICY;
    IPortal private immutable PORTAL;
    bytes32 private immutable DOMAIN_SEPARATOR;
    uint64 private immutable L1_CHAIN_ID;
    uint64 private immutable SEQUENCER_TIMEOUT_SEC;
    uint64 private immutable REVERT_DELAY_SEC;
    uint64 private immutable MAX_LAG_SEC;
    uint64 private immutable MAX_LEAD_SEC;
    uint64 private immutable FORCE_DELAY_SEC;
    uint64 private immutable FORCED_GAS_PER_SUPERBLOCK;
    uint64 private immutable MINING_TIMEOUT_SEC;
    uint64 private immutable MAX_UNMINED_SUPERBLOCKS;
    bool private immutable STRICT;
    // All chains, L1 among them, ascending: RollupSet.pack.
    uint256 private immutable CHAINS_LOW;
    uint256 private immutable CHAINS_HIGH;
    uint256 private immutable ROLLUPS;
    uint256 private immutable L1_POSITION;

    // slots 0 to 2: where the term began, as of its first batch in fallback
    // slot 3: batch hash → its checkpoint
    // slot 4: batch hash → note, of few: those that a switch took up, and the leader's
    Base private _base;
    /// @inheritdoc IFallback
    mapping(bytes32 batchHash => bytes32) public checkpointOf;
    mapping(bytes32 batchHash => Note) private _notes;

    constructor(Config memory c) {
        IRollupInbox.Config memory i = c.inbox.config();
        require(
            c.sequencerTimeoutSec > i.maxLagSec,
            FallbackTimeoutTooShort(i.maxLagSec, c.sequencerTimeoutSec)
        );
        INBOX = c.inbox;
        LEDGER = i.ledger;
        SETTLEMENT = ISettlement(i.settlement);
        SEQUENCER_POLICY = i.sequencerPolicy;
        DATA_POLICY = i.dataPolicy;
        PORTAL = i.portal;
        DOMAIN_SEPARATOR = c.inbox.domainSeparator();
        L1_CHAIN_ID = uint64(block.chainid);
        SEQUENCER_TIMEOUT_SEC = c.sequencerTimeoutSec;
        REVERT_DELAY_SEC = SETTLEMENT.config().revertDelaySec;
        MAX_LAG_SEC = i.maxLagSec;
        MAX_LEAD_SEC = i.maxLeadSec;
        FORCE_DELAY_SEC = i.forceDelaySec;
        FORCED_GAS_PER_SUPERBLOCK = i.forcedGasPerSuperblock;
        MINING_TIMEOUT_SEC = i.miningTimeoutSec;
        MAX_UNMINED_SUPERBLOCKS = i.maxUnminedSuperblocks;
        STRICT = i.strict;
        uint64[] memory rollups = new uint64[](i.rollups.length);
        for (uint256 r = 0; r < rollups.length; ++r) rollups[r] = i.rollups[r].chainId;
        ROLLUPS = rollups.length;
        (CHAINS_LOW, CHAINS_HIGH, L1_POSITION) = RollupSet.pack(rollups, uint64(block.chainid));
    }

    /// @inheritdoc IFallback
    function open(Batch calldata head, Batch calldata target) external {
        require(!INBOX.isFallback(), FallbackAlreadyOpen());
        uint64 secured = SETTLEMENT.securedBatchIndex();
        require(target.index == secured, FallbackWrongTarget(secured, target.index));
        address leader = SEQUENCER_POLICY.leader(head.number + 1);
        bool hasLeader = leader != address(0) || head.index == 0;
        _requireHead(head);
        Reason reason = hasLeader ? _reasonAgainst(leader, head) : Reason.NoLeader;

        INBOX.rollBackTo(target, IRollupInbox.Cause.Fallback);

        emit FallbackOpened(target.index, INBOX.term(), reason);
    }

    /// @inheritdoc IFallback
    function postFallback(Posting calldata posting, Work calldata work) external returns (bytes32) {
        require(!STRICT, FallbackProofsMissing());

        return _post(posting, work, _chains());
    }

    /// @inheritdoc IFallback
    function postProvenFallback(
        Posting calldata posting,
        Work calldata work,
        TipProof[] calldata proofs
    ) external returns (bytes32 hash) {
        uint64[] memory chains = _chains();
        hash = _post(posting, work, chains);

        ChannelEntry[] memory channels = PackedChannels.all(posting.channels, chains);
        TipProofs.requireProven(posting.blocks, proofs, channels, chains, L1_CHAIN_ID);
    }

    /// @inheritdoc IFallback
    function silence(Batch calldata head) external view returns (uint64 heardAtSec, bool isRefusing) {
        _requireHead(head);
        return _silence(head, LEDGER.lastMined());
    }

    /// @inheritdoc IFallback
    function isUnsigned(bytes32 batchHash) external view returns (bool) {
        return checkpointOf[batchHash] != 0 && !_notes[batchHash].isSigned;
    }

    /// @inheritdoc IFallback
    function standsSinceSec(bytes32 batchHash) external view returns (uint64) {
        return _notes[batchHash].standsSinceSec;
    }

    /// @inheritdoc IFallback
    function config() external view returns (Config memory) {
        return Config(INBOX, SEQUENCER_TIMEOUT_SEC);
    }

    function _post(
        Posting calldata posting,
        Work calldata work,
        uint64[] memory chains
    ) private returns (bytes32 hash) {
        require(INBOX.isFallback(), FallbackNotOpen());
        TipChecks.requireDirectCall();
        bytes32 parentHash = _requireContinues(posting, work);
        bytes32 consumed = _requireTip(posting, work.parent, chains);
        Batch memory batch = _batch(posting, work.parent, parentHash, consumed);
        bool isSigned = _requireAuthor(posting, work, batch.superblock);
        hash = BatchHash.hash(batch);
        // In one second the same batch could come with other work, and the next would have to name the lighter one.
        require(checkpointOf[hash] == 0, FallbackKnown(hash));

        // The ledger calls nobody that could come back here.
        bytes32 id = LEDGER.submitCheckpoint(work.checkpoint, batch, work.parentHeight, work.auxPow);
        checkpointOf[hash] = id;
        if (isSigned) _notes[hash].isSigned = true;

        emit FallbackPosted(batch.index, batch.superblock, hash, id, batch);

        if (LEDGER.lead() != id) return hash;
        _adopt(batch, hash, parentHash, work.branch);
        if (!isSigned) return hash;
        INBOX.rollBackTo(batch, IRollupInbox.Cause.Resumed);
        emit FallbackLeft(batch.index, hash);
    }

    /// @dev The parent is the batch where the term began or one of the term that has been posted here; either way its
    /// checkpoint is what the new one names. While a term has no batch here, the inbox's head is where it began.
    function _requireContinues(
        Posting calldata posting,
        Work calldata work
    ) private returns (bytes32 parentHash) {
        Superblock calldata tip = posting.tip;
        Batch calldata parent = work.parent;
        bytes32 term = INBOX.term();
        require(tip.term == term, FallbackWrongTerm(term, tip.term));
        if (_base.term != term) _base = Base(term, INBOX.batchHash(INBOX.head().index), LEDGER.lead());
        parentHash = BatchHash.hashGiven(parent);
        bytes32 checkpoint = _base.checkpoint;
        if (parentHash != _base.batchHash) {
            checkpoint = checkpointOf[parentHash];
            require(checkpoint != 0 && parent.term == term, FallbackParentUnknown(parentHash));
        }
        bytes32 named = work.checkpoint.parentCheckpoint;
        require(named == checkpoint, FallbackWrongParentCheckpoint(checkpoint, named));
        require(tip.number == parent.number + 1, FallbackWrongNumber(parent.number + 1, tip.number));
        require(tip.parent == parent.superblock, FallbackNotLinked(parent.superblock, tip.parent));
        bytes32 opened = posting.parent.consumedHash;
        require(opened == parent.consumedHash, FallbackWrongConsumed(parent.consumedHash, opened));
    }

    /// @notice The inbox's rules for a tip.
    function _requireTip(
        Posting calldata posting,
        Batch calldata parent,
        uint64[] memory chains
    ) private view returns (bytes32 consumed) {
        Superblock calldata tip = posting.tip;
        TipChecks.requireTimely(tip, parent.timestamp, MAX_LAG_SEC, MAX_LEAD_SEC);
        TipChecks.requireOrigin(tip, parent.l1OriginNumber);
        TipChecks.requireBlocks(tip, posting.blocks, chains, L1_CHAIN_ID);
        bytes32[] memory leaves = PackedChannels.leaves(posting.channels, chains);
        consumed = TipChecks.requireChannels(tip, leaves, ROLLUPS, L1_POSITION);
        MessagesFromL1.Rule memory rule = MessagesFromL1.Rule({
            portal: PORTAL,
            l1Position: L1_POSITION,
            forceDelaySec: FORCE_DELAY_SEC,
            timestamp: tip.timestamp,
            forcedGas: FORCED_GAS_PER_SUPERBLOCK
        });
        MessagesFromL1.requireTaken(rule, posting, chains, consumed);
    }

    /// @dev Two kinds: the leader's, whoever mines and builds for it, and the miner's own.
    function _requireAuthor(
        Posting calldata posting,
        Work calldata work,
        bytes32 digest
    ) private view returns (bool isSigned) {
        address producer = posting.tip.producer;
        require(producer != address(0), IRollupInbox.InboxNoProducer());
        address author = work.checkpoint.miner;
        isSigned = posting.r != 0;
        if (isSigned) {
            author = SEQUENCER_POLICY.leader(posting.tip.number);
            (address signer, , ) = ECDSA.tryRecover(digest, posting.r, posting.vs);
            require(signer == author && signer != address(0), FallbackWrongSigner(author, signer));
        } else {
            require(producer == author, FallbackWrongProducer(author, producer));
        }
        require(msg.sender == author, FallbackWrongPoster(author, msg.sender));
    }

    function _batch(
        Posting calldata posting,
        Batch calldata parent,
        bytes32 parentHash,
        bytes32 consumed
    ) private view returns (Batch memory) {
        Superblock calldata tip = posting.tip;
        return
            Batch({
                index: parent.index + 1,
                firstNumber: tip.number,
                number: tip.number,
                timestamp: tip.timestamp,
                l1OriginNumber: tip.l1OriginNumber,
                postedAtSec: uint64(block.timestamp),
                parent: parentHash,
                blocksRoot: tip.blocksRoot,
                channelsRoot: tip.channelsRoot,
                dataHash: DATA_POLICY.commit(posting.data),
                term: tip.term,
                superblock: SuperblockHash.hashPosted(tip, DOMAIN_SEPARATOR),
                consumedHash: consumed
            });
    }

    /// @dev The parent's hash commits to all before it, so the branch need only be opened down to a batch that stands.
    function _adopt(Batch memory batch, bytes32 hash, bytes32 parentHash, Batch[] calldata branch) private {
        uint64 parentIndex = batch.index - 1;
        uint64 finalIndex = SETTLEMENT.finalBatchIndex();
        require(
            branch.length + finalIndex <= parentIndex,
            FallbackBelowFinal(finalIndex, parentIndex, branch.length)
        );
        uint64 forkIndex = parentIndex - uint64(branch.length);
        bytes32[] memory hashes = new bytes32[](branch.length + 1);
        hashes[branch.length] = hash;
        bytes32 expected = parentHash;
        for (uint256 i = branch.length; i > 0; --i) {
            bytes32 opened = BatchHash.hashGiven(branch[i - 1]);
            require(opened == expected, FallbackBranchBroken(forkIndex + uint64(i), expected, opened));
            hashes[i - 1] = opened;
            _notes[opened].standsSinceSec = uint64(block.timestamp);
            expected = branch[i - 1].parent;
        }
        bytes32 stands = INBOX.batchHash(forkIndex);
        require(stands == expected, FallbackForkNotThere(forkIndex, stands, expected));
        // What stands already has its window running.
        require(
            branch.length == 0 || INBOX.batchHash(forkIndex + 1) != hashes[0],
            FallbackBranchStands(forkIndex + 1)
        );
        INBOX.adopt(forkIndex + 1, hashes, batch);
    }

    /// @notice Why miners may build although there is a leader; reverts if they may not.
    function _reasonAgainst(address leader, Batch calldata head) private view returns (Reason) {
        ICheckpointLedger.Mined memory mined = LEDGER.lastMined();
        (uint64 heardAtSec, bool isRefusing) = _silence(head, mined);
        uint64 nowSec = uint64(block.timestamp);
        if (Clocks.isSilent(heardAtSec, isRefusing, SEQUENCER_TIMEOUT_SEC, nowSec)) return Reason.Silence;
        if (Clocks.isDry(mined.acceptedAtSec, SEQUENCER_TIMEOUT_SEC, REVERT_DELAY_SEC, nowSec))
            return Reason.NoWork;
        require(!isRefusing, FallbackWorkAwaited(INBOX.miningClock(), MINING_TIMEOUT_SEC));
        revert FallbackLeaderHasTime(leader, heardAtSec + SEQUENCER_TIMEOUT_SEC);
    }

    function _silence(
        Batch calldata head,
        ICheckpointLedger.Mined memory mined
    ) private view returns (uint64 heardAtSec, bool isRefusing) {
        heardAtSec = Clocks.heardAtSec(head.postedAtSec, mined.acceptedAtSec, INBOX.freshSinceSec());
        isRefusing =
            Clocks.isWorkOverdue(INBOX.miningClock(), MINING_TIMEOUT_SEC) ||
            head.number - mined.number >= MAX_UNMINED_SUPERBLOCKS;
    }

    function _requireHead(Batch calldata head) private view {
        uint64 headIndex = INBOX.head().index;
        require(head.index == headIndex, FallbackNotHead(headIndex, head.index));
        INBOX.requireBatch(head);
    }

    function _chains() private view returns (uint64[] memory) {
        return RollupSet.unpack(CHAINS_LOW, CHAINS_HIGH, ROLLUPS + 1);
    }
}
