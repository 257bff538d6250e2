// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {Batch} from "../../superblock/Batch.sol";
import {BlockLeaf} from "../../superblock/BlockLeaf.sol";
import {ChannelEntry} from "../../superblock/Channel.sol";
import {Superblock} from "../../superblock/Superblock.sol";
import {TriePath} from "../../trie/TriePath.sol";
import {ChannelClaim} from "../claims/ChannelClaim.sol";
import {EquivocationClaim} from "../claims/EquivocationClaim.sol";
import {HistoryClaim} from "../claims/HistoryClaim.sol";
import {IFallback} from "./IFallback.sol";
import {IRollupInbox} from "./IRollupInbox.sol";
import {ISequencerPolicy} from "./ISequencerPolicy.sol";
import {ISettlement} from "./ISettlement.sol";

/// @title Proofs that the leader has lied: open to anyone, one transaction each, decided at once.
///
/// Assumes
/// - somebody re-executes the batches and has what a claim opens: a hash whose preimage nobody has proves nothing
///
/// Keeps
/// - K1: only a batch that contradicts itself, its rollups' states or the batches before falls, and all after it with it
/// - K2: a final batch never falls
/// - K3: each lie is punished once: the batch has fallen after it, and a slash is for all equivocations before it
/// - K4: a refused claim changes nothing
interface IClaims {
    struct Config {
        IRollupInbox inbox;
        ISettlement settlement;
        ISequencerPolicy sequencerPolicy;
        address ledger;
        IFallback fallbackMode;
    }

    /// @notice A batch that stands, and the one before it, where the inbox goes back to.
    struct Accused {
        Batch batch;
        Batch before;
    }

    /// @notice One rollup's block in a superblock, opened.
    /// @param superblocks from the batch's tip down to the one whose block it is, each the parent of the one before
    /// @param blocks all blocks of the last of these superblocks
    /// @param rollup position in `blocks`
    /// @param header RLP of the block's header
    struct OpenBlock {
        Superblock[] superblocks;
        BlockLeaf[] blocks;
        uint256 rollup;
        bytes header;
    }

    /// @notice The same rollup's block in the superblock before, opened.
    /// @param header may be missing if the child names another parent
    struct OpenParent {
        Superblock superblock;
        BlockLeaf[] blocks;
        bytes header;
    }

    /// @notice The ledger's lead at an L1 block.
    /// @param header RLP of the L1 block's header; empty if nothing is claimed of prevRandao
    /// @param accountProof of the ledger against its state root
    /// @param storageProof of SlotLayout.LEDGER_LEAD
    struct LeadProof {
        bytes header;
        bytes[] accountProof;
        bytes[] storageProof;
    }

    /// @notice What the name of a term is made of (Term.next): so its opening is dated.
    struct TermOpening {
        bytes32 previous;
        uint64 startNumber;
        bytes32 startSuperblock;
        uint64 openedAtSec;
    }

    /// @notice A leaf under the tip's history root.
    /// @param leaf as hashed into the tree; zero is an empty place
    /// @param earlier the batch whose tip has this number; not looked at for the tip's parent and beyond
    struct HistoryLeaf {
        uint64 index;
        bytes32 leaf;
        bytes32[] siblings;
        Batch earlier;
    }

    /// @notice A batch was shown to be false; it has fallen.
    /// @param lie which one, by the enum of the cause's library
    event LieProven(
        uint64 indexed index,
        bytes32 indexed superblock,
        address indexed prover,
        IRollupInbox.Cause cause,
        uint8 lie
    );
    /// @notice A leader signed two superblocks for one number of a term.
    event EquivocationProven(
        bytes32 indexed term,
        uint64 number,
        address indexed leader,
        address indexed prover
    );

    error ClaimsNotParent(uint64 expectedIndex, uint64 actualIndex);
    error ClaimsWrongBlocksRoot(bytes32 expected, bytes32 actual);
    error ClaimsWrongChannelsRoot(bytes32 expected, bytes32 actual);
    error ClaimsUnknownRollup(uint256 count, uint256 position);
    error ClaimsChannelNotFalse(
        ChannelClaim.Failure failure,
        TriePath.Failure proof,
        bytes32 claimed,
        bytes32 proven
    );
    error ClaimsWrongHeader(uint64 chainId, bytes32 expected, bytes32 actual);
    error ClaimsHeaderNotFalse(uint64 chainId, uint64 number);
    error ClaimsParentRollupDiffers(uint64 chainId, uint64 parentChainId);
    error ClaimsWrongOrigin(bytes32 expected, bytes32 actual);
    error ClaimsLeadProofInvalid(TriePath.Failure failure);
    error ClaimsOriginUnreadable(bytes32 l1Origin);
    error ClaimsNotInBatch(HistoryClaim.Failure failure, uint256 position, bytes32 expected, bytes32 actual);
    error ClaimsWrongParent(bytes32 expected, bytes32 actual);
    error ClaimsHistoryNotFalse(uint64 number);
    error ClaimsHistoryNotOpened(bytes32 historyRoot);
    error ClaimsLeafNotThere(uint64 index, bytes32 leaf);
    error ClaimsLeafUnrelated(uint64 index, uint64 batchNumber);
    error ClaimsNoEquivocation(EquivocationClaim.Failure failure);
    error ClaimsNotLeader(address leader, address signer);
    error ClaimsWrongTerm(bytes32 expected, bytes32 actual);
    error ClaimsWrongTarget(uint64 expectedIndex, uint64 actualIndex);

    /// @notice ChannelClaim: a rollup's state shows that its messenger does not hold what the tip claims of its
    /// channels. The shared fraud proof: a burn at one end without its mint at the other is false at one of them.
    /// @param blocks of the tip
    /// @param channels of the tip, all
    function claimChannel(
        Accused calldata accused,
        BlockLeaf[] calldata blocks,
        ChannelEntry[] calldata channels,
        ChannelClaim.Evidence calldata evidence
    ) external;

    /// @notice HeaderClaim: a block's header, or the lack of one, contradicts its superblock.
    function claimHeader(Accused calldata accused, OpenBlock calldata blockOpened) external;

    /// @notice HeaderClaim: a block's header does not continue the block before: parent hash, base fee, or prevRandao.
    function claimHeaderLink(
        Accused calldata accused,
        OpenBlock calldata child,
        OpenParent calldata parent,
        LeadProof calldata lead
    ) external;

    /// @notice HistoryClaim: a superblock of the batch contradicts the batch or the one before it.
    /// @param superblocks from the tip down to the false one
    function claimHistory(Accused calldata accused, Superblock[] calldata superblocks) external;

    /// @notice HistoryClaim: a superblock of the batch does not continue its parent.
    /// @param superblocks from the tip down to the false one
    /// @param siblings of the leaf after the parent's history; without them all but the history root is judged
    function claimHistoryLink(
        Accused calldata accused,
        Superblock[] calldata superblocks,
        Superblock calldata parent,
        bytes32[] calldata siblings
    ) external;

    /// @notice HistoryClaim: under the tip's history root stands what cannot stand there.
    function claimHistoryLeaf(
        Accused calldata accused,
        Superblock calldata tip,
        HistoryLeaf calldata opened
    ) external;

    /// @notice EquivocationClaim: two signatures of the leader for one number of a term.
    /// @dev The policy refuses what it has punished already: an old term that opened before the last slash.
    /// @param opening of that term; not looked at if it is in force and the leader's
    /// @param target the last mined batch, where the inbox goes back to if the term is the one in force; not looked at
    /// if it is not, or is one of fallback, which goes on
    function claimEquivocation(
        EquivocationClaim.Signed calldata first,
        EquivocationClaim.Signed calldata second,
        TermOpening calldata opening,
        Batch calldata target
    ) external;

    function config() external view returns (Config memory);
}
