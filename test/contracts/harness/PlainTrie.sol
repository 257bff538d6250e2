// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What contracts/trie does, in plain Solidity, in memory and with no thought of gas.
library PlainTrie {
    /// @return ok Whether the proof proves anything.
    /// @return value What the trie holds at the key; empty if the key is absent.
    function find(
        bytes32 root,
        bytes32 key,
        bytes[] memory proof
    ) internal pure returns (bool ok, bytes memory value) {
        if (root == keccak256(hex"80")) {
            return (proof.length == 0 || (proof.length == 1 && same(proof[0], hex"80")), "");
        }
        uint256 index = 0;
        uint256 depth = 0;
        bytes memory node = "";
        while (true) {
            if (node.length == 0) {
                if (index == proof.length || keccak256(proof[index]) != root) return (false, "");
                node = proof[index];
                if (index > 0 && node.length < 32) return (false, "");
                ++index;
            }
            bool isLast;
            uint256 taken;
            (ok, isLast, node, taken) = step(node, key, depth);
            if (!ok) return (false, "");
            if (isLast) return (index == proof.length, node);
            depth += taken;
            if (node.length == 33) {
                root = bytes32(slice(node, 1, 32));
                node = "";
            } else if (index < proof.length && same(proof[index], node)) {
                ++index;
            }
        }
    }

    /// @return ok Whether the node is well formed.
    /// @return isLast Whether it ends the walk; `next` is the value then, empty for absence.
    /// @return next The child's RLP.
    function step(
        bytes memory node,
        bytes32 key,
        uint256 depth
    ) internal pure returns (bool ok, bool isLast, bytes memory next, uint256 taken) {
        bytes[] memory items;
        (ok, items) = list(node);
        if (!ok) return (false, false, "", 0);
        if (items.length == 2) return stepShort(items, key, depth);
        if (items.length != 17 || depth == 64 || !same(items[16], hex"80")) return (false, false, "", 0);
        for (uint256 i = 0; i < 16; ++i) {
            if (!isChild(items[i]) && !same(items[i], hex"80")) return (false, false, "", 0);
        }
        next = items[nibble(abi.encodePacked(key), depth)];
        return same(next, hex"80") ? (true, true, bytes(""), 1) : (true, false, next, 1);
    }

    function stepShort(
        bytes[] memory items,
        bytes32 key,
        uint256 depth
    ) internal pure returns (bool ok, bool isLast, bytes memory next, uint256 taken) {
        bytes memory path;
        (ok, path) = content(items[0]);
        if (!ok || path.length == 0) return (false, false, "", 0);
        uint256 prefix = nibble(path, 0);
        if (prefix > 3 || (prefix % 2 == 0 && nibble(path, 1) != 0)) return (false, false, "", 0);
        uint256 first = prefix % 2 == 0 ? 2 : 1;
        taken = 2 * path.length - first;
        bool isLeaf = prefix > 1;
        if (isLeaf) {
            (ok, next) = content(items[1]);
            if (!ok || next.length == 0 || depth + taken != 64) return (false, false, "", 0);
        } else {
            next = items[1];
            if (!isChild(next) || taken == 0 || depth + taken > 63) return (false, false, "", 0);
        }
        for (uint256 i = 0; i < taken; ++i) {
            if (nibble(path, first + i) != nibble(abi.encodePacked(key), depth + i))
                return (true, true, "", 0);
        }
        return (true, isLeaf, next, taken);
    }

    /// @dev A hash, or a list of under 32 bytes.
    function isChild(bytes memory raw) internal pure returns (bool) {
        if (raw[0] == 0xa0) return true;
        return raw[0] > 0xc1 && raw.length < 32;
    }

    /// @notice The raw items of a list.
    function list(bytes memory node) internal pure returns (bool ok, bytes[] memory items) {
        (bool isRead, bool isList, uint256 pos, uint256 end) = head(node, 0);
        if (!isRead || !isList || end != node.length || pos == end) return (false, items);
        items = new bytes[](0);
        while (pos < node.length) {
            (isRead, , , end) = head(node, pos);
            if (!isRead) return (false, items);
            bytes[] memory longer = new bytes[](items.length + 1);
            for (uint256 i = 0; i < items.length; ++i) longer[i] = items[i];
            longer[items.length] = slice(node, pos, end - pos);
            items = longer;
            pos = end;
        }
        return (true, items);
    }

    /// @notice The bytes of a string.
    function content(bytes memory raw) internal pure returns (bool ok, bytes memory) {
        (bool isRead, bool isList, uint256 start, uint256 end) = head(raw, 0);
        if (!isRead || isList) return (false, "");
        return (true, slice(raw, start, end - start));
    }

    function head(
        bytes memory raw,
        uint256 pos
    ) internal pure returns (bool ok, bool isList, uint256 start, uint256 end) {
        if (pos >= raw.length) return (false, false, 0, 0);
        uint256 first = uint8(raw[pos]);
        if (first < 0x80) return (true, false, pos, pos + 1);
        isList = first >= 0xc0;
        uint256 length = first - (isList ? 0xc0 : 0x80);
        start = pos + 1;
        if (length > 55) {
            uint256 width = length - 55;
            if (start + width > raw.length || raw[start] == 0) return (false, false, 0, 0);
            length = 0;
            for (uint256 i = 0; i < width; ++i) length = length * 256 + uint8(raw[start + i]);
            if (length < 56) return (false, false, 0, 0);
            start += width;
        }
        end = start + length;
        if (end > raw.length) return (false, false, 0, 0);
        ok = isList || length != 1 || uint8(raw[start]) > 0x7f;
    }

    function nibble(bytes memory path, uint256 i) internal pure returns (uint256) {
        return i % 2 == 0 ? uint8(path[i / 2]) >> 4 : uint8(path[i / 2]) & 15;
    }

    function same(bytes memory a, bytes memory b) internal pure returns (bool) {
        return keccak256(a) == keccak256(b);
    }

    function slice(
        bytes memory raw,
        uint256 start,
        uint256 length
    ) internal pure returns (bytes memory part) {
        part = new bytes(length);
        for (uint256 i = 0; i < length; ++i) part[i] = raw[start + i];
    }
}
