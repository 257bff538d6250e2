// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {StrictRlp} from "./StrictRlp.sol";

/// @notice Nodes as most of them are: branches in which each child is a hash or nothing, and leaves of the key sought.
/// @dev A fast way beside `TrieNode`, which reads every shape and has the names of failures: what is said here of a node
/// is what is said there, and of other nodes nothing is said. Positions are absolute offsets in calldata. Reads past the
/// end of a node are harmless: its parts follow one another and must end exactly where the node does.
/// What is wrong is gathered as bits, since a jump costs more than a comparison.
/// @custom:source Ethereum yellow paper, appendices B (RLP), C (hex prefix) and D (trie).
library PlainNode {
    uint256 private constant EMPTY = 0x80;
    uint256 private constant KEY_NIBBLES = 64;
    /// @dev Bytes of an item whose length takes one byte behind its head, at least and at most.
    uint256 private constant LEAST_LONG = 58;
    uint256 private constant MOST_SHORT = 257;
    /// @dev 1 in each of 16 bytes.
    uint256 private constant ONES = 0x01010101010101010101010101010101;

    /// @notice The hash at `nibble` of a branch of at least two hashes, in which the other children are hashes or empty.
    /// @return childAt Where its head stands; 0 if the slot is empty or the node is anything else.
    function childAt(uint256 start, uint256 length, uint256 nibble) internal pure returns (uint256) {
        unchecked {
            // Offsets in calldata, and a length below 2^32.
            uint256 wrong = StrictRlp.word(start);
            uint256 pos = start + 2;
            if (length > MOST_SHORT) {
                wrong = (wrong >> 232) ^ (0xf8fffd + length);
                ++pos;
            } else {
                // Two hashes at least.
                wrong = ((wrong >> 240) ^ (0xf7fe + length)) | ((length - LEAST_LONG) >> 255);
            }
            uint256 last = _passFour(12, pos);
            last = _passFour(8, last);
            last = _passFour(4, last);
            last = _passFour(0, last);
            // That of the first child lowest: 0x80, or 0xa0 of a hash.
            uint256 heads = _scratch() >> 128;
            wrong = ((heads & ~(ONES << 5)) ^ (ONES << 7)) | wrong;
            wrong = ((last + 1) ^ (start + length)) | wrong;
            wrong = ((StrictRlp.word(last) >> 248) ^ EMPTY) | wrong;
            heads >>= 5;
            wrong = (((heads >> (8 * nibble)) & 1) ^ 1) | wrong;
            uint256 hashesBefore = (((heads & ((1 << (8 * nibble)) - 1) & ONES) * ONES) >> 120) & 0xff;
            return wrong == 0 ? pos + nibble + 32 * hashesBefore : 0;
        }
    }

    /// @notice The value of a leaf of 32 to 257 bytes whose path is what is left of the key.
    /// @param rest What is left of the key, from the highest bit on; zeros below.
    /// @param left How many nibbles that are, at most 64.
    /// @return valueAt Where the value's bytes start, at least one, which end with the leaf; 0 if the node is anything
    /// else.
    function valueAt(
        uint256 start,
        uint256 length,
        uint256 rest,
        uint256 left
    ) internal pure returns (uint256) {
        unchecked {
            // Offsets in calldata, and lengths below 2^32.
            uint256 pathBytes = left / 2 + 1;
            uint256 odd = left & 1;
            uint256 path = ((2 + odd) << 252) | (rest >> (8 - 4 * odd));
            uint256 wrong = StrictRlp.word(start);
            uint256 pos = start + 2;
            if (length < LEAST_LONG - 1) {
                wrong = (wrong >> 240) ^ ((0xbf + length) << 8) ^ (EMPTY + pathBytes);
                // A node under 32 bytes is embedded.
                wrong = ((length - 32) >> 255) | wrong;
            } else {
                wrong = (wrong >> 232) ^ ((0xf7fe + length) << 8) ^ (EMPTY + pathBytes);
                wrong = (((length - LEAST_LONG) | (MOST_SHORT - length)) >> 255) | wrong;
                ++pos;
            }
            wrong = ((StrictRlp.word(pos) ^ path) >> (256 - 8 * pathBytes)) | wrong;
            // One byte has no head, and 33 are more than a word.
            wrong = (((pathBytes - 2) | (32 - pathBytes)) >> 255) | wrong;
            pos += pathBytes;
            return wrong == 0 ? _content(pos, start + length - pos) : 0;
        }
    }

    /// @dev The content of a string that takes `length` bytes with its head, at most 257.
    function _content(uint256 pos, uint256 length) private pure returns (uint256) {
        unchecked {
            uint256 head = StrictRlp.word(pos);
            if (length > LEAST_LONG - 2) {
                head = ((head >> 240) ^ (0xb7fe + length)) | ((length - LEAST_LONG) >> 255);
                return head == 0 ? pos + 2 : 0;
            }
            if (length > 2) return head >> 248 == 0x7f + length ? pos + 1 : 0;
            return length == 1 && head >> 248 < EMPTY ? pos : 0;
        }
    }

    /// @dev Passes over four children that are hashes or empty, and notes their heads in bytes of scratch memory.
    function _passFour(uint256 place, uint256 pos) private pure returns (uint256 next) {
        // An empty slot takes one byte, a hash 33: its head less 0x7f. That is taken off at the end, once.
        assembly ("memory-safe") {
            let head := byte(0, calldataload(pos))
            mstore8(add(place, 3), head)
            next := add(head, pos)
            head := byte(0, calldataload(sub(next, 0x7f)))
            mstore8(add(place, 2), head)
            next := add(head, next)
            head := byte(0, calldataload(sub(next, 0xfe)))
            mstore8(add(place, 1), head)
            next := add(head, next)
            head := byte(0, calldataload(sub(next, 0x17d)))
            mstore8(place, head)
            next := sub(add(head, next), 0x1fc)
        }
    }

    function _scratch() private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(0)
        }
    }
}
