// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What the assembly of contracts/bitcoin does, in plain Solidity and with no thought of gas.
library PlainTwins {
    function sha256d(bytes memory content) internal pure returns (bytes32) {
        return sha256(abi.encodePacked(sha256(content)));
    }

    function fold(bytes32 leaf, bytes32[] memory branch, uint256 index) internal pure returns (bytes32 node) {
        node = leaf;
        for (uint256 i = 0; i < branch.length; ++i) {
            bool isRight = (index >> i) & 1 == 1;
            node = sha256d(isRight ? abi.encodePacked(branch[i], node) : abi.encodePacked(node, branch[i]));
        }
    }

    function reverse(bytes32 word) internal pure returns (uint256 value) {
        for (uint256 i = 32; i > 0; --i) value = (value << 8) | uint8(word[i - 1]);
    }

    function target(uint32 nBits) internal pure returns (uint256) {
        uint256 exponent = nBits >> 24;
        uint256 mantissa = nBits & 0x7fffff;
        return exponent <= 3 ? mantissa >> (8 * (3 - exponent)) : mantissa << (8 * (exponent - 3));
    }

    function isPlainlyMetBy(uint32 nBits, bytes32 hash) internal pure returns (bool) {
        uint256 exponent = nBits >> 24;
        if (exponent < 3 || exponent > 32 || nBits & 0x800000 != 0) return false;
        // Smaller in the three bytes of the mantissa, and not merely in those below.
        return reverse(hash) >> (8 * (exponent - 3)) < nBits & 0x7fffff;
    }

    function hasMagic(bytes memory tx_, uint256 scriptLength, uint256 except) internal pure returns (bool) {
        for (uint256 i = 42; i + 4 <= 42 + scriptLength; ++i) {
            bool isHere = tx_[i] == 0xfa && tx_[i + 1] == 0xbe && tx_[i + 2] == 0x6d && tx_[i + 3] == 0x6d;
            if (isHere && i != except) return true;
        }
        return false;
    }

    /// @return ok Whether the outputs parse and the lock time ends the transaction.
    function readOutputs(
        bytes memory tx_,
        uint256 pos
    ) internal pure returns (bool ok, uint256 commitments, uint256 rootAt) {
        uint256 end = tx_.length - 4;
        uint256 count;
        (ok, count, pos) = compactSize(tx_, pos, end);
        for (; ok && count > 0; --count) {
            uint256 length;
            if (pos + 9 > end) return (false, 0, 0);
            (ok, length, pos) = compactSize(tx_, pos + 8, end);
            if (!ok || pos + length > end) return (false, 0, 0);
            if (length == 46 && startsCommitment(tx_, pos)) {
                ++commitments;
                rootAt = pos + 6;
            }
            pos += length;
        }
        if (!ok || pos != end) return (false, 0, 0);
    }

    function startsCommitment(bytes memory tx_, uint256 pos) internal pure returns (bool) {
        bytes memory prefix = hex"6a2c4c534350";
        for (uint256 i = 0; i < prefix.length; ++i) if (tx_[pos + i] != prefix[i]) return false;
        return true;
    }

    function compactSize(
        bytes memory tx_,
        uint256 pos,
        uint256 end
    ) internal pure returns (bool ok, uint256 value, uint256 next) {
        if (pos >= end) return (false, 0, 0);
        uint8 first = uint8(tx_[pos]);
        if (first < 0xfd) return (true, first, pos + 1);
        uint256 width =
            first == 0xfd
                ? 2
                : first == 0xfe
                    ? 4
                    : 8;
        next = pos + 1 + width;
        if (next > end) return (false, 0, 0);
        for (uint256 i = width; i > 0; --i) value = (value << 8) | uint8(tx_[pos + i]);
        ok = width < 8 && value >= (width == 2 ? 0xfd : 0x10000);
    }

    /// @return passed How many headers of 80 bytes link, bear the bits and meet them.
    function extend(
        bytes32 hash,
        uint32 nBits,
        bytes memory headers
    ) internal pure returns (uint256 passed, bytes32) {
        for (uint256 start = 0; start < headers.length; start += 80) {
            bytes memory header = slice(headers, start, 80);
            if (bytes32(slice(header, 4, 32)) != hash) break;
            if (reverse(bytes32(slice(header, 72, 4))) != nBits) break;
            if (reverse(sha256d(header)) > target(nBits)) break;
            hash = sha256d(header);
            ++passed;
        }
        return (passed, hash);
    }

    /// @return packed The 44 bytes of each header of 80.
    function compact(bytes memory headers) internal pure returns (bytes memory packed) {
        for (uint256 start = 0; start < headers.length; start += 80) {
            bytes memory head = slice(headers, start, 4);
            packed = abi.encodePacked(
                packed,
                head,
                slice(headers, start + 36, 36),
                slice(headers, start + 76, 4)
            );
        }
    }

    /// @return The hash of a header whose coinbase stands first in its block.
    function parentHash(
        bytes memory header48,
        bytes memory coinbase,
        bytes32[] memory branch
    ) internal pure returns (bytes32) {
        bytes32 root = fold(sha256d(coinbase), branch, 0);
        return sha256d(abi.encodePacked(slice(header48, 0, 36), root, slice(header48, 36, 12)));
    }

    function slice(
        bytes memory content,
        uint256 start,
        uint256 length
    ) internal pure returns (bytes memory part) {
        part = new bytes(length);
        for (uint256 i = 0; i < length; ++i) part[i] = content[start + i];
    }
}
