// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICheckpointLedger} from "../l1/interfaces/ICheckpointLedger.sol";
import {Batch} from "../superblock/Batch.sol";
import {BlockLeaf} from "../superblock/BlockLeaf.sol";
import {AccountProof} from "../trie/AccountProof.sol";

/// @custom:source ethereum-optimism/optimism, L2OutputOracle.sol, proposeL2Output
interface IL2OutputOracle {
    function proposeL2Output(
        bytes32 outputRoot,
        uint256 l2BlockNumber,
        bytes32 l1BlockHash,
        uint256 l1BlockNumber
    ) external payable;
}

/// @title Proposes outputs to an OP Stack contract, only while Bitcoin work stands over the block.
/// @notice For a rollup that settles by contracts of the OP Stack beside ours: make this the PROPOSER of the output
/// oracle.
/// @dev Each word of an output is opened against a batch's tip that has work over it: block hash and state root stand in
/// the tip, the storage root is proven against the state root. Anyone may call: what is proposed is what the miners stand
/// behind.
contract MinedOutputProposer {
    /// @notice What an output root hashes, in its order behind a version of zero.
    /// @custom:source OP Stack specification, "L2 output root": keccak256(version ‖ state root ‖ storage root of
    /// L2ToL1MessagePasser ‖ block hash)
    struct Output {
        bytes32 stateRoot;
        bytes32 messagePasserStorageRoot;
        bytes32 blockHash;
    }

    /// @custom:source OP Stack specification, "Predeploys": L2ToL1MessagePasser
    address private constant MESSAGE_PASSER = 0x4200000000000000000000000000000000000016;

    ICheckpointLedger private immutable LEDGER;
    IL2OutputOracle private immutable ORACLE;
    uint64 private immutable CHAIN_ID;
    uint64 private immutable MAX_AGE_SEC;

    event OutputProposed(bytes32 indexed outputRoot, uint64 l2BlockNumber);

    error ProposerWrongStateRoot(bytes32 expected, bytes32 actual);
    error ProposerWrongStorageRoot(bytes32 expected, bytes32 actual);

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
    /// @param accountProof of L2ToL1MessagePasser against the state root
    function propose(
        Batch calldata batch,
        BlockLeaf[] calldata blocks,
        Output calldata output,
        bytes[] calldata accountProof
    ) external {
        _requireMined(batch, blocks, output.blockHash);
        _requireOpened(blocks, output, accountProof);
        bytes32 outputRoot = keccak256(abi.encode(bytes32(0), output));

        emit OutputProposed(outputRoot, batch.number);

        // The hash guards against reorganisations of L1; the ledger's answer is of this very block.
        ORACLE.proposeL2Output(outputRoot, batch.number, bytes32(0), 0);
    }

    function _requireMined(
        Batch calldata batch,
        BlockLeaf[] calldata blocks,
        bytes32 blockHash
    ) private view {
        ICheckpointLedger.SettledBlock memory settled = ICheckpointLedger.SettledBlock(CHAIN_ID, blockHash);
        LEDGER.requireSettlement(batch, blocks, settled, MAX_AGE_SEC);
    }

    /// @dev The ledger has found the rollup's block among them.
    function _requireOpened(
        BlockLeaf[] calldata blocks,
        Output calldata output,
        bytes[] calldata accountProof
    ) private view {
        uint256 i = 0;
        while (blocks[i].chainId != CHAIN_ID) ++i;
        bytes32 stateRoot = blocks[i].stateRoot;
        require(output.stateRoot == stateRoot, ProposerWrongStateRoot(stateRoot, output.stateRoot));
        (, bytes32 storageRoot) = AccountProof.verify(stateRoot, MESSAGE_PASSER, accountProof);
        require(
            output.messagePasserStorageRoot == storageRoot,
            ProposerWrongStorageRoot(storageRoot, output.messagePasserStorageRoot)
        );
    }
}
