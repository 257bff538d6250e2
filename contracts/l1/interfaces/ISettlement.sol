// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {Batch} from "../../superblock/Batch.sol";
import {BlockLeaf} from "../../superblock/BlockLeaf.sol";
import {ChannelEntry} from "../../superblock/Channel.sol";
import {TriePath} from "../../trie/TriePath.sol";
import {ICheckpointLedger} from "./ICheckpointLedger.sol";
import {IFallback} from "./IFallback.sol";
import {IRollupInbox} from "./IRollupInbox.sol";

/// @title Finality: which batch can never be taken back, and the outbox roots it proves.
///
/// Keeps
/// - K1: a batch not under valid work is never final, nor one whose challenge window is open or over work that is no longer
/// fresh (Clocks says when; not asked when all is mined and the inbox has no place left, so that none can come)
/// - K2: the record only grows
/// - K3: a final outbox root is proven against the state root of the rollup's header, at both ends of each channel
/// - K4: unmined batches fall only when work has been overdue for `revertDelaySec`, and then all of them together
interface ISettlement {
    struct Config {
        IRollupInbox inbox;
        ICheckpointLedger ledger;
        IFallback fallbackMode;
        uint64 challengeWindowSec;
        uint64 miningTimeoutSec;
        uint64 revertDelaySec;
        uint64 exitDelaySec;
    }

    /// @notice One rollup's state at the tip, opened.
    /// @param header RLP of the rollup's block header
    /// @param accountProof of CrossRollupMessenger against the header's state root
    /// @param storageProof of its slot SlotLayout.MESSENGER_CHANNELS_DIGEST
    struct RollupProof {
        bytes header;
        bytes[] accountProof;
        bytes[] storageProof;
    }

    /// @notice Outbox towards L1 of one rollup, as of the newest final batch.
    struct FinalOutbox {
        uint64 count;
        bytes32 root;
    }

    event BatchFinalized(uint64 indexed index, bytes32 indexed superblock, uint64 number, bytes32 checkpoint);

    error SettlementNotNewer(uint64 finalIndex, uint64 index);
    error SettlementNotLeading(uint32 checkpointHeight);
    error SettlementWrongCheckpoint(uint64 expectedBatch, uint64 actualBatch);
    error SettlementChallengeOpen(uint64 endsAtSec, uint64 nowSec);
    error SettlementStale(uint64 leadAcceptedAtSec, uint64 nowSec);
    error SettlementWrongBlocksRoot(bytes32 expected, bytes32 actual);
    error SettlementWrongChannelsRoot(bytes32 expected, bytes32 actual);
    error SettlementWrongProofCount(uint256 expected, uint256 actual);
    error SettlementWrongHeader(uint64 chainId, bytes32 expected, bytes32 actual);
    error SettlementWrongStateRoot(uint64 chainId, bytes32 expected, bytes32 actual);
    error SettlementHeaderMalformed(uint64 chainId);
    error SettlementAccountProofInvalid(uint64 chainId, TriePath.Failure failure);
    error SettlementStorageProofInvalid(uint64 chainId, TriePath.Failure failure);
    error SettlementChannelsDiffer(uint64 chainId, bytes32 claimed, bytes32 proven);
    error SettlementNotOverdue(uint64 revertDelaySec, uint64 clockSec);
    error SettlementWrongTarget(uint64 expectedIndex, uint64 actualIndex);
    error SettlementNothingToRevert(uint64 headIndex);
    error SettlementRevertDelayTooShort(uint64 miningTimeoutSec, uint64 revertDelaySec);
    error SettlementExitDelayTooShort(uint64 sumOfOthersSec, uint64 exitDelaySec);

    /// @notice Makes a batch final. Open to anyone.
    /// @param batch a mined batch on the leading chain, its challenge window over
    /// @param checkpointHeight of the checkpoint on the leading chain that names exactly this batch
    /// @param blocks the tip's blocks, one per rollup
    /// @param channels the tip's channels
    /// @param proofs one per rollup, in the order of `blocks`
    function finalize(
        Batch calldata batch,
        uint32 checkpointHeight,
        BlockLeaf[] calldata blocks,
        ChannelEntry[] calldata channels,
        RollupProof[] calldata proofs
    ) external;

    /// @notice Takes back, on all rollups together, what no work has come for in `revertDelaySec`. Open to anyone.
    /// @param target the last mined batch
    function revertUnmined(Batch calldata target) external;

    /// @notice Index of the newest batch that leading work or finality holds.
    function securedBatchIndex() external view returns (uint64);

    function finalBatchIndex() external view returns (uint64);

    function finalOutbox(uint64 chainId) external view returns (FinalOutbox memory);

    function config() external view returns (Config memory);
}
