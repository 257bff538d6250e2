// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {BaseFee} from "../../superblock/BaseFee.sol";
import {BlockLeaf} from "../../superblock/BlockLeaf.sol";
import {Superblock} from "../../superblock/Superblock.sol";
import {EthereumHeader} from "../../trie/EthereumHeader.sol";

/// @title What a block's header may say, given its superblock and the block before.
/// @dev The roots of transactions, receipts and requests, the bloom filter and the gas used follow from execution alone
/// and are not judged here.
library HeaderClaim {
    using EthereumHeader for bytes;
    using EthereumHeader for EthereumHeader.Header;

    enum Lie {
        None,
        /// Trace roots are zero until execution proofs exist.
        TraceRoot,
        /// The bytes that the block hash hashes are no header.
        Malformed,
        StateRoot,
        Number,
        Timestamp,
        Coinbase,
        ExtraData,
        BeaconRoot,
        GasLimit,
        GasUsed,
        Ommers,
        Difficulty,
        Nonce,
        WithdrawalsRoot,
        BlobGasUsed,
        ExcessBlobGas,
        ParentHash,
        BaseFee,
        PrevRandao
    }

    /// @dev keccak256 of 0x80, the empty trie.
    uint256 private constant NO_WITHDRAWALS =
        0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421;

    /// @notice First way in which a header, or its leaf, contradicts the superblock.
    /// @param header whose hash is the leaf's
    function find(
        Superblock calldata superblock,
        BlockLeaf calldata leaf,
        bytes calldata header
    ) internal pure returns (Lie) {
        if (leaf.traceRoot != 0) return Lie.TraceRoot;
        (bool wellFormed, EthereumHeader.Header memory h) = header.tryRead();
        if (!wellFormed) return Lie.Malformed;
        if (bytes32(h.get(EthereumHeader.Field.StateRoot)) != leaf.stateRoot) return Lie.StateRoot;
        if (h.get(EthereumHeader.Field.Number) != superblock.number) return Lie.Number;
        if (h.get(EthereumHeader.Field.Timestamp) != superblock.timestamp) return Lie.Timestamp;
        if (h.get(EthereumHeader.Field.Coinbase) != uint160(superblock.producer)) return Lie.Coinbase;
        if (bytes32(h.get(EthereumHeader.Field.ExtraData)) != superblock.parent) return Lie.ExtraData;
        if (bytes32(h.get(EthereumHeader.Field.BeaconRoot)) != superblock.l1Origin) return Lie.BeaconRoot;
        return _findInConstants(h);
    }

    /// @notice Whether a header names another parent than the block before.
    /// @param parent the rollup's block in the superblock before
    function findInParentHash(bytes calldata header, BlockLeaf calldata parent) internal pure returns (Lie) {
        (bool wellFormed, EthereumHeader.Header memory h) = header.tryRead();
        if (!wellFormed) return Lie.Malformed;
        bool isNamed = bytes32(h.get(EthereumHeader.Field.ParentHash)) == parent.blockHash;
        return isNamed ? Lie.None : Lie.ParentHash;
    }

    /// @notice Whether a header's base fee is not the one that follows from the block before.
    /// @dev A parent that is no header shows nothing of its child.
    function findInBaseFee(bytes calldata header, bytes calldata parentHeader) internal pure returns (Lie) {
        (, EthereumHeader.Header memory h) = header.tryRead();
        (bool wellFormed, EthereumHeader.Header memory p) = parentHeader.tryRead();
        uint256 baseFee = BaseFee.next(
            p.get(EthereumHeader.Field.BaseFee),
            p.get(EthereumHeader.Field.GasUsed)
        );
        return !wellFormed || h.get(EthereumHeader.Field.BaseFee) == baseFee ? Lie.None : Lie.BaseFee;
    }

    /// @notice Whether a header's prevRandao is not the one that follows from the block before.
    /// @param lead the leading checkpoint in the ledger at the superblock's L1 origin
    function findInRandao(
        bytes calldata header,
        bytes calldata parentHeader,
        bytes32 lead
    ) internal pure returns (Lie) {
        (, EthereumHeader.Header memory h) = header.tryRead();
        (bool wellFormed, EthereumHeader.Header memory p) = parentHeader.tryRead();
        bytes32 derived = keccak256(
            abi.encode(p.get(EthereumHeader.Field.PrevRandao), lead, h.get(EthereumHeader.Field.Number))
        );
        bool isDerived = bytes32(h.get(EthereumHeader.Field.PrevRandao)) == derived;
        return !wellFormed || isDerived ? Lie.None : Lie.PrevRandao;
    }

    function _findInConstants(EthereumHeader.Header memory h) private pure returns (Lie) {
        if (h.get(EthereumHeader.Field.GasLimit) != BaseFee.GAS_LIMIT) return Lie.GasLimit;
        if (h.get(EthereumHeader.Field.GasUsed) > BaseFee.GAS_LIMIT) return Lie.GasUsed;
        if (bytes32(h.get(EthereumHeader.Field.Ommers)) != EthereumHeader.NO_OMMERS) return Lie.Ommers;
        if (h.get(EthereumHeader.Field.Difficulty) != 0) return Lie.Difficulty;
        if (h.get(EthereumHeader.Field.Nonce) != 0) return Lie.Nonce;
        if (h.get(EthereumHeader.Field.WithdrawalsRoot) != NO_WITHDRAWALS) return Lie.WithdrawalsRoot;
        if (h.get(EthereumHeader.Field.BlobGasUsed) != 0) return Lie.BlobGasUsed;
        return h.get(EthereumHeader.Field.ExcessBlobGas) == 0 ? Lie.None : Lie.ExcessBlobGas;
    }
}
