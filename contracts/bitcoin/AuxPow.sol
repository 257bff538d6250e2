// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {BitcoinHash} from "./BitcoinHash.sol";
import {CoinbaseScript} from "./CoinbaseScript.sol";
import {CompactTarget} from "./CompactTarget.sol";
import {MerkleBranch} from "./MerkleBranch.sol";

/// @notice Merged-mining proofs: a parent header whose hash meets the target and whose coinbase commits to an
/// auxiliary hash, exactly once.
/// @dev A proof carries nothing that can be computed (docs/bitcoin.md has the layout): not the auxiliary root, not
/// the parent's Merkle root, no index, not the constant bytes of a coinbase input. What Namecoin compares is here
/// rebuilt, so a difference shows as a parent hash above the target.
///
///     0   version, previous hash                    36   of the parent header
///     36  time, bits, nonce                         12   of the parent header
///     48  form (0 input script, 1 output)            1
///     49  nodes of the coinbase branch, chain branch 2   at most 30 each
///     51  offset of the root in the transaction      3
///     54  coinbase branch, chain branch              32 a node, wire order
///     ..  coinbase transaction without its input count and prevout (37 bytes) and without the root (32 bytes)
/// @custom:source Namecoin Core auxpow.cpp CAuxPow::check and getExpectedIndex.
library AuxPow {
    enum Failure {
        None,
        NBitsNegative,
        NBitsZero,
        NBitsOverflow,
        ProofTruncated,
        FormUnknown,
        CoinbaseBranchTooLong,
        ChainBranchTooLong,
        ScriptLengthOutOfRange,
        TransactionTruncated,
        RootOutsideScript,
        SizeAndNonceMissing,
        RootOutsideOutputs,
        SizeMismatch,
        MagicNotBeforeRoot,
        MagicRepeated,
        RootRepeated,
        CompactSizeNotMinimal,
        OutputsTruncated,
        TrailingBytes,
        BothForms,
        OutputCommitmentMisplaced,
        OutputCommitmentRepeated,
        HashAboveTarget
    }

    error AuxPowInvalid(Failure failure);

    uint256 internal constant MAX_BRANCH_NODES = 30;
    uint256 private constant HEAD_BYTES = 54;
    /// @dev Version and script length, the least of a coinbase that is carried.
    uint256 private constant MIN_COINBASE_BYTES = 5;
    uint256 private constant FORM_OUTPUT = 1;

    /// @notice Why `proof` does not prove work on `auxHash`, or None.
    /// @param auxHash Hash of the auxiliary block, wire order.
    /// @param auxChainId The chain's id in the merged-mining tree.
    /// @param nBits Compact target that the parent's hash must meet.
    function tryVerify(
        bytes32 auxHash,
        uint32 auxChainId,
        uint32 nBits,
        bytes calldata proof
    ) internal view returns (Failure failure) {
        (CompactTarget.Failure invalid, ) = CompactTarget.tryDecode(nBits);
        if (invalid != CompactTarget.Failure.None) return Failure(uint8(invalid));

        bytes32 parentHash;
        (failure, parentHash) = tryParentHash(auxHash, auxChainId, proof);
        if (failure == Failure.None && !CompactTarget.isMetBy(nBits, parentHash))
            failure = Failure.HashAboveTarget;
    }

    /// @notice Reverts unless `proof` proves work on `auxHash`.
    function verify(bytes32 auxHash, uint32 auxChainId, uint32 nBits, bytes calldata proof) internal view {
        Failure failure = tryVerify(auxHash, auxChainId, nBits, proof);
        require(failure == Failure.None, AuxPowInvalid(failure));
    }

    /// @notice The hash of the only parent header that `proof` can stand for, whatever its work.
    /// @return failure Why there is none.
    /// @return parentHash Wire order.
    function tryParentHash(
        bytes32 auxHash,
        uint32 auxChainId,
        bytes calldata proof
    ) internal view returns (Failure failure, bytes32 parentHash) {
        uint256 coinbaseAt;
        (failure, coinbaseAt) = _readHead(proof);
        if (failure != Failure.None) return (failure, 0);

        bytes memory tx_;
        (failure, tx_) = _rebuildCoinbase(auxHash, auxChainId, proof, coinbaseAt);
        if (failure == Failure.None) failure = _checkCommitment(tx_, _rootAt(proof), _form(proof));
        if (failure == Failure.None) parentHash = _hashHeader(proof, tx_);
    }

    /// @notice Where in a tree of `1 << depth` leaves a chain must stand.
    function slot(uint256 nonce, uint256 auxChainId, uint256 depth) internal pure returns (uint256) {
        unchecked {
            // Numbers modulo 2^32 by definition; the low bits of a wrapped product are the same.
            uint256 x = nonce * 1103515245 + 12345 + auxChainId;
            x = x * 1103515245 + 12345;
            return x & ((1 << depth) - 1);
        }
    }

    /// @dev Checks what the fixed part says and returns the offset of the coinbase.
    function _readHead(bytes calldata proof) private pure returns (Failure, uint256) {
        unchecked {
            // Two one-byte counts.
            if (proof.length < HEAD_BYTES) return (Failure.ProofTruncated, 0);
            if (_form(proof) > FORM_OUTPUT) return (Failure.FormUnknown, 0);
            uint256 coinbaseNodes = _coinbaseNodes(proof);
            if (coinbaseNodes > MAX_BRANCH_NODES) return (Failure.CoinbaseBranchTooLong, 0);
            uint256 chainNodes = _chainNodes(proof);
            if (chainNodes > MAX_BRANCH_NODES) return (Failure.ChainBranchTooLong, 0);
            uint256 coinbaseAt = HEAD_BYTES + 32 * (coinbaseNodes + chainNodes);
            if (proof.length < coinbaseAt + MIN_COINBASE_BYTES) return (Failure.ProofTruncated, 0);
            return (Failure.None, coinbaseAt);
        }
    }

    /// @dev Puts the computed root and the constant bytes back into the coinbase transaction.
    function _rebuildCoinbase(
        bytes32 auxHash,
        uint256 auxChainId,
        bytes calldata proof,
        uint256 coinbaseAt
    ) private view returns (Failure failure, bytes memory tx_) {
        unchecked {
            // `_readHead` has shown that the coinbase starts inside the proof; the rest are lengths in calldata.
            uint256 length = proof.length - coinbaseAt + 69;
            uint256 rootAt = _rootAt(proof);
            failure = _checkPlace(_word(proof, coinbaseAt + 4) >> 248, length, rootAt, _form(proof));
            if (failure != Failure.None) return (failure, tx_);

            bytes32 root;
            (failure, root) = _auxRoot(auxHash, auxChainId, proof, coinbaseAt);
            if (failure != Failure.None) return (failure, tx_);
            tx_ = _splice(_slice(proof, coinbaseAt, length - 69), BitcoinHash.reverse(root), rootAt);
        }
    }

    /// @dev The root of the merged-mining tree, wire order, from the size and nonce that follow it.
    function _auxRoot(
        bytes32 auxHash,
        uint256 auxChainId,
        bytes calldata proof,
        uint256 coinbaseAt
    ) private view returns (Failure, bytes32) {
        unchecked {
            // `_checkPlace` has shown that eight bytes follow the root.
            uint256 depth = _chainNodes(proof);
            uint256 tail = _word(proof, coinbaseAt + _rootAt(proof) - 37) >> 192;
            if (BitcoinHash.reverse32(tail >> 32) != 1 << depth) return (Failure.SizeMismatch, 0);
            uint256 index = slot(BitcoinHash.reverse32(tail & 0xffffffff), auxChainId, depth);
            return (
                Failure.None,
                MerkleBranch.fold(auxHash, _slice(proof, coinbaseAt - 32 * depth, 32 * depth), index)
            );
        }
    }

    /// @dev Whether script and root lie where they can.
    function _checkPlace(
        uint256 scriptLength,
        uint256 length,
        uint256 rootAt,
        uint256 form
    ) private pure returns (Failure) {
        unchecked {
            // Small numbers: a one-byte length, a three-byte offset, a length in calldata.
            if (scriptLength < 2 || scriptLength > 100) return Failure.ScriptLengthOutOfRange;
            uint256 scriptEnd = CoinbaseScript.SCRIPT_AT + scriptLength;
            // Sequence, output count and lock time follow the script.
            if (length < scriptEnd + 9) return Failure.TransactionTruncated;
            if (form == FORM_OUTPUT) {
                // At least sequence, count, value, script length and the script's first bytes come before the root.
                if (rootAt < scriptEnd + 20 || rootAt + 44 > length) return Failure.RootOutsideOutputs;
                return Failure.None;
            }
            if (rootAt < CoinbaseScript.SCRIPT_AT || rootAt + 32 > scriptEnd)
                return Failure.RootOutsideScript;
            if (rootAt + 40 > scriptEnd) return Failure.SizeAndNonceMissing;
            return Failure.None;
        }
    }

    /// @dev One commitment, in the stated form, at the stated place.
    function _checkCommitment(bytes memory tx_, uint256 rootAt, uint256 form) private pure returns (Failure) {
        unchecked {
            // `_checkPlace` has bounded the script's length and the root's place.
            uint256 scriptLength = CoinbaseScript.word(tx_, 41) >> 248;
            if (form == FORM_OUTPUT) {
                if (CoinbaseScript.hasMagic(tx_, scriptLength, 0)) return Failure.BothForms;
            } else {
                // Where the script is too short before the root, constant bytes stand there: never the magic.
                uint256 magicAt = rootAt - 4;
                uint256 magic = CoinbaseScript.word(tx_, magicAt) >> 224;
                if (magic != CoinbaseScript.MAGIC) return Failure.MagicNotBeforeRoot;
                if (CoinbaseScript.hasMagic(tx_, scriptLength, magicAt)) return Failure.MagicRepeated;
                bytes32 root = bytes32(CoinbaseScript.word(tx_, rootAt));
                if (CoinbaseScript.hasRootBefore(tx_, root, rootAt)) return Failure.RootRepeated;
            }
            uint256 outputsAt = CoinbaseScript.SCRIPT_AT + scriptLength + 4;
            (CoinbaseScript.Failure broken, uint256 commitments, uint256 foundAt) = CoinbaseScript
                .readOutputs(tx_, outputsAt);
            if (broken != CoinbaseScript.Failure.None) {
                return Failure(uint8(Failure.RootRepeated) + uint8(broken));
            }
            if (form != FORM_OUTPUT) return commitments == 0 ? Failure.None : Failure.BothForms;
            if (commitments > 1) return Failure.OutputCommitmentRepeated;
            return foundAt == rootAt ? Failure.None : Failure.OutputCommitmentMisplaced;
        }
    }

    /// @dev Coinbase up its branch into the header, and the header's hash.
    function _hashHeader(bytes calldata proof, bytes memory tx_) private view returns (bytes32) {
        uint256 pos;
        assembly ("memory-safe") {
            pos := add(tx_, 0x20)
        }
        bytes32 txid = BitcoinHash.sha256dAt(pos, tx_.length);
        bytes32 root = MerkleBranch.foldFirst(txid, _slice(proof, HEAD_BYTES, 32 * _coinbaseNodes(proof)));
        assembly ("memory-safe") {
            pos := mload(0x40)
            calldatacopy(pos, proof.offset, 36)
            mstore(add(pos, 36), root)
            mstore(add(pos, 68), calldataload(add(proof.offset, 36)))
        }
        return BitcoinHash.sha256dAt(pos, 80);
    }

    /// @dev The transaction: version, one input with null prevout, then the rest with the root put in.
    function _splice(
        bytes calldata coinbase,
        bytes32 root,
        uint256 rootAt
    ) private pure returns (bytes memory tx_) {
        assembly ("memory-safe") {
            tx_ := mload(0x40)
            let pos := add(tx_, 0x20)
            let length := add(coinbase.length, 69)
            mstore(tx_, length)
            mstore(pos, or(shl(224, shr(224, calldataload(coinbase.offset))), shl(216, 1)))
            mstore(add(pos, 0x20), shl(184, 0xffffffff))
            let before := sub(rootAt, 41)
            calldatacopy(add(pos, 41), add(coinbase.offset, 4), before)
            mstore(add(pos, rootAt), root)
            let rest := add(4, before)
            calldatacopy(add(add(pos, rootAt), 0x20), add(coinbase.offset, rest), sub(coinbase.length, rest))
            mstore(0x40, add(add(pos, length), 0x40))
        }
    }

    function _form(bytes calldata proof) private pure returns (uint256) {
        return (_word(proof, 36) >> 152) & 0xff;
    }

    function _coinbaseNodes(bytes calldata proof) private pure returns (uint256) {
        return (_word(proof, 36) >> 144) & 0xff;
    }

    function _chainNodes(bytes calldata proof) private pure returns (uint256) {
        return (_word(proof, 36) >> 136) & 0xff;
    }

    function _rootAt(bytes calldata proof) private pure returns (uint256) {
        return (_word(proof, 36) >> 112) & 0xffffff;
    }

    function _word(bytes calldata proof, uint256 pos) private pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := calldataload(add(proof.offset, pos))
        }
    }

    /// @dev Callers have checked the bounds.
    function _slice(
        bytes calldata proof,
        uint256 pos,
        uint256 length
    ) private pure returns (bytes calldata part) {
        assembly ("memory-safe") {
            part.offset := add(proof.offset, pos)
            part.length := length
        }
    }
}
