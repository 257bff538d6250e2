// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {StrictRlp} from "./StrictRlp.sol";

/// @notice Reads one node of a Merkle Patricia trie where it lies in calldata.
/// @dev Positions are absolute offsets in calldata. Reads past a node's end are harmless: a shape is accepted only if
/// its parts end exactly where the node does, and parts follow one another, so all of them were inside.
/// @custom:source Ethereum yellow paper, appendices C (hex prefix) and D (trie).
library TrieNode {
    enum Shape {
        /// The key's slot of a branch is empty, or the node's path parts from the key.
        Absent,
        Leaf,
        /// A branch or an extension with a child on the key's path.
        Child,
        ListMalformed,
        BranchMalformed,
        BranchHasValue,
        PathMalformed,
        PathLengthInvalid,
        ChildMalformed,
        ValueMalformed
    }

    uint256 private constant EMPTY = 0x80;
    uint256 private constant HASH = 0xa0;
    uint256 private constant HASH_ITEM_BYTES = 33;
    /// @dev Heads of lists of two items and more that have, with the head, at most 31 bytes.
    uint256 private constant LEAST_EMBEDDED = 0xc2;
    uint256 private constant MOST_EMBEDDED = 0xde;
    uint256 private constant KEY_NIBBLES = 64;

    /// @notice Goes through one node.
    /// @param rest What is left of the key, from the highest bit on.
    /// @param depth Nibbles of the key above this node, at most 64.
    /// @return shape What the node says, or why it says nothing.
    /// @return childAt Where the child's RLP starts, or the bytes of a leaf's value, which end with the leaf.
    /// @return taken Nibbles of the key that lead to it.
    function read(
        uint256 start,
        uint256 length,
        uint256 rest,
        uint256 depth
    ) internal pure returns (Shape shape, uint256 childAt, uint256 taken) {
        unchecked {
            // Offsets in calldata, below 2^33.
            uint256 end = start + length;
            uint256 pos = StrictRlp.listContent(start, length);
            if (pos == 0 || pos == end) return (Shape.ListMalformed, 0, 0);

            uint256 second = _passPath(pos);
            if (second != 0) {
                (bool isList, uint256 contentAt, uint256 secondEnd) = StrictRlp.header(second);
                if (secondEnd == end)
                    return _readShort(pos, second, isList ? end : contentAt, end, rest, depth);
            }
            // Two items, but no path at the head of them.
            second = _itemEnd(pos);
            if (second < end && _itemEnd(second) == end) return (Shape.PathMalformed, 0, 0);
            return _readBranch(pos, end, rest >> 252, depth);
        }
    }

    /// @notice Whether a child is a hash; else it is embedded.
    function isHash(uint256 childAt) internal pure returns (bool) {
        return StrictRlp.word(childAt) >> 248 == HASH;
    }

    /// @notice Length of an embedded child, 3 to 31 bytes.
    function embeddedBytes(uint256 childAt) internal pure returns (uint256) {
        unchecked {
            // `read` has seen its head.
            return (StrictRlp.word(childAt) >> 248) - 0xbf;
        }
    }

    function _itemEnd(uint256 start) private pure returns (uint256 end) {
        (, , end) = StrictRlp.header(start);
    }

    /// @return end Behind a string of 1 to 33 bytes in shortest form; 0 if it is anything else.
    function _passPath(uint256 start) private pure returns (uint256 end) {
        unchecked {
            // An offset in calldata.
            uint256 first = StrictRlp.word(start) >> 248;
            if (first < 0x80) return start + 1;
            return first < 0x82 || first > 0xa1 ? 0 : start + first - 0x7f;
        }
    }

    /// @dev A leaf or an extension: path at `pos`, then the value or the child at `second`.
    /// @param contentAt Of the second item if it is a string, and of one that is not empty if it is before `end`.
    function _readShort(
        uint256 pos,
        uint256 second,
        uint256 contentAt,
        uint256 end,
        uint256 rest,
        uint256 depth
    ) private pure returns (Shape, uint256 childAt, uint256 taken) {
        unchecked {
            // A path of 1 to 33 bytes: at most 65 nibbles and the prefix.
            if (pos + 1 != second) ++pos;
            taken = 2 * (second - pos) - 2;
            uint256 path = StrictRlp.word(pos);
            uint256 prefix = path >> 252;
            if (prefix & 1 == 0) {
                if (prefix > 2 || (path >> 248) & 0xf != 0) return (Shape.PathMalformed, 0, 0);
                path = StrictRlp.word(pos + 1);
            } else {
                if (prefix > 3) return (Shape.PathMalformed, 0, 0);
                path <<= 4;
                ++taken;
            }
            Shape shape = prefix > 1 ? Shape.Leaf : Shape.Child;
            if (shape == Shape.Leaf) {
                if (depth + taken != KEY_NIBBLES) return (Shape.PathLengthInvalid, 0, 0);
                if (contentAt == end) return (Shape.ValueMalformed, 0, 0);
                childAt = contentAt;
            } else {
                if (taken == 0) return (Shape.PathMalformed, 0, 0);
                if (depth + taken >= KEY_NIBBLES) return (Shape.PathLengthInvalid, 0, 0);
                childAt = second;
                if (second + _childBytes(second) != end || second + 1 == end)
                    return (Shape.ChildMalformed, 0, 0);
            }
            return ((path ^ rest) >> (256 - 4 * taken) == 0 ? shape : Shape.Absent, childAt, taken);
        }
    }

    function _readBranch(
        uint256 pos,
        uint256 end,
        uint256 nibble,
        uint256 depth
    ) private pure returns (Shape shape, uint256 childAt, uint256 taken) {
        unchecked {
            // Offsets in calldata; 16 children of at most 33 bytes.
            if (depth == KEY_NIBBLES) return (Shape.PathLengthInvalid, 0, 0);
            uint256 last;
            (childAt, last) = _pass(pos, nibble);
            if (last == 0 || last + 1 != end) {
                // The value is the last item, the only one that is not a child.
                bool isBranch = false;
                if (last != 0) {
                    (, , uint256 valueEnd) = StrictRlp.header(last);
                    isBranch = valueEnd == end;
                }
                return (isBranch ? Shape.BranchHasValue : Shape.BranchMalformed, 0, 0);
            }
            if (StrictRlp.word(last) >> 248 != EMPTY) return (Shape.BranchHasValue, 0, 0);
            if (StrictRlp.word(childAt) >> 248 == EMPTY) return (Shape.Absent, 0, 0);
            return (Shape.Child, childAt, 1);
        }
    }

    /// @dev Passes over 16 children of any kind.
    /// @return childAt Where the one at `nibble` starts.
    /// @return next Just behind the last; 0 if one of them is no child.
    function _pass(uint256 pos, uint256 nibble) private pure returns (uint256 childAt, uint256 next) {
        unchecked {
            // A child has at most 33 bytes.
            for (uint256 i = 0; i < 16; ++i) {
                if (i == nibble) childAt = pos;
                uint256 bytes_ = _childBytes(pos);
                if (bytes_ == 0) return (0, 0);
                pos += bytes_;
            }
            return (childAt, pos);
        }
    }

    /// @return Length of a branch's slot; 0 if what stands there is no child.
    function _childBytes(uint256 start) private pure returns (uint256) {
        unchecked {
            uint256 head = StrictRlp.word(start) >> 248;
            if (head == EMPTY) return 1;
            if (head == HASH) return HASH_ITEM_BYTES;
            return head < LEAST_EMBEDDED || head > MOST_EMBEDDED ? 0 : head - 0xbf;
        }
    }
}
