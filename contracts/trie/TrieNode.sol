// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

/// @notice Reads one node of a Merkle Patricia trie where it lies in calldata.
/// @dev Positions are absolute offsets in calldata. Reads past a node's end are harmless: a shape is accepted only if
/// its parts end exactly where the node does, and parts follow one another, so all of them were inside.
/// @custom:source Ethereum yellow paper, appendices B (RLP), C (hex prefix) and D (trie).
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
    /// @dev The head of a hash in a word's highest byte.
    uint256 private constant A0 = 0xa0 << 248;

    /// @notice Where an item of a proof lies.
    /// @return start Its first byte; 0 if it is not wholly inside calldata.
    function item(
        bytes[] calldata proof,
        uint256 index
    ) internal pure returns (uint256 start, uint256 length) {
        assembly ("memory-safe") {
            let offset := calldataload(add(proof.offset, shl(5, index)))
            start := add(add(proof.offset, offset), 32)
            length := calldataload(sub(start, 32))
            // Below 2^32 each, so that the sum cannot wrap around.
            let isFar := or(shr(32, or(offset, length)), gt(add(start, length), calldatasize()))
            start := mul(start, iszero(isFar))
        }
    }

    /// @notice keccak256 of bytes in calldata.
    function hash(uint256 start, uint256 length) internal pure returns (bytes32 result) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, start, length)
            result := keccak256(free, length)
        }
    }

    /// @notice Goes down a key as long as a proof's items are branches with 16 hashes and no value.
    /// @dev Stops without a verdict at the first item that is not, or not the preimage of what the one above says, or
    /// not inside calldata. Collects in the highest byte of `x` what differs from 0xa0 at the head of each child.
    /// One block of assembly, longer than usual: most of a proof's gas is spent here, a third more if it is split.
    /// @return passed How many items and nibbles of the key, at most 64.
    /// @return node What the next item must be the preimage of.
    function passFullBranches(
        bytes32 root,
        uint256 key,
        bytes[] calldata proof
    ) internal pure returns (uint256 passed, bytes32 node) {
        uint256 most = proof.length < KEY_NIBBLES ? proof.length : KEY_NIBBLES;
        node = root;
        assembly ("memory-safe") {
            let free := mload(0x40)
            for {} lt(passed, most) {
                passed := add(passed, 1)
            } {
                let pos := calldataload(add(proof.offset, shl(5, passed)))
                let wrong := shr(32, pos)
                pos := add(proof.offset, pos)
                wrong := or(wrong, or(xor(calldataload(pos), 532), gt(add(pos, 564), calldatasize())))
                if wrong {
                    break
                }
                pos := add(pos, 32)
                calldatacopy(free, pos, 532)
                let x := or(xor(calldataload(add(pos, 3)), A0), xor(calldataload(add(pos, 36)), A0))
                x := or(x, or(xor(calldataload(add(pos, 69)), A0), xor(calldataload(add(pos, 102)), A0)))
                x := or(x, or(xor(calldataload(add(pos, 135)), A0), xor(calldataload(add(pos, 168)), A0)))
                x := or(x, or(xor(calldataload(add(pos, 201)), A0), xor(calldataload(add(pos, 234)), A0)))
                x := or(x, or(xor(calldataload(add(pos, 267)), A0), xor(calldataload(add(pos, 300)), A0)))
                x := or(x, or(xor(calldataload(add(pos, 333)), A0), xor(calldataload(add(pos, 366)), A0)))
                x := or(x, or(xor(calldataload(add(pos, 399)), A0), xor(calldataload(add(pos, 432)), A0)))
                x := or(x, or(xor(calldataload(add(pos, 465)), A0), xor(calldataload(add(pos, 498)), A0)))
                x := or(shr(248, x), xor(shr(232, calldataload(pos)), 0xf90211))
                x := or(x, xor(byte(31, calldataload(add(pos, 500))), EMPTY))
                if or(x, xor(keccak256(free, 532), node)) {
                    break
                }
                node := calldataload(add(add(pos, 4), mul(33, shr(252, key))))
                key := shl(4, key)
            }
        }
    }

    /// @notice The key's slot in a branch whose children all are empty or hashes and which has no value.
    /// @param pos Start of the branch's content.
    /// @param nibble 0 to 15
    /// @return childAt Where the slot starts; 0 if the node is anything else.
    function plainBranchChild(
        uint256 pos,
        uint256 end,
        uint256 nibble
    ) internal pure returns (uint256 childAt) {
        bool isPlain;
        (isPlain, childAt) = passPlain(pos, nibble);
        if (!isPlain) return 0;
        (isPlain, pos) = passPlain(childAt, 16 - nibble);
        return isPlain && pos + 1 == end && word(pos) >> 248 == EMPTY ? childAt : 0;
    }

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
            uint256 pos = listContent(start, length);
            if (pos == 0 || pos == end) return (Shape.ListMalformed, 0, 0);

            // 17 items of which n are hashes and the others empty have 17 + 32n bytes.
            if ((end - pos) & 31 == 17 && depth != KEY_NIBBLES) {
                childAt = plainBranchChild(pos, end, rest >> 252);
                if (childAt != 0)
                    return (word(childAt) >> 248 == EMPTY ? Shape.Absent : Shape.Child, childAt, 1);
            }
            uint256 second = _passPath(pos);
            if (second != 0) {
                (bool isList, uint256 contentAt, uint256 secondEnd) = header(second);
                if (secondEnd == end)
                    return _readShort(pos, second, isList ? end : contentAt, end, rest, depth);
            }
            // Two items, but no path at the head of them.
            second = _itemEnd(pos);
            if (second < end && _itemEnd(second) == end) return (Shape.PathMalformed, 0, 0);
            return _readBranch(pos, end, rest >> 252, depth);
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

    /// @notice Passes over a number: a string of at most `most` bytes, at most 55, without leading zeros.
    /// @return end Just behind it; 0 if something else stands there.
    function passNumber(uint256 start, uint256 most) internal pure returns (uint256 end) {
        unchecked {
            // An offset in calldata, and at most 55.
            uint256 head = word(start);
            uint256 first = head >> 248;
            if (first < 0x80) return first == 0 ? 0 : start + 1;
            uint256 length = first - 0x80;
            if (length > most) return 0;
            uint256 least = length == 1 ? 0x80 : 1;
            if (length != 0 && (head >> 240) & 0xff < least) return 0;
            return start + 1 + length;
        }
    }

    /// @notice The 32 bytes at an offset of calldata.
    function word(uint256 start) internal pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := calldataload(start)
        }
    }

    /// @notice Whether a child is a hash; else it is embedded.
    function isHash(uint256 childAt) internal pure returns (bool) {
        return word(childAt) >> 248 == HASH;
    }

    /// @notice Length of an embedded child, 3 to 31 bytes.
    function embeddedBytes(uint256 childAt) internal pure returns (uint256) {
        unchecked {
            // `read` has seen its head.
            return (word(childAt) >> 248) - 0xbf;
        }
    }

    function _itemEnd(uint256 start) private pure returns (uint256 end) {
        (, , end) = header(start);
    }

    /// @return end Behind a string of 1 to 33 bytes in shortest form; 0 if it is anything else.
    function _passPath(uint256 start) private pure returns (uint256 end) {
        unchecked {
            // An offset in calldata.
            uint256 first = word(start) >> 248;
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
            uint256 path = word(pos);
            uint256 prefix = path >> 252;
            if (prefix & 1 == 0) {
                if (prefix > 2 || (path >> 248) & 0xf != 0) return (Shape.PathMalformed, 0, 0);
                path = word(pos + 1);
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
                    (, , uint256 valueEnd) = header(last);
                    isBranch = valueEnd == end;
                }
                return (isBranch ? Shape.BranchHasValue : Shape.BranchMalformed, 0, 0);
            }
            if (word(last) >> 248 != EMPTY) return (Shape.BranchHasValue, 0, 0);
            if (word(childAt) >> 248 == EMPTY) return (Shape.Absent, 0, 0);
            return (Shape.Child, childAt, 1);
        }
    }

    /// @notice Passes over children that all are empty or hashes, one and 33 bytes: 0x80 and 0xa0 differ in one bit.
    /// @return isPlain False if one of them is something else; `next` is undefined then.
    function passPlain(uint256 pos, uint256 count) internal pure returns (bool isPlain, uint256 next) {
        assembly ("memory-safe") {
            let wrong := 0
            if and(count, 1) {
                wrong := xor(byte(0, calldataload(pos)), EMPTY)
                pos := add(add(pos, wrong), 1)
            }
            for {
                count := shr(1, count)
            } count {
                count := sub(count, 1)
            } {
                let first := xor(byte(0, calldataload(pos)), EMPTY)
                pos := add(add(pos, first), 1)
                let second := xor(byte(0, calldataload(pos)), EMPTY)
                pos := add(add(pos, second), 1)
                wrong := or(wrong, or(first, second))
            }
            isPlain := iszero(and(wrong, 0xdf))
            next := pos
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
            uint256 head = word(start) >> 248;
            if (head == EMPTY) return 1;
            if (head == HASH) return HASH_ITEM_BYTES;
            return head < LEAST_EMBEDDED || head > MOST_EMBEDDED ? 0 : head - 0xbf;
        }
    }
}
