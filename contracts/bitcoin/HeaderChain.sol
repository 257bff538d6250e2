// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {BitcoinHash} from "./BitcoinHash.sol";
import {CompactTarget} from "./CompactTarget.sol";
import {HeaderRun} from "./HeaderRun.sol";

/// @notice Extends a chain of Bitcoin mainnet headers: linkage, expected target, proof of work, retarget.
/// @dev Times are not judged (median of eleven, two hours ahead): that takes more headers and a clock, and buys no
/// safety for a verifier that counts work.
/// @custom:source Bitcoin Core pow.cpp GetNextWorkRequired, CalculateNextWorkRequired, CheckProofOfWork.
library HeaderChain {
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

    error HeaderChainInvalid(HeaderRun.Failure failure, uint256 index);

    uint256 internal constant EPOCH_BLOCKS = 2016;
    uint256 internal constant EPOCH_SEC = 14 days;
    uint32 internal constant POW_LIMIT_BITS = 0x1d00ffff;

    /// @notice Moves `tip` over a run of 80-byte headers.
    /// @param tip Changed in place; meaningless after a failure.
    /// @return failure The first broken rule.
    /// @return index Of the header that broke it.
    function tryExtend(
        Tip memory tip,
        bytes calldata headers
    ) internal view returns (HeaderRun.Failure failure, uint256 index) {
        return _tryExtend(tip, headers, HeaderRun.FULL_LENGTH);
    }

    /// @notice Moves `tip` over a run of 44-byte headers: version, Merkle root, time, nonce.
    function tryExtendCompact(
        Tip memory tip,
        bytes calldata headers
    ) internal view returns (HeaderRun.Failure failure, uint256 index) {
        return _tryExtend(tip, headers, HeaderRun.COMPACT_LENGTH);
    }

    /// @notice Whether a run of 80-byte headers that all bear `nBits`, so of one epoch, links to `hash` and is mined.
    /// @param hash Of the block before the first header, wire order.
    /// @return failure The first broken rule.
    /// @return index Of the header that broke it; without a failure the number of headers.
    /// @return tipHash Of the last header, wire order.
    function tryExtendEpoch(
        bytes32 hash,
        uint32 nBits,
        bytes calldata headers
    ) internal view returns (HeaderRun.Failure failure, uint256 index, bytes32 tipHash) {
        if (headers.length == 0 || headers.length % HeaderRun.FULL_LENGTH != 0)
            return (HeaderRun.Failure.LengthInvalid, 0, 0);
        return HeaderRun.walk(hash, nBits, headers, HeaderRun.FULL_LENGTH);
    }

    /// @notice As `tryExtend`, but reverts on a failure.
    function extend(Tip memory tip, bytes calldata headers) internal view {
        (HeaderRun.Failure failure, uint256 index) = tryExtend(tip, headers);
        require(failure == HeaderRun.Failure.None, HeaderChainInvalid(failure, index));
    }

    /// @notice As `tryExtendCompact`, but reverts on a failure.
    function extendCompact(Tip memory tip, bytes calldata headers) internal view {
        (HeaderRun.Failure failure, uint256 index) = tryExtendCompact(tip, headers);
        require(failure == HeaderRun.Failure.None, HeaderChainInvalid(failure, index));
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
    ) private view returns (HeaderRun.Failure failure, uint256 index) {
        unchecked {
            // Offsets in calldata and a 64-bit height.
            uint256 total = headers.length / stride;
            if (total == 0 || total * stride != headers.length) return (HeaderRun.Failure.LengthInvalid, 0);
            while (index < total) {
                uint256 offset = (tip.height + 1) % EPOCH_BLOCKS;
                if (offset == 0) tip.nBits = retarget(tip.nBits, tip.epochStartSec, tip.timeSec);
                uint256 count = EPOCH_BLOCKS - offset;
                if (count > total - index) count = total - index;
                uint256 passed;
                (failure, passed, tip.hash) = _passEpoch(
                    tip,
                    _part(headers, index * stride, count * stride),
                    stride
                );
                if (failure != HeaderRun.Failure.None) return (failure, index + passed);

                if (offset == 0) tip.epochStartSec = _timeSec(headers, stride, index);
                index += count;
                tip.height += uint64(count);
                tip.timeSec = _timeSec(headers, stride, index - 1);
                tip.workTotal += CompactTarget.work(CompactTarget.decode(tip.nBits)) * count;
            }
        }
    }

    function _passEpoch(
        Tip memory tip,
        bytes calldata headers,
        uint256 stride
    ) private view returns (HeaderRun.Failure, uint256, bytes32) {
        return HeaderRun.walk(tip.hash, tip.nBits, headers, stride);
    }

    function _timeSec(bytes calldata headers, uint256 stride, uint256 index) private pure returns (uint32) {
        unchecked {
            // An offset in calldata. The time stands 12 bytes before a full header's end, 8 before a compact one's.
            uint256 offset = index * stride + (stride == HeaderRun.FULL_LENGTH ? 68 : 36);
            return uint32(BitcoinHash.reverse32(_load(headers, offset) >> 224));
        }
    }

    function _part(
        bytes calldata headers,
        uint256 start,
        uint256 length
    ) private pure returns (bytes calldata part) {
        assembly ("memory-safe") {
            part.offset := add(headers.offset, start)
            part.length := length
        }
    }

    function _load(bytes calldata headers, uint256 offset) private pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := calldataload(add(headers.offset, offset))
        }
    }
}
