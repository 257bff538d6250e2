// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @notice The difficulty rule aserti3-2d: a target that doubles or halves with every half-life of drift from schedule.
/// @dev Fixed point, 16 binary places; a cubic polynomial stands for 2^x between 0 and 1. Products are 512 bits
/// wide, so any anchor target works.
/// @custom:source Bitcoin Cash upgrade specification 2020-11-15, ASERT (aserti3-2d).
library Asert {
    error AsertHalfLifeZero();

    uint256 private constant ONE = 1 << 16;

    /// @notice The target at a drift from schedule, at least 1 and at most `limit`.
    /// @param anchorTarget Target at drift zero.
    /// @param driftSec Seconds behind schedule; negative when ahead of it.
    /// @param halfLifeSec Drift that doubles the target.
    function target(
        uint256 anchorTarget,
        int256 driftSec,
        uint256 halfLifeSec,
        uint256 limit
    ) internal pure returns (uint256) {
        uint256 scaled = scale(anchorTarget, exponent(driftSec, halfLifeSec));
        if (scaled == 0) return 1;
        return scaled < limit ? scaled : limit;
    }

    /// @notice drift / half-life with 16 binary places, truncated toward zero.
    function exponent(int256 driftSec, uint256 halfLifeSec) internal pure returns (int256) {
        require(halfLifeSec != 0, AsertHalfLifeZero());
        return (driftSec * int256(ONE)) / int256(halfLifeSec);
    }

    /// @notice value × 2^(exponent / 65536), rounded down; the greatest word where it would not fit.
    function scale(uint256 value, int256 exponent_) internal pure returns (uint256) {
        unchecked {
            // A factor below 2^17 in a 512-bit product; shift distances are compared before they are used.
            uint256 x = uint256(exponent_) & 0xffff;
            uint256 factor =
                ONE + ((195766423245049 * x + 971821376 * x * x + 5127 * x * x * x + (1 << 47)) >> 48);
            (uint256 high, uint256 low) = Math.mul512(value, factor);
            int256 shift = (exponent_ >> 16) - 16;

            if (shift <= -256) return shift <= -512 ? 0 : high >> uint256(-shift - 256);
            if (shift < 0) {
                uint256 right = uint256(-shift);
                if (high >> right != 0) return type(uint256).max;
                return (high << (256 - right)) | (low >> right);
            }
            if (high != 0 || shift > 255) return value == 0 ? 0 : type(uint256).max;
            if ((low << uint256(shift)) >> uint256(shift) != low) return type(uint256).max;
            return low << uint256(shift);
        }
    }
}
