// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {Batch} from "../../superblock/Batch.sol";
import {Checkpoint} from "../../superblock/Checkpoint.sol";
import {Posting, TipProof} from "../../superblock/Posting.sol";
import {IRollupInbox} from "./IRollupInbox.sol";

/// @title The chain without a leader: miners build the superblocks, and the heaviest work decides.
///
/// Assumes
/// - miners who execute what they build on: a false superblock is orphaned by whoever works on the last good one
/// - the ledger weighs the work, the inbox keeps the chain that leads
///
/// Keeps
/// - K1: fallback opens only when nobody may lead, when nothing was heard for `sequencerTimeoutSec` of a leader whose
/// batches the inbox takes, or when no work came for that and Settlement's `revertDelaySec`; it begins with a new term at
/// the last secured batch
/// - K2: a batch of fallback is one superblock that continues a batch of the same term, or the one where the term began,
/// under the same rules as the leader's, with work of its own over the work of the batch before
/// - K3: in fallback the inbox's chain is the branch whose work leads in the ledger, and never leaves a final batch
/// - K4: a batch's data come from its author: the miner whom the work names, or the leader who signed it
/// - K5: fallback ends only by a superblock that the leader signed in the term, that is mined and leads
interface IFallback {
    /// @notice Why fallback opened.
    enum Reason {
        /// Nobody may lead: unbonded, slashed or gone.
        NoLeader,
        /// Who leads could have posted and has not.
        Silence,
        /// Whatever the leader posted, nobody has mined it.
        NoWork
    }

    /// @notice All other parameters are the inbox's own.
    struct Config {
        IRollupInbox inbox;
        uint64 sequencerTimeoutSec;
    }

    /// @notice A batch's place in the tree of fallback and the work for it.
    /// @param parent the batch that it continues: of this term, or the one where the term began
    /// @param checkpoint names the tip; its parent is the parent's checkpoint
    /// @param parentHeight of the parent's checkpoint
    /// @param auxPow proof in the layout of contracts/bitcoin/AuxPow.sol
    /// @param branch read only when the new batch leads: those from the chain that stood so far to `parent`, the oldest
    /// first; empty if `parent` stands
    struct Work {
        Batch parent;
        Checkpoint checkpoint;
        uint32 parentHeight;
        bytes auxPow;
        Batch[] branch;
    }

    /// @notice From here on miners build, on this batch of the inbox, in this term.
    event FallbackOpened(uint64 indexed baseIndex, bytes32 term, Reason reason);
    /// @notice A batch joined the tree of fallback, whether it leads or not; the data are in the transaction's input. The
    /// inbox's `ChainSwitched` follows in the same transaction if it leads.
    event FallbackPosted(
        uint64 indexed index,
        bytes32 indexed superblock,
        bytes32 batchHash,
        bytes32 checkpoint,
        Batch batch
    );
    /// @notice The leader is back, on this batch.
    event FallbackLeft(uint64 index, bytes32 batchHash);

    error FallbackTimeoutTooShort(uint64 maxLagSec, uint64 sequencerTimeoutSec);
    error FallbackAlreadyOpen();
    error FallbackNotOpen();
    error FallbackNotHead(uint64 headIndex, uint64 index);
    error FallbackWrongTarget(uint64 expectedIndex, uint64 actualIndex);
    error FallbackLeaderHasTime(address leader, uint64 untilSec);
    error FallbackWorkAwaited(uint64 clockSec, uint64 timeoutSec);
    error FallbackParentUnknown(bytes32 batchHash);
    error FallbackKnown(bytes32 batchHash);
    error FallbackWrongNumber(uint64 expected, uint64 actual);
    error FallbackNotLinked(bytes32 parentSuperblock, bytes32 actual);
    error FallbackWrongTerm(bytes32 expected, bytes32 actual);
    error FallbackWrongConsumed(bytes32 expected, bytes32 actual);
    error FallbackWrongParentCheckpoint(bytes32 expected, bytes32 actual);
    error FallbackWrongSigner(address leader, address signer);
    error FallbackWrongProducer(address miner, address producer);
    error FallbackWrongPoster(address author, address caller);
    error FallbackBelowFinal(uint64 finalIndex, uint64 parentIndex, uint256 branchLength);
    error FallbackBranchBroken(uint64 index, bytes32 expected, bytes32 actual);
    error FallbackBranchStands(uint64 index);
    error FallbackForkNotThere(uint64 index, bytes32 expected, bytes32 actual);
    error FallbackProofsMissing();

    /// @notice Opens fallback. Open to anyone.
    /// @dev Silence counts from the newest of the head's posting, the lead's acceptance and the last rollback, if nothing
    /// was posted since, and not while the inbox refuses batches for lack of work. Lack of work counts from the lead's
    /// acceptance alone, so nothing that the leader does by itself keeps fallback shut. Before the first batch nobody
    /// bonded is no reason: a deployment that has no leader yet is not without one.
    /// @param head the inbox's newest batch
    /// @param target where the miners begin: Settlement's secured batch
    function open(Batch calldata head, Batch calldata target) external;

    /// @notice Posts one superblock with its work. Open to anyone with work, and to the leader who signs one.
    /// @dev A direct call, as for the inbox, and only by the author: the work covers the superblock but not the data. Of
    /// `posting.parent` only `consumedHash` is read. Without a signature the producer is the checkpoint's miner.
    function postFallback(Posting calldata posting, Work calldata work) external returns (bytes32 batchHash);

    /// @notice The same with proofs, as `postProvenBatch` takes them. The only way in strict mode.
    function postProvenFallback(
        Posting calldata posting,
        Work calldata work,
        TipProof[] calldata proofs
    ) external returns (bytes32 batchHash);

    /// @notice Since when nothing has been heard of the leader, Unix seconds, and whether that is because the inbox refuses
    /// its batches for lack of work.
    /// @param head the inbox's newest batch
    function silence(Batch calldata head) external view returns (uint64 heardAtSec, bool isRefusing);

    /// @notice Checkpoint of a batch that was posted in fallback; zero if it is none.
    function checkpointOf(bytes32 batchHash) external view returns (bytes32);

    /// @notice Whether a batch was posted in fallback without a leader's signature.
    function isUnsigned(bytes32 batchHash) external view returns (bool);

    /// @notice When a batch's branch took over the inbox's chain, Unix seconds; zero for one that stood from its posting on
    /// or never.
    function standsSinceSec(bytes32 batchHash) external view returns (uint64);

    function config() external view returns (Config memory);
}
