// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Batch, BatchHash} from "../superblock/Batch.sol";
import {BlockLeaf, BlocksRoot} from "../superblock/BlockLeaf.sol";
import {Channel, ChannelEntry} from "../superblock/Channel.sol";
import {Superblock, SuperblockHash, Term} from "../superblock/Superblock.sol";
import {TriePath} from "../trie/TriePath.sol";
import {ChannelClaim} from "./claims/ChannelClaim.sol";
import {EquivocationClaim} from "./claims/EquivocationClaim.sol";
import {HeaderClaim} from "./claims/HeaderClaim.sol";
import {HistoryClaim} from "./claims/HistoryClaim.sol";
import {HistoryLeafClaim} from "./claims/HistoryLeafClaim.sol";
import {LeadAtOrigin} from "./claims/LeadAtOrigin.sol";
import {IClaims} from "./interfaces/IClaims.sol";
import {IFallback} from "./interfaces/IFallback.sol";
import {IRollupInbox} from "./interfaces/IRollupInbox.sol";
import {ISequencerPolicy} from "./interfaces/ISequencerPolicy.sol";
import {ISettlement} from "./interfaces/ISettlement.sol";

/// @title Proofs that the leader has lied: open to anyone, one transaction each, decided at once.
/// @dev The libraries judge; this contract ties the evidence to a batch that stands and makes the verdict felt. The
/// prover is paid last, after everything has been written, so nothing is left to re-enter. It keeps nothing itself.
contract Claims is IClaims {
    IRollupInbox private immutable INBOX;
    ISettlement private immutable SETTLEMENT;
    ISequencerPolicy private immutable SEQUENCER_POLICY;
    address private immutable LEDGER;
    IFallback private immutable FALLBACK;
    bytes32 private immutable DOMAIN_SEPARATOR;

    constructor(Config memory c) {
        INBOX = c.inbox;
        SETTLEMENT = c.settlement;
        SEQUENCER_POLICY = c.sequencerPolicy;
        LEDGER = c.ledger;
        FALLBACK = c.fallbackMode;
        DOMAIN_SEPARATOR = SuperblockHash.domainSeparator(block.chainid, address(c.inbox));
    }

    /// @inheritdoc IClaims
    function claimChannel(
        Accused calldata accused,
        BlockLeaf[] calldata blocks,
        ChannelEntry[] calldata channels,
        ChannelClaim.Evidence calldata evidence
    ) external {
        _requireNeighbours(accused);
        BlockLeaf calldata leaf = _leaf(accused.batch.blocksRoot, blocks, evidence.rollup);
        bytes32 root = Channel.channelsRoot(channels);
        require(
            root == accused.batch.channelsRoot,
            ClaimsWrongChannelsRoot(accused.batch.channelsRoot, root)
        );
        (ChannelClaim.Failure failure, TriePath.Failure proof, bytes32 claimed, bytes32 proven) = ChannelClaim
            .tryProve(leaf.chainId, leaf.stateRoot, channels, evidence);
        require(failure == ChannelClaim.Failure.None, ClaimsChannelNotFalse(failure, proof, claimed, proven));

        _convict(accused, IRollupInbox.Cause.ChannelClaim, uint8(evidence.slot));
    }

    /// @inheritdoc IClaims
    function claimHeader(Accused calldata accused, OpenBlock calldata opened) external {
        _requireNeighbours(accused);
        (Superblock calldata superblock, BlockLeaf calldata leaf) = _block(accused, opened);
        HeaderClaim.Lie lie = HeaderClaim.find(superblock, leaf, opened.header);
        require(lie != HeaderClaim.Lie.None, ClaimsHeaderNotFalse(leaf.chainId, superblock.number));

        _convict(accused, IRollupInbox.Cause.HeaderClaim, uint8(lie));
    }

    /// @inheritdoc IClaims
    function claimHeaderLink(
        Accused calldata accused,
        OpenBlock calldata child,
        OpenParent calldata parent,
        LeadProof calldata lead
    ) external {
        _requireNeighbours(accused);
        (Superblock calldata superblock, BlockLeaf calldata leaf) = _block(accused, child);
        _requireHash(parent.superblock, superblock.parent);
        BlockLeaf calldata before = _leaf(parent.superblock.blocksRoot, parent.blocks, child.rollup);
        require(before.chainId == leaf.chainId, ClaimsParentRollupDiffers(leaf.chainId, before.chainId));

        HeaderClaim.Lie lie = HeaderClaim.findInParentHash(child.header, before);
        if (lie == HeaderClaim.Lie.None) {
            _requireHeader(before, parent.header);
            lie = HeaderClaim.findInBaseFee(child.header, parent.header);
        }
        if (lie == HeaderClaim.Lie.None && lead.header.length != 0) {
            bytes32 leadAtOrigin = LeadAtOrigin.requireProven(superblock.l1Origin, LEDGER, lead);
            lie = HeaderClaim.findInRandao(child.header, parent.header, leadAtOrigin);
        }
        require(lie != HeaderClaim.Lie.None, ClaimsHeaderNotFalse(leaf.chainId, superblock.number));

        _convict(accused, IRollupInbox.Cause.HeaderClaim, uint8(lie));
    }

    /// @inheritdoc IClaims
    function claimHistory(Accused calldata accused, Superblock[] calldata superblocks) external {
        _requireNeighbours(accused);
        Superblock calldata last = _descend(accused, superblocks);
        HistoryClaim.Lie lie = HistoryClaim.find(last, superblocks[0].term, accused.batch, accused.before);
        require(lie != HistoryClaim.Lie.None, ClaimsHistoryNotFalse(last.number));

        _convict(accused, IRollupInbox.Cause.HistoryClaim, uint8(lie));
    }

    /// @inheritdoc IClaims
    function claimHistoryLink(
        Accused calldata accused,
        Superblock[] calldata superblocks,
        Superblock calldata parent,
        bytes32[] calldata siblings
    ) external {
        _requireNeighbours(accused);
        Superblock calldata last = _descend(accused, superblocks);
        _requireHash(parent, last.parent);
        (bool opened, HistoryClaim.Lie lie) = HistoryClaim.findAgainstParent(last, parent, siblings);
        require(opened, ClaimsHistoryNotOpened(parent.historyRoot));
        require(lie != HistoryClaim.Lie.None, ClaimsHistoryNotFalse(last.number));

        _convict(accused, IRollupInbox.Cause.HistoryClaim, uint8(lie));
    }

    /// @inheritdoc IClaims
    function claimHistoryLeaf(
        Accused calldata accused,
        Superblock calldata tip,
        HistoryLeaf calldata opened
    ) external {
        _requireNeighbours(accused);
        _requireHash(tip, accused.batch.superblock);
        if (HistoryLeafClaim.needsEarlier(tip, opened)) INBOX.requireBatch(opened.earlier);
        HistoryLeafClaim.requireFalse(tip, opened);

        _convict(accused, IRollupInbox.Cause.HistoryClaim, uint8(HistoryClaim.Lie.Leaf));
    }

    /// @inheritdoc IClaims
    function claimEquivocation(
        EquivocationClaim.Signed calldata first,
        EquivocationClaim.Signed calldata second,
        TermOpening calldata opening,
        Batch calldata target
    ) external {
        (EquivocationClaim.Failure failure, address signer) = EquivocationClaim.tryProve(
            first,
            second,
            DOMAIN_SEPARATOR
        );
        require(failure == EquivocationClaim.Failure.None, ClaimsNoEquivocation(failure));
        bytes32 term = first.superblock.term;
        uint64 number = first.superblock.number;
        address leader = SEQUENCER_POLICY.accountable(number);
        require(signer == leader, ClaimsNotLeader(leader, signer));
        emit EquivocationProven(term, number, leader, msg.sender);

        uint64 sinceSec = uint64(block.timestamp);
        // In fallback signatures decide nothing, and who has no bond left must not be able to end terms by them.
        bool endsTerm = term == INBOX.term() && !Term.isFallback(term);
        if (endsTerm) _rollBackToMined(target);
        else sinceSec = _openedAt(term, opening);
        SEQUENCER_POLICY.onFault(number, sinceSec, msg.sender);
    }

    /// @inheritdoc IClaims
    function config() external view returns (Config memory) {
        return Config(INBOX, SETTLEMENT, SEQUENCER_POLICY, LEDGER, FALLBACK);
    }

    function _convict(Accused calldata accused, IRollupInbox.Cause cause, uint8 lie) private {
        Batch calldata batch = accused.batch;
        emit LieProven(batch.index, batch.superblock, msg.sender, cause, lie);

        INBOX.rollBackFrom(accused.before, batch, cause);
        // A miner's batch has cost the miner its work; nobody else answers for it.
        if (Term.isFallback(batch.term) && FALLBACK.isUnsigned(BatchHash.hashGiven(batch))) return;
        SEQUENCER_POLICY.onFault(batch.number, uint64(block.timestamp), msg.sender);
    }

    function _rollBackToMined(Batch calldata target) private {
        uint64 index = SETTLEMENT.securedBatchIndex();
        require(target.index == index, ClaimsWrongTarget(index, target.index));
        INBOX.rollBackTo(target, IRollupInbox.Cause.EquivocationClaim);
    }

    function _openedAt(bytes32 term, TermOpening calldata opening) private pure returns (uint64) {
        (bytes32 previous, bytes32 start) = (opening.previous, opening.startSuperblock);
        (uint64 number, uint64 openedAtSec) = (opening.startNumber, opening.openedAtSec);
        bytes32 actual =
            Term.isFallback(term)
                ? Term.nextInFallback(previous, number, start, openedAtSec)
                : Term.next(previous, number, start, openedAtSec);
        require(actual == term, ClaimsWrongTerm(term, actual));
        return opening.openedAtSec;
    }

    /// @dev That both stand is for the inbox to say when it goes back.
    function _requireNeighbours(Accused calldata accused) private pure {
        uint64 after_ = accused.before.index + 1;
        require(after_ == accused.batch.index, ClaimsNotParent(accused.batch.index, after_));
    }

    /// @notice The superblock at the end of a descent, and its block of one rollup.
    function _block(
        Accused calldata accused,
        OpenBlock calldata opened
    ) private view returns (Superblock calldata superblock, BlockLeaf calldata leaf) {
        superblock = _descend(accused, opened.superblocks);
        leaf = _leaf(superblock.blocksRoot, opened.blocks, opened.rollup);
        _requireHeader(leaf, opened.header);
    }

    function _descend(
        Accused calldata accused,
        Superblock[] calldata superblocks
    ) private view returns (Superblock calldata) {
        (HistoryClaim.Failure failure, uint256 position, bytes32 expected, bytes32 actual) = HistoryClaim
            .tryDescend(superblocks, DOMAIN_SEPARATOR, accused.batch.superblock, accused.before.superblock);
        require(failure == HistoryClaim.Failure.None, ClaimsNotInBatch(failure, position, expected, actual));
        return superblocks[superblocks.length - 1];
    }

    function _leaf(
        bytes32 expectedRoot,
        BlockLeaf[] calldata blocks,
        uint256 position
    ) private pure returns (BlockLeaf calldata) {
        require(position < blocks.length, ClaimsUnknownRollup(blocks.length, position));
        bytes32 root = BlocksRoot.compute(blocks);
        require(root == expectedRoot, ClaimsWrongBlocksRoot(expectedRoot, root));
        return blocks[position];
    }

    function _requireHeader(BlockLeaf calldata leaf, bytes calldata header) private pure {
        bytes32 hash = keccak256(header);
        require(hash == leaf.blockHash, ClaimsWrongHeader(leaf.chainId, leaf.blockHash, hash));
    }

    function _requireHash(Superblock calldata superblock, bytes32 expected) private view {
        bytes32 actual = SuperblockHash.hashPosted(superblock, DOMAIN_SEPARATOR);
        require(actual == expected, ClaimsWrongParent(expected, actual));
    }
}
