// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {BlockLeaf} from "../../superblock/BlockLeaf.sol";
import {Checkpoint} from "../../superblock/Checkpoint.sol";
import {CheckpointChain} from "../../superblock/CheckpointChain.sol";
import {CheckpointRules} from "../../superblock/CheckpointRules.sol";
import {Superblock} from "../../superblock/Superblock.sol";

/// @title The last mined block, on the rollup itself: the soft commitment.
///
/// Assumes
/// - nothing of whoever relays: work, links and the opening are checked here
///
/// Keeps
/// - K1: the last mined block is a block of this rollup, in the superblock that a checkpoint with work names
/// - K2: its number never falls while the chain stands
/// - K3: what is owed, promised and unpromised together never exceeds the balance
/// - K4: a height's share is paid once, to the miner of the checkpoint that leads there when it is claimed
///
/// The oracle cannot see which checkpoints the L1 ledger takes. It pays for work over this rollup's own superblocks,
/// which is what it was given; both lists agree as long as templates name the tips of batches.
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

    /// @notice Opens a superblock too old for the window of block hashes by one inside it.
    /// @param later a superblock of this chain, and the header after it, as in `submit`
    /// @param siblings of the old one in the tree whose root the later one has, 32, lowest first
    /// @param blocks all blocks of the old superblock, ordered by chain id
    struct HistoryOpening {
        Superblock later;
        bytes nextHeader;
        bytes32[] siblings;
        BlockLeaf[] blocks;
    }

    event CheckpointAccepted(bytes32 indexed id, bytes32 indexed parent, bytes32 superblock, address miner);
    event BlockMined(uint64 indexed number, bytes32 blockHash, bytes32 indexed checkpoint, uint256 work);

    event PotFunded(address indexed from, uint256 amountWei);
    event CreditClaimed(bytes32 indexed id, address indexed miner, uint256 amountWei);
    event CreditWithdrawn(address indexed miner, uint256 amountWei);

    error OracleAnchorTimeMissing();
    error OracleRefused(uint256 index, CheckpointRules.Failure failure);
    error OracleEmptyRun();
    error OracleLengthMismatch(uint256 checkpoints, uint256 proofs);
    error OracleWrongSuperblock(bytes32 expected, bytes32 actual);
    error OracleHeaderUnknown(uint64 number, bytes32 expected, bytes32 actual);
    error OracleHeaderMalformed(uint256 fields, uint256 extraDataBytes);
    error OracleNotOnThisChain(bytes32 expected, bytes32 extraData);
    error OracleNotInHistory(uint64 number, uint64 laterNumber);
    error OracleWrongBlocksRoot(bytes32 expected, bytes32 actual);
    error OracleNoBlockHere(uint256 chainId);
    error OracleNoValue();
    error OracleNotLeading(bytes32 id);
    error OracleNotSettled(bytes32 id, uint256 height, uint256 leadHeight);
    error OracleNothingOwed(address miner);
    error OracleTransferFailed(address miner);

    /// @notice Takes a run of checkpoints with their proofs; the newest is opened to a block of this rollup.
    /// Checkpoints that are known already are skipped. Wei sent along go to the pot, before the run is taken.
    /// @param superblock the superblock that the newest checkpoint names
    /// @param nextHeader RLP header of this rollup's block `superblock.number + 1`, at most 8191 blocks old; its
    /// extraData is the superblock's hash
    function submit(
        Checkpoint[] calldata checkpoints,
        bytes[] calldata auxPows,
        Superblock calldata superblock,
        bytes calldata nextHeader
    ) external payable;

    /// @notice The same for a newest checkpoint that is older than the window, by the history of a superblock inside it.
    function submitOld(
        Checkpoint[] calldata checkpoints,
        bytes[] calldata auxPows,
        Superblock calldata superblock,
        HistoryOpening calldata opening
    ) external payable;

    /// @notice Adds to the pot that miners are paid from; anyone may.
    function fund() external payable;

    /// @notice Credits the shares of settled checkpoints to their miners; anyone may. One that was claimed before is
    /// skipped.
    /// @param ids checkpoints of the leading chain with at least two above them
    function claim(bytes32[] calldata ids) external;

    /// @notice Pays an account all that it is owed; anyone may, so that a miner without gas can be helped.
    function withdraw(address miner) external;

    /// @notice Wei that an account can withdraw.
    function creditOf(address miner) external view returns (uint256);

    /// @notice Wei promised to whoever leads at a height; zero once claimed.
    function promisedWei(uint256 height) external view returns (uint256);

    /// @notice Wei promised to no height yet, and what the next height will get of them.
    function pot() external view returns (uint256 unpromisedWei, uint256 nextShareWei);

    /// @notice The last mined block; all zeros before the first, so that `age` is as great as can be.
    function lastMined() external view returns (MinedBlock memory);

    /// @notice Whether a block of this chain is at or below the last mined one. Exact for every number, whatever its age: blocks
    /// below a mined one are its ancestors. Genesis is always; a block that is not there yet never is.
    function isMined(uint64 number) external view returns (bool);

    /// @notice Seconds between now and the timestamp of the last mined block.
    function age() external view returns (uint64);

    /// @notice Id of the leading checkpoint known here.
    function lead() external view returns (bytes32);

    /// @notice Its place in the tree of checkpoints known here. The note is its miner's account.
    function link(bytes32 id) external view returns (CheckpointChain.Link memory);

    function rules() external view returns (CheckpointRules.Rules memory);
}
