// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {Batch} from "../../superblock/Batch.sol";
import {Checkpoint} from "../../superblock/Checkpoint.sol";
import {CheckpointChain} from "../../superblock/CheckpointChain.sol";

/// @title Bitcoin work over posted batches: the hard commitment.
///
/// Assumes
/// - the inbox's batches; Bitcoin miners' work
///
/// Keeps
/// - K1: every checkpoint names the tip of a batch that stands in the inbox, later than its parent's
/// - K2: the lead is the checkpoint with most credited work, first seen among equals; after a rollback, until `promote`,
/// the newest of the chain that led whose batch stands
/// - K3: a checkpoint whose batch has fallen neither leads nor gets children
interface ICheckpointLedger {
    /// @notice What the ledger knows of a checkpoint besides its place in the chain.
    struct Mined {
        uint64 batchIndex;
        uint64 number;
        uint64 timestamp;
        uint64 acceptedAtSec;
    }

    struct Config {
        address inbox;
        address fallbackMode;
        CheckpointChain.Rules rules;
        uint64 minSpacingSec;
        bytes32 genesisSuperblock;
    }

    /// @notice A checkpoint was accepted.
    /// @param auxPow its proof as it came in: with the rules' auxChainId, all that a rollup's oracle needs
    event CheckpointAccepted(
        bytes32 indexed id,
        bytes32 indexed parent,
        uint64 indexed batchIndex,
        bytes32 superblock,
        address miner,
        uint32 nBits,
        uint64 number,
        bytes auxPow
    );
    /// @notice The leading checkpoint changed.
    event LeadChanged(bytes32 indexed lead, uint64 batchIndex, uint64 number);

    error LedgerRefused(CheckpointChain.Failure failure);
    error LedgerWrongSuperblock(bytes32 batchTip, bytes32 checkpointSuperblock);
    error LedgerNotLater(uint64 parentNumber, uint64 number);
    error LedgerTooClose(uint64 earliestTimestamp, uint64 timestamp);
    error LedgerFallen(bytes32 id);
    error LedgerNotHeavier(bytes32 id);
    error LedgerNotInbox(address caller);
    error LedgerNotFallback(address fallbackMode, address caller);

    /// @notice Records a checkpoint with its proof of work. Open to anyone; a known one changes nothing.
    /// @param batch the posted batch whose tip the checkpoint names
    /// @param auxPow proof in the layout of contracts/bitcoin/AuxPow.sol
    function submitCheckpoint(
        Checkpoint calldata checkpoint,
        Batch calldata batch,
        bytes calldata auxPow
    ) external returns (bytes32 id);

    /// @notice The same for a batch of the tree of fallback, which need not stand in the inbox. Called by Fallback only.
    /// @dev Fallback answers for the batch, for its continuing the parent's and for telling the inbox who leads. A known
    /// checkpoint is refused: a batch has one, and a checkpoint one batch.
    function submitInFallback(
        Checkpoint calldata checkpoint,
        Batch calldata batch,
        bytes calldata auxPow
    ) external returns (bytes32 id, bool leadChanged);

    /// @notice Makes a checkpoint lead whose work outweighs the lead's since a rollback took the lead back. Open to anyone.
    function promote(bytes32 id) external;

    /// @notice The inbox's batches above `batchIndex` have fallen. Called by the inbox only.
    /// @return number of the last mined superblock from now on
    function onRollback(uint64 batchIndex) external returns (uint64 number);

    /// @notice Id of the leading checkpoint; zero is the root, genesis.
    function lead() external view returns (bytes32);

    /// @notice The last mined batch.
    function lastMined() external view returns (Mined memory);

    /// @notice A checkpoint's batch; zeros if unknown.
    function mined(bytes32 id) external view returns (Mined memory);

    /// @notice Its place in the tree of checkpoints. The note is its batch: index 40 ‖ number 48 ‖ timestamp 40 bits, then
    /// in 32 bits the number of rollbacks before it was accepted.
    function link(bytes32 id) external view returns (CheckpointChain.Link memory);

    /// @notice Whether a checkpoint is on the leading chain.
    function isLeading(bytes32 id) external view returns (bool);

    /// @notice Whether a checkpoint is known and its batch has not fallen.
    function stands(bytes32 id) external view returns (bool);

    /// @notice Easiest compact target that a child of `parent` may have now.
    function requiredBits(bytes32 parent) external view returns (uint32);

    function config() external view returns (Config memory);
}
