// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {BitcoinHash} from "./BitcoinHash.sol";
import {CompactTarget} from "./CompactTarget.sol";

/// @notice Extends a chain of Bitcoin mainnet headers: linkage, expected target, proof of work, retarget.
/// @dev Times are not judged (median of eleven, two hours ahead): that takes more headers and a clock, and buys no
/// safety for a verifier that counts work.
/// @custom:source Bitcoin Core pow.cpp GetNextWorkRequired, CalculateNextWorkRequired, CheckProofOfWork.
library HeaderChain {
    enum Failure {
        None,
        LengthInvalid,
        PreviousHashMismatch,
        NBitsUnexpected,
        HashAboveTarget
    }

    /// @param hash Wire order.
    /// @param epochStartSec Time of the first header of the tip's epoch of 2016.
    /// @param workTotal Work of the chain up to and with the tip, from wherever the caller counts.
    struct Tip {
        bytes32 hash;
        uint64 height;
        uint32 timeSec;
        uint32 nBits;
        uint32 epochStartSec;
        uint256 workTotal;
    }

    error HeaderChainInvalid(Failure failure, uint256 index);

    uint256 internal constant EPOCH_BLOCKS = 2016;
    uint256 internal constant EPOCH_SEC = 14 days;
    uint32 internal constant POW_LIMIT_BITS = 0x1d00ffff;
    /// @dev Version, Merkle root, time, nonce: the previous hash and nBits are known.
    uint256 internal constant COMPACT_LENGTH = 44;
    uint256 internal constant FULL_LENGTH = 80;

    /// @notice Moves `tip` over a run of 80-byte headers.
    /// @param tip Changed in place; meaningless after a failure.
    /// @return failure The first broken rule.
    /// @return index Of the header that broke it.
    function tryExtend(
        Tip memory tip,
        bytes calldata headers
    ) internal view returns (Failure failure, uint256 index) {
        return _tryExtend(tip, headers, FULL_LENGTH);
    }

    /// @notice Moves `tip` over a run of 44-byte headers: version, Merkle root, time, nonce.
    function tryExtendCompact(
        Tip memory tip,
        bytes calldata headers
    ) internal view returns (Failure failure, uint256 index) {
        return _tryExtend(tip, headers, COMPACT_LENGTH);
    }

    /// @notice As `tryExtend`, but reverts on a failure.
    function extend(Tip memory tip, bytes calldata headers) internal view {
        (Failure failure, uint256 index) = tryExtend(tip, headers);
        require(failure == Failure.None, HeaderChainInvalid(failure, index));
    }

    /// @notice As `tryExtendCompact`, but reverts on a failure.
    function extendCompact(Tip memory tip, bytes calldata headers) internal view {
        (Failure failure, uint256 index) = tryExtendCompact(tip, headers);
        require(failure == Failure.None, HeaderChainInvalid(failure, index));
    }

    /// @notice The compact target of the epoch after one whose first and last headers bear these times.
    /// @dev 2015 intervals are measured against two weeks: Bitcoin's old off-by-one.
    function retarget(uint32 nBits, uint32 epochStartSec, uint32 epochEndSec) internal pure returns (uint32) {
        unchecked {
            // Two 32-bit times; a target of at most 224 bits times at most 8 weeks in seconds (23 bits).
            int256 span = int256(uint256(epochEndSec)) - int256(uint256(epochStartSec));
            if (span < int256(EPOCH_SEC / 4)) span = int256(EPOCH_SEC / 4);
            if (span > int256(EPOCH_SEC * 4)) span = int256(EPOCH_SEC * 4);
            uint256 target = (CompactTarget.decode(nBits) * uint256(span)) / EPOCH_SEC;
            uint256 limit = CompactTarget.decode(POW_LIMIT_BITS);
            return CompactTarget.encode(target < limit ? target : limit);
        }
    }

    function _tryExtend(
        Tip memory tip,
        bytes calldata headers,
        uint256 stride
    ) private view returns (Failure failure, uint256 index) {
        unchecked {
            // Offsets in calldata and a 64-bit height.
            if (headers.length == 0 || headers.length % stride != 0) return (Failure.LengthInvalid, 0);
            uint256 total = headers.length / stride;
            while (index < total) {
                uint256 first = index;
                uint256 offset = (tip.height + 1) % EPOCH_BLOCKS;
                if (offset == 0) tip.nBits = retarget(tip.nBits, tip.epochStartSec, tip.timeSec);
                uint256 last = index + EPOCH_BLOCKS - offset;
                if (last > total) last = total;
                (failure, index) = _extendEpoch(tip, headers, stride, index, last);
                if (failure != Failure.None) return (failure, index);

                tip.height += uint64(last - first);
                tip.timeSec = _timeSec(headers, stride, last - 1);
                if (offset == 0) tip.epochStartSec = _timeSec(headers, stride, first);
                tip.workTotal += CompactTarget.work(CompactTarget.decode(tip.nBits)) * (last - first);
            }
        }
    }

    /// @dev Headers `index` to `last`, all under the tip's nBits.
    function _extendEpoch(
        Tip memory tip,
        bytes calldata headers,
        uint256 stride,
        uint256 index,
        uint256 last
    ) private view returns (Failure, uint256) {
        unchecked {
            // Offsets in calldata.
            uint32 nBits = tip.nBits;
            uint256 bits = BitcoinHash.reverse32(nBits);
            bytes32 hash = tip.hash;
            for (; index < last; ++index) {
                uint256 pos = index * stride;
                if (stride == FULL_LENGTH) {
                    if (bytes32(_word(headers, pos + 4)) != hash)
                        return (Failure.PreviousHashMismatch, index);
                    if (_word(headers, pos + 72) >> 224 != bits) return (Failure.NBitsUnexpected, index);
                    hash = _hashFull(headers, pos);
                } else {
                    hash = _hashCompact(headers, pos, hash, bits);
                }
                if (!CompactTarget.isMetBy(nBits, hash)) return (Failure.HashAboveTarget, index);
            }
            tip.hash = hash;
            return (Failure.None, index);
        }
    }

    function _timeSec(bytes calldata headers, uint256 stride, uint256 index) private pure returns (uint32) {
        unchecked {
            // An offset in calldata. The time stands 12 bytes before a full header's end, 8 before a compact one's.
            uint256 pos = index * stride + (stride == FULL_LENGTH ? 68 : 36);
            return uint32(BitcoinHash.reverse32(_word(headers, pos) >> 224));
        }
    }

    function _hashFull(bytes calldata headers, uint256 pos) private view returns (bytes32) {
        uint256 buffer;
        assembly ("memory-safe") {
            buffer := mload(0x40)
            calldatacopy(buffer, add(headers.offset, pos), 80)
        }
        return BitcoinHash.sha256dAt(buffer, 80);
    }

    function _hashCompact(
        bytes calldata headers,
        uint256 pos,
        bytes32 previous,
        uint256 bits
    ) private view returns (bytes32) {
        uint256 buffer;
        assembly ("memory-safe") {
            buffer := mload(0x40)
            let from := add(headers.offset, pos)
            mstore(buffer, calldataload(from))
            mstore(add(buffer, 4), previous)
            calldatacopy(add(buffer, 36), add(from, 4), 36)
            mstore(add(buffer, 72), shl(224, bits))
            calldatacopy(add(buffer, 76), add(from, 40), 4)
        }
        return BitcoinHash.sha256dAt(buffer, 80);
    }

    function _word(bytes calldata headers, uint256 pos) private pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := calldataload(add(headers.offset, pos))
        }
    }
}
