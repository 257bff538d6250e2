// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {AuxPowLayout} from "./AuxPowLayout.sol";
import {BitcoinHash} from "./BitcoinHash.sol";
import {CoinbaseScript} from "./CoinbaseScript.sol";
import {CompactTarget} from "./CompactTarget.sol";
import {MerkleBranch} from "./MerkleBranch.sol";

/// @notice Merged-mining proofs: a parent header whose hash meets the target and whose coinbase commits to an
/// auxiliary hash, exactly once.
/// @dev Longer than a library should be, for the list of failures, which belongs to one verdict.
/// A proof carries nothing that can be computed (AuxPowLayout): not the auxiliary root, not the parent's Merkle
/// root, no index, not the constant bytes of a coinbase input. What Namecoin compares is here rebuilt, so a difference
/// shows as a parent hash above the target.
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
        bytes32 parentHash;
        (failure, parentHash) = tryParentHash(auxHash, auxChainId, proof);
        if (failure == Failure.None && CompactTarget.isPlainlyMetBy(nBits, parentHash)) return Failure.None;

        (CompactTarget.Failure invalid, ) = CompactTarget.tryDecode(nBits);
        if (invalid != CompactTarget.Failure.None) return Failure(uint8(invalid));
        if (failure != Failure.None) return failure;
        if (!CompactTarget.isMetBy(nBits, parentHash)) return Failure.HashAboveTarget;
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
        unchecked {
            // Two one-byte counts, and lengths of calldata that are compared before they are subtracted.
            if (proof.length < AuxPowLayout.HEAD_BYTES + AuxPowLayout.MIN_COINBASE_BYTES)
                return (Failure.ProofTruncated, 0);
            uint256 head = AuxPowLayout.readHead(proof);
            failure = _checkHead(head);
            if (failure != Failure.None) return (failure, 0);
            uint256 coinbaseAt =
                AuxPowLayout.HEAD_BYTES +
                    32 * (AuxPowLayout.coinbaseNodes(head) + AuxPowLayout.chainNodes(head));
            if (proof.length < coinbaseAt + AuxPowLayout.MIN_COINBASE_BYTES)
                return (Failure.ProofTruncated, 0);

            bytes memory tx_;
            (failure, tx_) = _rebuild(
                auxHash,
                auxChainId,
                AuxPowLayout.slice(proof, coinbaseAt, proof.length - coinbaseAt),
                head
            );
            if (failure != Failure.None) return (failure, 0);
            failure = _checkCommitment(tx_, head);
            if (failure != Failure.None) return (failure, 0);
            parentHash = _hashHeader(proof, tx_, 32 * AuxPowLayout.coinbaseNodes(head));
        }
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

    /// @dev The form is at most 1 and both counts at most 30: a byte that is greater carries into its top bit.
    function _checkHead(uint256 head) private pure returns (Failure) {
        unchecked {
            // No byte of the sum reaches 256.
            if ((((head & 0x7f7f7f000000) + 0x7e6161000000) | head) & 0x808080000000 == 0)
                return Failure.None;
            if (AuxPowLayout.form(head) > AuxPowLayout.FORM_OUTPUT) return Failure.FormUnknown;
            if (AuxPowLayout.coinbaseNodes(head) > MAX_BRANCH_NODES) return Failure.CoinbaseBranchTooLong;
            return Failure.ChainBranchTooLong;
        }
    }

    /// @dev Puts the computed root and the constant bytes back into the coinbase transaction.
    function _rebuild(
        bytes32 auxHash,
        uint256 auxChainId,
        bytes calldata coinbase,
        uint256 head
    ) private view returns (Failure failure, bytes memory tx_) {
        unchecked {
            // `_checkPlace` has shown that the root lies in the transaction with eight bytes behind it.
            failure = _checkPlace(
                AuxPowLayout.word(coinbase, 4) >> 248,
                coinbase.length + AuxPowLayout.OMITTED_BYTES,
                head
            );
            if (failure != Failure.None) return (failure, tx_);

            uint256 tail =
                AuxPowLayout.word(coinbase, AuxPowLayout.rootAt(head) - AuxPowLayout.OMITTED_INPUT_BYTES) >>
                    192;
            uint256 depth = AuxPowLayout.chainNodes(head);
            if (BitcoinHash.reverse32(tail >> 32) != 1 << depth) return (Failure.SizeMismatch, tx_);
            uint256 index = slot(BitcoinHash.reverse32(tail & 0xffffffff), auxChainId, depth);
            bytes32 root = MerkleBranch.fold(auxHash, AuxPowLayout.sliceBefore(coinbase, 32 * depth), index);
            tx_ = AuxPowLayout.splice(coinbase, BitcoinHash.reverse(root), AuxPowLayout.rootAt(head));
        }
    }

    /// @dev Whether script and root lie where they can.
    function _checkPlace(uint256 scriptLength, uint256 length, uint256 head) private pure returns (Failure) {
        unchecked {
            // Small numbers: a one-byte length, a three-byte offset, a length in calldata; 0 and 1 wrap to too long.
            if (scriptLength - 2 > 98) return Failure.ScriptLengthOutOfRange;
            uint256 rootAt = AuxPowLayout.rootAt(head);
            uint256 scriptEnd = CoinbaseScript.SCRIPT_AT + scriptLength;
            // Sequence, output count and lock time follow the script.
            if (length < scriptEnd + 9) return Failure.TransactionTruncated;
            if (AuxPowLayout.form(head) == AuxPowLayout.FORM_OUTPUT) {
                // At least sequence, count, value, script length and the script's first bytes come before the root.
                if (rootAt < scriptEnd + 20 || rootAt + 44 > length) return Failure.RootOutsideOutputs;
                return Failure.None;
            }
            if (rootAt < CoinbaseScript.SCRIPT_AT || rootAt + 32 > scriptEnd)
                return Failure.RootOutsideScript;
            return rootAt + 40 > scriptEnd ? Failure.SizeAndNonceMissing : Failure.None;
        }
    }

    /// @dev One commitment, in the stated form, at the stated place.
    function _checkCommitment(bytes memory tx_, uint256 head) private pure returns (Failure) {
        unchecked {
            // `_checkPlace` has bounded the script's length and the root's place.
            uint256 scriptLength = CoinbaseScript.word(tx_, 41) >> 248;
            uint256 rootAt = AuxPowLayout.rootAt(head);
            bool isOutput = AuxPowLayout.form(head) == AuxPowLayout.FORM_OUTPUT;
            if (isOutput) {
                if (CoinbaseScript.hasMagic(tx_, scriptLength, 0)) return Failure.BothForms;
            } else {
                // Where the script is too short before the root, constant bytes stand there: never the magic.
                if (CoinbaseScript.word(tx_, rootAt - 4) >> 224 != CoinbaseScript.MAGIC) {
                    return Failure.MagicNotBeforeRoot;
                }
                if (CoinbaseScript.hasMagic(tx_, scriptLength, rootAt - 4)) return Failure.MagicRepeated;
                if (CoinbaseScript.hasRootBefore(tx_, rootAt)) return Failure.RootRepeated;
            }
            (CoinbaseScript.Failure broken, uint256 commitments, uint256 foundAt) = CoinbaseScript
                .readOutputs(tx_, CoinbaseScript.SCRIPT_AT + scriptLength + 4);
            if (broken != CoinbaseScript.Failure.None) {
                return Failure(uint8(Failure.RootRepeated) + uint8(broken));
            }
            if (!isOutput) return commitments == 0 ? Failure.None : Failure.BothForms;
            if (commitments > 1) return Failure.OutputCommitmentRepeated;
            return foundAt == rootAt ? Failure.None : Failure.OutputCommitmentMisplaced;
        }
    }

    /// @dev Coinbase up its branch into the header, and the header's hash.
    function _hashHeader(
        bytes calldata proof,
        bytes memory tx_,
        uint256 branchBytes
    ) private view returns (bytes32) {
        uint256 pos;
        assembly ("memory-safe") {
            pos := add(tx_, 0x20)
        }
        bytes32 txid = BitcoinHash.sha256dAt(pos, tx_.length);
        bytes32 root = MerkleBranch.foldFirst(
            txid,
            AuxPowLayout.slice(proof, AuxPowLayout.HEAD_BYTES, branchBytes)
        );
        assembly ("memory-safe") {
            pos := mload(0x40)
            calldatacopy(pos, proof.offset, 36)
            mstore(add(pos, 36), root)
            mstore(add(pos, 68), calldataload(add(proof.offset, 36)))
        }
        return BitcoinHash.sha256dAt(pos, 80);
    }
}
