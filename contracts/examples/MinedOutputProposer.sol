// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICheckpointLedger} from "../l1/interfaces/ICheckpointLedger.sol";
import {Batch} from "../superblock/Batch.sol";
import {BlockLeaf} from "../superblock/BlockLeaf.sol";

/// @custom:source ethereum-optimism/optimism, L2OutputOracle.sol, proposeL2Output
interface IL2OutputOracle {
    function proposeL2Output(
        bytes32 outputRoot,
        uint256 l2BlockNumber,
        bytes32 l1BlockHash,
        uint256 l1BlockNumber
    ) external payable;
}

/// @custom:source ethereum-optimism/optimism, IDisputeGame.sol
interface IDisputeGame {
    function resolve() external returns (uint8 status);

    function rootClaim() external view returns (bytes32);
}

/// @title Proposes outputs of an OP Stack contract, and resolves its games, only while Bitcoin work stands over the block.
/// @notice For a rollup that settles by contracts of the OP Stack beside ours: make this the PROPOSER of the output
/// oracle, or let the portal respect only games that were resolved here.
/// @dev An output root opens to a block hash, and the ledger knows which block hashes have work over them. Anyone may call:
/// what is proposed is what the miners stand behind.
contract MinedOutputProposer {
    /// @notice What an output root hashes, in its order behind a version of zero.
    /// @custom:source OP Stack specification, "L2 output root": keccak256(version ‖ state root ‖ storage root of
    /// L2ToL1MessagePasser ‖ block hash)
    struct Output {
        bytes32 stateRoot;
        bytes32 messagePasserStorageRoot;
        bytes32 blockHash;
    }

    ICheckpointLedger private immutable LEDGER;
    IL2OutputOracle private immutable ORACLE;
    uint64 private immutable CHAIN_ID;
    uint64 private immutable MAX_AGE_SEC;

    event OutputProposed(bytes32 indexed outputRoot, uint64 l2BlockNumber);
    event GameResolved(address indexed game, uint8 status);

    error ProposerOtherClaim(bytes32 rootClaim, bytes32 outputRoot);

    /// @param chainId of the rollup
    /// @param maxAgeSec how old the last mined superblock may be, seconds
    constructor(ICheckpointLedger ledger, IL2OutputOracle oracle, uint64 chainId, uint64 maxAgeSec) {
        LEDGER = ledger;
        ORACLE = oracle;
        CHAIN_ID = chainId;
        MAX_AGE_SEC = maxAgeSec;
    }

    /// @notice Proposes the output of a batch's tip.
    /// @param blocks all blocks of the tip, ordered by chain id
    function propose(Batch calldata batch, BlockLeaf[] calldata blocks, Output calldata output) external {
        bytes32 outputRoot = _requireMined(batch, blocks, output);

        emit OutputProposed(outputRoot, batch.number);

        // The hash guards against reorganisations of L1; the ledger's answer is of this very block.
        ORACLE.proposeL2Output(outputRoot, batch.number, bytes32(0), 0);
    }

    /// @notice Resolves a game about the output of a batch's tip. The game decides; without work it is not asked.
    function resolve(
        IDisputeGame game,
        Batch calldata batch,
        BlockLeaf[] calldata blocks,
        Output calldata output
    ) external {
        bytes32 outputRoot = _requireMined(batch, blocks, output);
        bytes32 rootClaim = game.rootClaim();
        require(rootClaim == outputRoot, ProposerOtherClaim(rootClaim, outputRoot));

        uint8 status = game.resolve();

        emit GameResolved(address(game), status);
    }

    function _requireMined(
        Batch calldata batch,
        BlockLeaf[] calldata blocks,
        Output calldata output
    ) private view returns (bytes32 outputRoot) {
        ICheckpointLedger.SettledBlock memory settled = ICheckpointLedger.SettledBlock(
            CHAIN_ID,
            output.blockHash
        );
        LEDGER.requireSettlement(batch, blocks, settled, MAX_AGE_SEC);
        return keccak256(abi.encode(bytes32(0), output));
    }
}
