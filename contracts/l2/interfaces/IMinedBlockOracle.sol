// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {Checkpoint} from "../../superblock/Checkpoint.sol";
import {CheckpointChain} from "../../superblock/CheckpointChain.sol";
import {Superblock} from "../../superblock/Superblock.sol";

/// @title The last mined block, on the rollup itself: the soft commitment.
///
/// Assumes
/// - nothing of whoever relays: work, links and the opening are checked here
///
/// Keeps
/// - K1: the last mined block is a block of this rollup, in the superblock that a checkpoint with work names
/// - K2: its number never falls while the chain stands
interface IMinedBlockOracle {
    /// @notice A mined block of this rollup.
    /// @param timestamp of that block, Unix seconds, never of the submission
    /// @param work credited work up to its checkpoint
    struct MinedBlock {
        uint64 number;
        uint64 timestamp;
        bytes32 blockHash;
        bytes32 checkpoint;
        uint256 work;
    }

    event CheckpointAccepted(bytes32 indexed id, bytes32 indexed parent, bytes32 superblock, address miner);
    event BlockMined(uint64 indexed number, bytes32 blockHash, bytes32 indexed checkpoint, uint256 work);

    error OracleAnchorTimeMissing();
    error OracleRefused(uint256 index, CheckpointChain.Failure failure);
    error OracleEmptyRun();
    error OracleLengthMismatch(uint256 checkpoints, uint256 proofs);
    error OracleWrongSuperblock(bytes32 expected, bytes32 actual);
    error OracleHeaderUnknown(uint64 number, bytes32 expected, bytes32 actual);
    error OracleHeaderMalformed(uint256 fields, uint256 extraDataBytes);
    error OracleNotOnThisChain(bytes32 expected, bytes32 extraData);

    /// @notice Takes a run of checkpoints with their proofs; the newest is opened to a block of this rollup.
    /// Checkpoints that are known already are skipped.
    /// @param superblock the superblock that the newest checkpoint names
    /// @param nextHeader RLP header of this rollup's block `superblock.number + 1`, at most 8191 blocks old; its
    /// extraData is the superblock's hash
    function submit(
        Checkpoint[] calldata checkpoints,
        bytes[] calldata auxPows,
        Superblock calldata superblock,
        bytes calldata nextHeader
    ) external;

    /// @notice The last mined block; all zeros before the first, so that `age` is as great as can be.
    function lastMined() external view returns (MinedBlock memory);

    /// @notice Whether a block is at or below the last mined one.
    function isMined(uint64 number) external view returns (bool);

    /// @notice Seconds between now and the timestamp of the last mined block.
    function age() external view returns (uint64);

    /// @notice Id of the leading checkpoint known here.
    function lead() external view returns (bytes32);

    /// @notice Its place in the tree of checkpoints known here. The note is its miner's account.
    function link(bytes32 id) external view returns (CheckpointChain.Link memory);

    function rules() external view returns (CheckpointChain.Rules memory);
}
