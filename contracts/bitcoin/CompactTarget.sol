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
            // Shifts only; 3 - exponent is taken when the exponent is below 3 and exponent - 3 when it is not.
            uint256 exponent = nBits >> 24;
            uint256 mantissa = nBits & 0x007fffff;
            if (exponent < 3) mantissa >>= 8 * (3 - exponent);
            if (mantissa == 0) return (Failure.NBitsZero, 0);
            if (nBits & 0x00800000 != 0) return (Failure.NBitsNegative, 0);
            if (exponent <= 3) return (Failure.None, mantissa);

            if (exponent > 32) {
                if (exponent > 34 || mantissa > (exponent == 34 ? 0xff : 0xffff))
                    return (Failure.NBitsOverflow, 0);
            }
            return (Failure.None, mantissa << (8 * (exponent - 3)));
        }
    }

    /// @notice The target of `nBits`; reverts if it has none.
    function decode(uint32 nBits) internal pure returns (uint256) {
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
    /// @dev Compares in place: the bytes above the exponent must be zero, then the three bytes of the mantissa
    /// decide, and on equality the bytes below them must be zero.
    /// @param nBits A compact target that `tryDecode` accepts.
    /// @param hash Wire order.
    function isMetBy(uint32 nBits, bytes32 hash) internal pure returns (bool) {
        unchecked {
            // Exponents 3 to 32 only, so 32 - exponent does not wrap.
            uint256 exponent = nBits >> 24;
            if (exponent < 3 || exponent > 32) {
                (, uint256 target) = tryDecode(nBits);
                return uint256(BitcoinHash.reverse(hash)) <= target;
            }
            uint256 above = 8 * (32 - exponent);
            uint256 rest = uint256(hash) >> above;
            if (rest << above != uint256(hash)) return false;

            uint256 leading = ((rest & 0xff) << 16) | (rest & 0xff00) | ((rest >> 16) & 0xff);
            uint256 mantissa = nBits & 0x00ffffff;
            return leading < mantissa || (leading == mantissa && rest >> 24 == 0);
        }
    }
}
