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

    /// @notice Whether a run of 80-byte headers that all bear `nBits`, so of one epoch, links to `hash` and is mined.
    /// @param hash Of the block before the first header, wire order.
    /// @return failure The first broken rule.
    /// @return index Of the header that broke it; without a failure the number of headers.
    /// @return tipHash Of the last header, wire order.
    function tryExtendEpoch(
        bytes32 hash,
        uint32 nBits,
        bytes calldata headers
    ) internal view returns (Failure failure, uint256 index, bytes32 tipHash) {
        if (headers.length == 0 || headers.length % FULL_LENGTH != 0) return (Failure.LengthInvalid, 0, 0);
        return _walk(hash, nBits, headers, FULL_LENGTH);
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
            uint256 total = headers.length / stride;
            if (total == 0 || total * stride != headers.length) return (Failure.LengthInvalid, 0);
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
                if (failure != Failure.None) return (failure, index + passed);

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
    ) private view returns (Failure, uint256, bytes32) {
        return _walk(tip.hash, tip.nBits, headers, stride);
    }

    /// @dev Headers that all bear `nBits`. What the fast pass does not let through is looked at field by field, and is
    /// wrong or merely close to the target.
    function _walk(
        bytes32 hash,
        uint32 nBits,
        bytes calldata headers,
        uint256 stride
    ) private view returns (Failure failure, uint256 index, bytes32 tipHash) {
        unchecked {
            // Offsets in calldata.
            uint256 pos = _position(headers, 0);
            while (true) {
                (pos, hash) = _pass(pos, _position(headers, headers.length), hash, nBits, stride);
                index = (pos - _position(headers, 0)) / stride;
                if (pos == _position(headers, headers.length)) return (Failure.None, index, hash);
                (failure, hash) = _look(pos, hash, nBits, stride);
                if (failure != Failure.None) return (failure, index, 0);
                pos += stride;
            }
        }
    }

    /// @dev Moves over the headers that need no closer look.
    function _pass(
        uint256 pos,
        uint256 end,
        bytes32 hash,
        uint32 nBits,
        uint256 stride
    ) private view returns (uint256, bytes32) {
        uint256 bits = BitcoinHash.reverse32(nBits);
        (uint256 place, uint256 pair) = _leadingPair(nBits);
        if (stride == FULL_LENGTH) return _passFull(pos, end, hash, bits, place, pair);
        return _passCompact(pos, end, hash, bits, place, pair);
    }

    /// @dev One header, with a name for what is wrong.
    function _look(
        uint256 pos,
        bytes32 previous,
        uint32 nBits,
        uint256 stride
    ) private view returns (Failure, bytes32 hash) {
        uint256 buffer;
        uint256 bits = BitcoinHash.reverse32(nBits);
        if (stride == FULL_LENGTH) {
            if (_load(pos + 4) != uint256(previous)) return (Failure.PreviousHashMismatch, 0);
            if (_load(pos + 72) >> 224 != bits) return (Failure.NBitsUnexpected, 0);
            assembly ("memory-safe") {
                buffer := mload(0x40)
                calldatacopy(buffer, pos, 80)
            }
        } else {
            buffer = _expand(pos, previous, bits);
        }
        hash = BitcoinHash.sha256dAt(buffer, FULL_LENGTH);
        return (CompactTarget.isMetBy(nBits, hash) ? Failure.None : Failure.HashAboveTarget, hash);
    }

    /// @dev The place, in a hash in wire order, of a target's most significant byte, and that byte with the one
    /// below it. A hash with zeros behind that place and a smaller pair at it is below the target.
    function _leadingPair(uint32 nBits) private pure returns (uint256 place, uint256 pair) {
        unchecked {
            // Exponents outside 3 to 32 get a pair that no hash is below: every header is looked at closely.
            uint256 exponent = nBits >> 24;
            uint256 mantissa = nBits & 0x007fffff;
            if (exponent < 3 || exponent > 32) return (0, 0);
            if (mantissa > 0xffff) return (exponent - 1, mantissa >> 8);
            return mantissa > 0xff ? (exponent - 2, mantissa) : (exponent - 3, mantissa << 8);
        }
    }

    /// @dev Passes over headers that link, bear the bits and are below the target by their leading bytes alone. As
    /// in MerkleBranch no hash needs asking whether it succeeded.
    function _passFull(
        uint256 pos,
        uint256 end,
        bytes32 hash,
        uint256 bits,
        uint256 place,
        uint256 pair
    ) private view returns (uint256, bytes32) {
        assembly ("memory-safe") {
            let buffer := mload(0x40)
            let rest := shl(3, add(place, 1))
            for {} lt(pos, end) {
                pos := add(pos, 80)
            } {
                calldatacopy(buffer, pos, 80)
                pop(staticcall(gas(), 2, buffer, 80, 0, 32))
                pop(staticcall(gas(), 2, 0, 32, 0, 32))
                let found := mload(0)
                let wrong := or(xor(mload(add(buffer, 4)), hash), xor(shr(224, mload(add(buffer, 72))), bits))
                let lead := or(shl(8, byte(place, found)), byte(sub(place, 1), found))
                if or(or(wrong, shl(rest, found)), iszero(lt(lead, pair))) {
                    break
                }
                hash := found
            }
        }
        return (pos, hash);
    }

    /// @dev As `_passFull` for headers whose previous hash and bits are filled in.
    function _passCompact(
        uint256 pos,
        uint256 end,
        bytes32 hash,
        uint256 bits,
        uint256 place,
        uint256 pair
    ) private view returns (uint256, bytes32) {
        assembly ("memory-safe") {
            let buffer := mload(0x40)
            let rest := shl(3, add(place, 1))
            mstore(add(buffer, 72), shl(224, bits))
            for {} lt(pos, end) {
                pos := add(pos, 44)
            } {
                mstore(buffer, calldataload(pos))
                mstore(add(buffer, 4), hash)
                calldatacopy(add(buffer, 36), add(pos, 4), 36)
                calldatacopy(add(buffer, 76), add(pos, 40), 4)
                pop(staticcall(gas(), 2, buffer, 80, 0, 32))
                pop(staticcall(gas(), 2, 0, 32, 0, 32))
                let found := mload(0)
                let lead := or(shl(8, byte(place, found)), byte(sub(place, 1), found))
                if or(shl(rest, found), iszero(lt(lead, pair))) {
                    break
                }
                hash := found
            }
        }
        return (pos, hash);
    }

    /// @dev The 80 bytes of a compact header, in scratch memory.
    function _expand(uint256 pos, bytes32 previous, uint256 bits) private pure returns (uint256 buffer) {
        assembly ("memory-safe") {
            buffer := mload(0x40)
            mstore(buffer, calldataload(pos))
            mstore(add(buffer, 4), previous)
            calldatacopy(add(buffer, 36), add(pos, 4), 36)
            mstore(add(buffer, 72), shl(224, bits))
            calldatacopy(add(buffer, 76), add(pos, 40), 4)
        }
    }

    function _timeSec(bytes calldata headers, uint256 stride, uint256 index) private pure returns (uint32) {
        unchecked {
            // An offset in calldata. The time stands 12 bytes before a full header's end, 8 before a compact one's.
            uint256 offset = index * stride + (stride == FULL_LENGTH ? 68 : 36);
            return uint32(BitcoinHash.reverse32(_load(_position(headers, offset)) >> 224));
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

    function _position(bytes calldata headers, uint256 offset) private pure returns (uint256 pos) {
        assembly ("memory-safe") {
            pos := add(headers.offset, offset)
        }
    }

    function _load(uint256 pos) private pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := calldataload(pos)
        }
    }
}
