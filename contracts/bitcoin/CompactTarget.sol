// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {BitcoinHash} from "./BitcoinHash.sol";

/// @notice The compact form `nBits`, the 256-bit target it stands for, and the work a target proves.
/// @custom:source Bitcoin Core arith_uint256::SetCompact and GetCompact, pow.cpp CheckProofOfWork, chain.cpp GetBlockProof.
library CompactTarget {
    enum Failure {
        None,
        NBitsNegative,
        NBitsZero,
        NBitsOverflow
    }

    error CompactTargetInvalid(uint32 nBits, Failure failure);

    /// @notice The target of `nBits`, or why it has none.
    /// @dev As in Core the mantissa of an exponent below 3 loses its low bytes first; negative, zero and overflow
    /// are judged on what is left.
    function tryDecode(uint32 nBits) internal pure returns (Failure failure, uint256 target) {
        unchecked {
            // Shifts only; each difference is taken where it is not negative.
            uint256 exponent = nBits >> 24;
            uint256 mantissa = nBits & 0x007fffff;
            if (exponent < 3) mantissa >>= 8 * (3 - exponent);
            if (mantissa == 0) return (Failure.NBitsZero, 0);
            if (nBits & 0x00800000 != 0) return (Failure.NBitsNegative, 0);
            if (exponent <= 3) return (Failure.None, mantissa);

            bool isOver = exponent > 32 && (exponent > 34 || mantissa > (exponent == 34 ? 0xff : 0xffff));
            return isOver ? (Failure.NBitsOverflow, 0) : (Failure.None, mantissa << (8 * (exponent - 3)));
        }
    }

    /// @notice The target of `nBits`; reverts if it has none.
    function decode(uint32 nBits) internal pure returns (uint256) {
        unchecked {
            // Nearly every target: exponent 3 to 32, positive mantissa. A wrapped difference fails its comparison.
            uint256 mantissa = nBits & 0x00ffffff;
            uint256 exponent = uint256(nBits >> 24) - 3;
            if (mantissa - 1 < 0x7fffff && exponent < 30) return mantissa << (8 * exponent);
        }
        (Failure failure, uint256 target) = tryDecode(nBits);
        require(failure == Failure.None, CompactTargetInvalid(nBits, failure));
        return target;
    }

    /// @notice The compact form of a target; bits that do not fit are dropped, so the result is never easier.
    function encode(uint256 target) internal pure returns (uint32) {
        unchecked {
            // The size is at most 32, so no shift or sum leaves its type.
            uint256 size;
            for (uint256 rest = target; rest != 0; rest >>= 8) ++size;
            uint256 mantissa = size <= 3 ? target << (8 * (3 - size)) : target >> (8 * (size - 3));
            if (mantissa & 0x00800000 != 0) {
                mantissa >>= 8;
                ++size;
            }
            return uint32((size << 24) | mantissa);
        }
    }

    /// @notice The expected number of hashes that a target takes: 2^256 / (target + 1).
    /// @param target Not zero.
    function work(uint256 target) internal pure returns (uint256) {
        unchecked {
            // target + 1 is zero only for the target 2^256 - 1, whose work is 1.
            return target == type(uint256).max ? 1 : (~target / (target + 1)) + 1;
        }
    }

    /// @notice Whether a hash, read as a little-endian number, is at most the target of `nBits`.
    /// @param nBits A compact target that `tryDecode` accepts.
    /// @param hash Wire order.
    function isMetBy(uint32 nBits, bytes32 hash) internal pure returns (bool) {
        if (isPlainlyMetBy(nBits, hash)) return true;
        (, uint256 target) = tryDecode(nBits);
        return uint256(BitcoinHash.reverse(hash)) <= target;
    }

    /// @notice As `isMetBy`, and that `nBits` has a target, but cheaper; false says nothing.
    /// @dev In place: the bytes above the exponent must be zero and the three bytes of the mantissa smaller than the
    /// target's. Exponents 3 to 32 with a positive mantissa all have a target, and none that occurs is outside.
    function isPlainlyMetBy(uint32 nBits, bytes32 hash) internal pure returns (bool met) {
        assembly ("memory-safe") {
            let exponent := shr(24, nBits)
            let mantissa := and(nBits, 0xffffff)
            let rest := shr(sub(256, shl(3, exponent)), hash)
            let leading := or(shl(16, and(rest, 0xff)), or(and(rest, 0xff00), and(shr(16, rest), 0xff)))
            met := and(lt(leading, mantissa), lt(mantissa, 0x800000))
            met := and(met, and(lt(sub(exponent, 3), 30), iszero(shl(shl(3, exponent), hash))))
        }
    }
}
