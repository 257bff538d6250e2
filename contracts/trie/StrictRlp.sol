// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

/// @notice Heads of RLP items in calldata, in their shortest form only.
/// @dev Positions are absolute offsets in calldata. A head may be read past the end of what it belongs to, so a caller
/// compares the ends that come back with the end it knows.
/// @custom:source Ethereum yellow paper, appendix B.
library StrictRlp {
    /// @dev Behind all calldata, and far from overflow.
    uint256 private constant NOWHERE = 1 << 128;

    /// @notice The 32 bytes at an offset of calldata.
    function word(uint256 start) internal pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := calldataload(start)
        }
    }

    /// @notice The head of an RLP item.
    /// @return isList Whether it is a list.
    /// @return contentAt Where its content starts.
    /// @return end Just behind it; the largest number if the head is not in the shortest form.
    function header(uint256 start) internal pure returns (bool isList, uint256 contentAt, uint256 end) {
        unchecked {
            // A length of several bytes is below 2^32.
            uint256 head = word(start);
            uint256 length = head >> 248;
            if (length < 0x80) return (false, start, start + 1);
            contentAt = start + 1;
            isList = length > 0xbf;
            length -= isList ? 0xc0 : 0x80;
            if (length > 55) {
                uint256 width = length - 55;
                length = (head << 8) >> (256 - 8 * width);
                if (width > 4 || length < 56 || (head >> 240) & 0xff == 0)
                    return (isList, 0, type(uint256).max);
                contentAt += width;
            } else if (head >> 247 == 0x102) {
                // 0x81 before a byte below 0x80.
                return (isList, 0, type(uint256).max);
            }
            end = contentAt + length;
        }
    }

    /// @notice Where the content of a list starts that takes exactly `length` bytes, at most 65538; 0 if it is no such
    /// list or its head is not in the shortest form.
    function listContent(uint256 start, uint256 length) internal pure returns (uint256) {
        unchecked {
            // An offset in calldata; each length is compared with its bounds first.
            uint256 head = word(start);
            if (length < 57) return length != 0 && head >> 248 == 0xbf + length ? start + 1 : 0;
            if (length < 258) return length != 57 && head >> 240 == 0xf7fe + length ? start + 2 : 0;
            return length != 258 && length < 65539 && head >> 232 == 0xf8fffd + length ? start + 3 : 0;
        }
    }

    /// @notice Passes over a number: a string of at most `most` bytes, at most 55, without leading zeros.
    /// @return end Just behind it; behind all calldata if something else stands there.
    function passNumber(uint256 start, uint256 most) internal pure returns (uint256 end) {
        unchecked {
            // An offset in calldata, and at most 55.
            uint256 head = word(start);
            uint256 first = head >> 248;
            if (first < 0x80) return first == 0 ? NOWHERE : start + 1;
            if (first == 0x80) return start + 1;
            if (first > 0x80 + most) return NOWHERE;
            uint256 least = first == 0x81 ? 0x80 : 1;
            return (head >> 240) & 0xff < least ? NOWHERE : start + first - 0x7f;
        }
    }
}
