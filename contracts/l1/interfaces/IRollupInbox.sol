// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {Batch} from "../../superblock/Batch.sol";
import {Posting, TipProof} from "../../superblock/Posting.sol";
import {Superblock} from "../../superblock/Superblock.sol";
import {TriePath} from "../../trie/TriePath.sol";
import {ICheckpointLedger} from "./ICheckpointLedger.sol";
import {IDataPolicy} from "./IDataPolicy.sol";
import {IPortal} from "./IPortal.sol";
import {ISequencerPolicy} from "./ISequencerPolicy.sol";

/// @title Where the batches of all rollups arrive, always together.
///
/// Assumes
/// - somebody re-executes the batches: a state root is a claim until execution proofs exist
/// - the sequencer policy names an honest or bonded leader
///
/// Keeps
/// - K1: batches form one chain; each continues the one before without a gap
/// - K2: no batch without every rollup
/// - K3: one claimed root per channel, so what is burnt equals what is minted in every accepted claim
/// - K4: messages from L1 are taken in order, exactly as the Portal recorded them, and not left overdue
/// - K5: while work is overdue (mining clock, see Clocks), no batch is accepted
/// - K6: the head goes back on all rollups together, never below the newest final batch, and only with a new term, so
///   no superblock signed before can follow the batch that it goes back to
/// - K7: the hash of every batch from the newest final one to the head is kept
/// - K8: in fallback, batches come from Fallback alone, on the chain with most work
interface IRollupInbox {
    /// @notice Why a term ended. A proven claim is named by its kind.
    enum Cause {
        Abandoned,
        Unmined,
        ChannelClaim,
        HeaderClaim,
        HistoryClaim,
        EquivocationClaim,
        Fallback,
        Resumed
    }

    struct Rollup {
        uint64 chainId;
        bytes32 genesisHash;
    }

    /// @param batchesKept places for batch hashes, used in turn: from the newest final batch on so many stand at most, and
    /// a place that has been used before costs a fraction of a new one
    /// @param strict whether each batch proves its channels against the tip's state roots when it is posted
    struct Config {
        ISequencerPolicy sequencerPolicy;
        IDataPolicy dataPolicy;
        ICheckpointLedger ledger;
        IPortal portal;
        address settlement;
        address claims;
        address fallbackMode;
        Rollup[] rollups;
        Superblock genesis;
        uint64 maxLagSec;
        uint64 maxLeadSec;
        uint64 forceDelaySec;
        uint64 forcedGasPerSuperblock;
        uint64 miningTimeoutSec;
        uint64 maxUnminedSuperblocks;
        uint64 batchesKept;
        bool strict;
    }

    struct Head {
        uint64 index;
        uint64 number;
        uint64 timestamp;
        uint64 unminedSinceSec;
    }

    /// @notice A batch was accepted. Everything a service needs to follow is here; the data are in the
    /// transaction's input.
    event BatchPosted(uint64 indexed index, bytes32 indexed superblock, bytes32 batchHash, Batch batch);
    /// @notice The head is this batch (again); all after it have fallen, on all rollups. `TermOpened` follows at once.
    event RolledBack(uint64 indexed index, bytes32 indexed superblock, bytes32 batchHash, Cause cause);
    /// @notice From here on superblock numbers count in a new term.
    event TermOpened(bytes32 indexed term, uint64 startNumber, bytes32 startSuperblock);

    /// @notice In fallback: from `fromIndex` on these batches stand now, and none after them. `FallbackPosted` has told
    /// what they are.
    event ChainSwitched(uint64 indexed fromIndex, bytes32[] batchHashes);

    error InboxNotDirectCall(address caller, address origin);
    error InboxBatchNotThere(uint64 headIndex, uint64 index);
    error InboxCannotRollBack(address caller);
    error InboxTargetBelowFinal(uint64 finalIndex, uint64 index);
    error InboxNotLeader(address leader, address caller);
    error InboxWrongParent(bytes32 expected, bytes32 actual);
    error InboxEmptyRange(uint64 firstNumber, uint64 number);
    error InboxNotLinked(bytes32 parentSuperblock, bytes32 actual);
    error InboxWrongTerm(bytes32 expected, bytes32 actual);
    error InboxWrongSigner(address leader, address signer);
    error InboxWrongPoster(address leader, address caller);
    error InboxWrongBlocksRoot(bytes32 expected, bytes32 actual);
    error InboxWrongRollupCount(uint256 expected, uint256 actual);
    error InboxWrongChannelsRoot(bytes32 expected, bytes32 actual);
    error InboxTimestampNotLater(uint64 previous, uint64 timestamp);
    error InboxTimestampTooEarly(uint64 earliest, uint64 timestamp);
    error InboxTimestampTooLate(uint64 latest, uint64 timestamp);
    error InboxOriginUnknown(uint64 number, bytes32 expected, bytes32 actual);
    error InboxOriginDecreased(uint64 previous, uint64 number);
    error InboxWrongConsumedCounts(bytes32 expected, bytes32 actual);
    error InboxMessageCountFell(uint64 chainId, uint64 previous, uint64 count);
    error InboxMessagesUnknown(uint64 chainId, uint64 sent, uint64 count);
    error InboxWrongMessageRoot(uint64 chainId, bytes32 expected, bytes32 actual);
    error InboxForcedMessageOverdue(uint64 chainId, uint64 nonce, uint64 dueAtSec);
    error InboxWorkOverdue(uint64 clockSec, uint64 timeoutSec);
    error InboxTooManyUnmined(uint64 maximum, uint64 unmined);
    error InboxMaxUnminedTooLarge(uint64 maximum, uint64 asked);
    error InboxNoRoom(uint64 finalIndex, uint64 headIndex);
    error InboxTooFewKept(uint64 minimum, uint64 asked);
    error InboxNotLedger(address ledger, address caller);
    error InboxNotFallback(address fallbackMode, address caller);
    error InboxInFallback();
    error InboxNoProducer();
    error InboxProofsMissing();
    error InboxWrongProofCount(uint256 expected, uint256 actual);
    error InboxAccountProofInvalid(uint64 chainId, TriePath.Failure failure);
    error InboxStorageProofInvalid(uint64 chainId, TriePath.Failure failure);
    error InboxChannelsDiffer(uint64 chainId, bytes32 claimed, bytes32 proven);

    /// @notice Posts a range of superblocks of all rollups.
    /// @dev Only a direct call by an account without code, so that the data are the transaction's input, and only by
    /// the leader: the signature covers the tip but not the data, and the feed shows it to everybody, so a stranger
    /// could post the tip with data that do not derive to it.
    function postBatch(Posting calldata posting) external returns (bytes32 batchHash);

    /// @notice The same with proofs, one per rollup, that the tip's states hold the channels as claimed. The only way
    /// in strict mode.
    function postProvenBatch(
        Posting calldata posting,
        TipProof[] calldata proofs
    ) external returns (bytes32 batchHash);

    /// @notice Told by the ledger when another checkpoint leads.
    /// @param number of the last mined superblock
    /// @param sinceSec from when on work for what it leaves unmined is waited for, Unix seconds
    function onLead(uint64 number, uint64 sinceSec) external;

    /// @notice Goes back to a batch that stands: everything after it falls on all rollups, and a new term opens.
    /// @dev Only for the contracts that decide about it: `config().claims` when a claim is proven,
    /// `config().settlement` when work fails to come, `config().fallbackMode` when fallback opens (Cause.Fallback) or ends
    /// (any other). The head itself may be the target; then only the term ends. A final batch never falls. The ledger's
    /// lead goes back in the same call.
    function rollBackTo(Batch calldata target, Cause cause) external;

    /// @notice The same for a batch that is shown to be false: the head is the one before it again.
    /// @dev The false one stands, and its hash names the one before, so that needs no look of its own.
    function rollBackFrom(Batch calldata before, Batch calldata wrong, Cause cause) external;

    /// @notice In fallback: makes the branch that leads the inbox's chain. Called by `config().fallbackMode` only, which
    /// answers for the branch: a chain, from a batch that stands and is not below the newest final one.
    /// @param batchHashes from `fromIndex` on, the last one the tip's
    function adopt(uint64 fromIndex, bytes32[] calldata batchHashes, Batch calldata tip) external;

    /// @notice The leader gives up what it has signed and not posted: a new term opens at the head.
    /// @dev Breaks soft promises, which is what `ISequencerPolicy.onAbandon` may take a price for.
    function abandonTerm(Batch calldata head) external;

    /// @notice Hash of the batch that stands at an index, from the newest final one on; else zero.
    function batchHash(uint64 index) external view returns (bytes32);

    /// @notice Reverts unless this is the batch that stands at its index.
    /// @dev Certain from the newest final batch on. One below it has final ones above it, so nothing can be done with it;
    /// its place may have been used again.
    function requireBatch(Batch calldata batch) external view returns (bytes32);

    /// @notice The same for who has hashed the batch.
    function requireHash(uint64 index, bytes32 hash) external view;

    function head() external view returns (Head memory);

    function term() external view returns (bytes32);

    /// @notice When the last rollback opened a term, Unix seconds, as long as nothing was posted since; else zero. A term
    /// that the leader opens by giving one up changes nothing about it.
    function freshSinceSec() external view returns (uint64);

    /// @notice Whether miners build the chain, and the leader's batches are refused.
    function isFallback() external view returns (bool);

    function domainSeparator() external view returns (bytes32);

    function genesisSuperblock() external view returns (bytes32);

    /// @notice The batch with index 0, which holds genesis only.
    function genesisBatch() external view returns (Batch memory);

    /// @notice Seconds for which unmined batches have been waiting for work; zero if none is.
    function miningClock() external view returns (uint64);

    function config() external view returns (Config memory);
}
