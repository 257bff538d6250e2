// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {Batch} from "../../superblock/Batch.sol";
import {BlockLeaf} from "../../superblock/BlockLeaf.sol";
import {Checkpoint} from "../../superblock/Checkpoint.sol";
import {CheckpointRules} from "../../superblock/CheckpointRules.sol";
import {CheckpointTree} from "../CheckpointTree.sol";

/// @title Bitcoin work over posted batches: the hard commitment.
///
/// Assumes
/// - the inbox's batches; Bitcoin miners' work
/// - `checkpointsKept` is not below the inbox's `batchesKept`: each checkpoint of the leading chain is over a later batch,
/// so all above the newest final one and the one below them are there, and a rollback always finds where to go back to
///
/// Keeps
/// - K1: every checkpoint names the tip of a batch that stands in the inbox, later than its parent's
/// - K2: the lead is the checkpoint with most credited work, first seen among equals; after a rollback, until `promote`,
/// the newest of the chain that led whose batch stands
/// - K3: a checkpoint whose batch has fallen neither leads nor gets children
///
/// A checkpoint is found by its id, and one of the leading chain, whose places are used in turn, by its height as
/// well. Where a height is asked for it matters only if the checkpoint leads, and it is in `CheckpointAccepted`.
interface ICheckpointLedger {
    /// @notice What the ledger knows of a leading checkpoint's batch.
    /// @param height of the checkpoint
    /// @param number, timestamp of the batch's tip
    struct Mined {
        uint32 height;
        uint64 batchIndex;
        uint64 number;
        uint64 timestamp;
        uint64 acceptedAtSec;
    }

    /// @notice A rollup's block that another contract is about to build on.
    struct SettledBlock {
        uint64 chainId;
        bytes32 blockHash;
    }

    /// @notice Why a block is not to be settled on.
    enum SettlementFailure {
        None,
        NotStanding,
        NotMined,
        Stale,
        WrongBlocks,
        OtherBlock
    }

    /// @param checkpointsKept places of the leading chain; the rest is forgotten
    struct Config {
        address inbox;
        address fallbackMode;
        CheckpointRules.Rules rules;
        uint64 minSpacingSec;
        uint32 checkpointsKept;
        bytes32 genesisSuperblock;
    }

    /// @notice A checkpoint was accepted.
    /// @param leads whether it is the lead now
    /// @param auxPow its proof as it came in: with the rules' auxChainId, all that a rollup's oracle needs
    event CheckpointAccepted(
        bytes32 indexed id,
        bytes32 indexed parent,
        uint64 indexed batchIndex,
        bytes32 superblock,
        address miner,
        uint32 nBits,
        uint64 number,
        uint32 height,
        bool leads,
        bytes auxPow
    );
    /// @notice The leading checkpoint changed otherwise than by `CheckpointAccepted`.
    event LeadChanged(bytes32 indexed lead, uint64 batchIndex, uint64 number);

    error LedgerRefused(CheckpointRules.Failure failure);
    error LedgerWrongSuperblock(bytes32 batchTip, bytes32 checkpointSuperblock);
    error LedgerNotLater(uint64 parentNumber, uint64 number);
    error LedgerTooClose(uint64 earliestTimestamp, uint64 timestamp);
    error LedgerFallen(bytes32 id);
    error LedgerUnknown(bytes32 id);
    error LedgerNotHeavier(bytes32 id);
    error LedgerNotInbox(address caller);
    error LedgerNotSettled(SettlementFailure failure);

    /// @notice Records a checkpoint with its proof of work. Open to anyone; a known one changes nothing.
    /// @dev `config().fallbackMode` submits batches of its tree, which need not stand in the inbox: it answers for the batch,
    /// for its continuing the parent's and for telling the inbox who leads. A known checkpoint is refused then: a batch
    /// has one, and a checkpoint one batch.
    /// @param batch the posted batch whose tip the checkpoint names
    /// @param parentHeight of the parent checkpoint
    /// @param auxPow proof in the layout of contracts/bitcoin/AuxPow.sol
    function submitCheckpoint(
        Checkpoint calldata checkpoint,
        Batch calldata batch,
        uint32 parentHeight,
        bytes calldata auxPow
    ) external returns (bytes32 id);

    /// @notice Makes a checkpoint lead whose work outweighs the lead's since a rollback took the lead back. Open to anyone.
    function promote(bytes32 id) external;

    /// @notice The inbox's batches above `batchIndex` have fallen. Called by the inbox only.
    /// @return number of the last mined superblock from now on
    function onRollback(uint64 batchIndex) external returns (uint64 number);

    /// @notice Id of the leading checkpoint; zero is the root, genesis.
    function lead() external view returns (bytes32);

    /// @notice The last mined batch.
    function lastMined() external view returns (Mined memory);

    /// @notice Seconds between now and the timestamp of the last mined superblock. An old batch that is mined late is not
    /// young; while no work leads, 2^64 − 1.
    function age() external view returns (uint64);

    /// @notice Whether a batch stands and has leading work over it; before the first work no batch has, nor genesis. Certain from the newest final batch on; of one below
    /// that the hash may be gone, and the answer is no.
    function isMined(Batch calldata batch) external view returns (bool);

    /// @notice Whether a contract of another stack may build on a rollup's block, say accept an output of it: it is the tip of a
    /// batch that stands and is mined, and work is fresh.
    /// @param batch whose tip the block belongs to
    /// @param blocks all blocks of that tip, ordered by chain id
    /// @param maxAgeSec `age` up to which work is fresh
    function allowSettlement(
        Batch calldata batch,
        BlockLeaf[] calldata blocks,
        SettledBlock calldata settled,
        uint64 maxAgeSec
    ) external view returns (bool);

    /// @notice The same, but reverts with the reason.
    function requireSettlement(
        Batch calldata batch,
        BlockLeaf[] calldata blocks,
        SettledBlock calldata settled,
        uint64 maxAgeSec
    ) external view;

    /// @notice The leading checkpoint of a height; all zeros above the lead, and where it has been forgotten.
    function leadingAt(uint32 height) external view returns (bytes32 id, Mined memory);

    /// @notice A checkpoint's place in the tree; all zeros if it is unknown or forgotten.
    function node(bytes32 id, uint32 height) external view returns (CheckpointTree.Node memory);

    /// @notice Whether a checkpoint is on the leading chain, at this height.
    function isLeading(bytes32 id, uint32 height) external view returns (bool);

    /// @notice Whether a checkpoint is known and its batch has not fallen.
    function stands(bytes32 id, uint32 height) external view returns (bool);

    /// @notice Easiest compact target that a child of `parent` may have now.
    function requiredBits(bytes32 parent, uint32 height) external view returns (uint32);

    function config() external view returns (Config memory);
}
