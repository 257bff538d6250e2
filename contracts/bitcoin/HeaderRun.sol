// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {BitcoinHash} from "./BitcoinHash.sol";
import {CompactTarget} from "./CompactTarget.sol";

/// @notice A run of headers that all bear the same nBits.
/// @dev A fast pass moves over ordinary headers; what it does not let through is looked at field by field, and is wrong
/// or merely close to the target. A header has 80 bytes, or 44 without previous hash and nBits.
library HeaderRun {
    enum Failure {
        None,
        LengthInvalid,
        PreviousHashMismatch,
        NBitsUnexpected,
        HashAboveTarget
    }

    uint256 internal constant FULL_LENGTH = 80;
    /// @dev Version, Merkle root, time, nonce: the previous hash and nBits are known.
    uint256 internal constant COMPACT_LENGTH = 44;

    /// @notice Whether the run links to `hash` and is mined.
    /// @param headers A multiple of `stride` bytes.
    /// @param stride FULL_LENGTH or COMPACT_LENGTH.
    /// @return failure The first broken rule.
    /// @return index Of the header that broke it; without a failure the number of headers.
    /// @return tipHash Of the last header, wire order.
    function walk(
        bytes32 hash,
        uint32 nBits,
        bytes calldata headers,
        uint256 stride
    ) internal view returns (Failure failure, uint256 index, bytes32 tipHash) {
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
        uint256 buffer;
        assembly ("memory-safe") {
            buffer := mload(0x40)
            mstore(add(buffer, 72), shl(224, bits))
        }
        assembly ("memory-safe") {
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
                if or(shl(shl(3, add(place, 1)), found), iszero(lt(lead, pair))) {
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
