// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

/// @notice Reads a coinbase transaction: the magic in its input script, the commitment in its outputs.
/// @dev The transaction lies in memory as `bytes`, rebuilt by AuxPow. Its first 42 bytes are version, one input,
/// the null prevout and the script's length, so the script starts at 42.
/// @custom:source Namecoin Core auxpow.cpp CAuxPow::check; Bitcoin Core serialize.h ReadCompactSize.
library CoinbaseScript {
    enum Failure {
        None,
        CompactSizeNotMinimal,
        OutputsTruncated,
        TrailingBytes
    }

    uint256 internal constant SCRIPT_AT = 42;
    uint256 internal constant MAGIC = 0xfabe6d6d;
    /// @dev A committing output's script: OP_RETURN, push of 44 bytes, "LSCP", root, size, nonce.
    uint256 internal constant OUTPUT_LENGTH = 46;
    uint256 internal constant OUTPUT_PREFIX = 0x6a2c4c534350;
    /// @dev The same with the length before it.
    uint256 private constant PLAIN_PREFIX = 0x2e6a2c4c534350;
    uint256 internal constant OUTPUT_ROOT_AT = 6;

    /// @dev Every byte the magic's first, its second, 1, the top bit.
    uint256 private constant FA = 0xfafafafafafafafafafafafafafafafafafafafafafafafafafafafafafafafa;
    uint256 private constant BE = 0xbebebebebebebebebebebebebebebebebebebebebebebebebebebebebebebebe;
    uint256 private constant ONES = 0x0101010101010101010101010101010101010101010101010101010101010101;
    uint256 private constant HIGHS = 0x8080808080808080808080808080808080808080808080808080808080808080;

    /// @notice Whether the magic occurs wholly inside the script, the four bytes at `except` not counted.
    /// @param scriptLength At most 100.
    /// @param except Offset of a magic, which is not counted; 0 for none.
    function hasMagic(bytes memory tx_, uint256 scriptLength, uint256 except) internal pure returns (bool) {
        if (!_mayHaveMagic(tx_, scriptLength, except)) return false;

        uint256 end = SCRIPT_AT + scriptLength;
        for (uint256 pos = SCRIPT_AT; pos + 4 <= end; ++pos) {
            if (word(tx_, pos) >> 224 == MAGIC && pos != except) return true;
        }
        return false;
    }

    /// @notice Whether the root that stands at `rootAt` also occurs in the script before, without touching it.
    function hasRootBefore(bytes memory tx_, uint256 rootAt) internal pure returns (bool) {
        unchecked {
            // Offsets in a transaction that calldata held: far below 2^256.
            if (rootAt < SCRIPT_AT + 33) return false;
            uint256 root = word(tx_, rootAt);
            for (uint256 pos = SCRIPT_AT; pos + 32 < rootAt; ++pos) {
                if (word(tx_, pos) == root) return true;
            }
            return false;
        }
    }

    /// @notice Parses the outputs and the lock time, which must end the transaction.
    /// @param pos Offset of the output count.
    /// @return failure Why they do not parse.
    /// @return commitments How many outputs are commitments.
    /// @return rootAt Offset of the root in the last of them.
    function readOutputs(
        bytes memory tx_,
        uint256 pos
    ) internal pure returns (Failure failure, uint256 commitments, uint256 rootAt) {
        unchecked {
            // Every offset stays below the length plus 2^32, every count below the length.
            bool isPlain;
            (isPlain, commitments, rootAt) = _readPlainOutputs(tx_, pos);
            if (isPlain) return (Failure.None, commitments, rootAt);

            uint256 end = tx_.length - 4;
            uint256 declared;
            (failure, declared, pos) = _compactSize(tx_, pos, end);
            if (failure != Failure.None) return (failure, 0, 0);
            commitments = 0;
            uint256 count = 0;
            while (count != declared && pos < end) {
                uint256 length;
                (failure, length, pos) = _compactSize(tx_, pos + 8, end);
                if (failure != Failure.None) return (failure, 0, 0);
                if (length == OUTPUT_LENGTH && word(tx_, pos) >> 208 == OUTPUT_PREFIX) {
                    ++commitments;
                    rootAt = pos + OUTPUT_ROOT_AT;
                }
                pos += length;
                ++count;
            }
            if (count != declared || pos > end) return (Failure.OutputsTruncated, 0, 0);
            if (pos != end) return (Failure.TrailingBytes, 0, 0);
        }
    }

    /// @notice The 32 bytes at an offset of the transaction; what lies beyond its end is undefined.
    function word(bytes memory tx_, uint256 pos) internal pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := mload(add(add(tx_, 0x20), pos))
        }
    }

    /// @dev `readOutputs` where count and script lengths are single bytes and nothing is wrong; else not plain. A length
    /// of several bytes lifts `left` so high that no number of outputs brings it back to zero.
    function _readPlainOutputs(
        bytes memory tx_,
        uint256 start
    ) private pure returns (bool isPlain, uint256 commitments, uint256 rootAt) {
        uint256 pos;
        uint256 end;
        uint256 left;
        assembly ("memory-safe") {
            pos := add(add(tx_, 33), start)
            end := add(tx_, add(mload(tx_), 28))
            left := byte(0, mload(sub(pos, 1)))
            left := add(left, shl(128, gt(left, 252)))
        }
        assembly ("memory-safe") {
            for {} lt(pos, end) {
                left := sub(left, 1)
            } {
                let head := mload(add(pos, 8))
                let length := byte(0, head)
                pos := add(pos, add(length, 9))
                if gt(length, 45) {
                    if eq(shr(200, head), PLAIN_PREFIX) {
                        commitments := add(commitments, 1)
                        rootAt := sub(sub(pos, 72), tx_)
                    }
                    left := add(left, shl(128, gt(length, 252)))
                }
            }
            isPlain := iszero(or(left, xor(pos, end)))
        }
    }

    /// @dev A number in Bitcoin's CompactSize, shortest form only, and the offset behind it. Eight-byte numbers
    /// would be longer than any transaction.
    function _compactSize(
        bytes memory tx_,
        uint256 pos,
        uint256 end
    ) private pure returns (Failure failure, uint256 value, uint256 next) {
        unchecked {
            // `pos` is an offset in the transaction or just behind it.
            if (pos >= end) return (Failure.OutputsTruncated, 0, 0);
            uint256 head = word(tx_, pos);
            value = head >> 248;
            if (value < 0xfd) return (Failure.None, value, pos + 1);

            uint256 width =
                value == 0xfd
                    ? 2
                    : value == 0xfe
                        ? 4
                        : 8;
            next = pos + 1 + width;
            if (next > end) return (Failure.OutputsTruncated, 0, 0);
            value = 0;
            for (uint256 i = width; i != 0; --i) value = (value << 8) | ((head >> (248 - 8 * i)) & 0xff);
            uint256 least =
                width == 2
                    ? 0xfd
                    : width == 4
                        ? 0x10000
                        : 0x100000000;
            if (value < least) return (Failure.CompactSizeNotMinimal, 0, 0);
            if (width == 8) return (Failure.OutputsTruncated, 0, 0);
        }
    }

    /// @dev False only if the magic's first two bytes occur nowhere from the script's start to the end of the last
    /// word it touches: 32 positions at a time, a zero byte marks a hit. The magic to ignore is blanked meanwhile.
    function _mayHaveMagic(
        bytes memory tx_,
        uint256 scriptLength,
        uint256 except
    ) private pure returns (bool hit) {
        uint256 kept = word(tx_, except);
        assembly ("memory-safe") {
            if except {
                mstore8(add(add(tx_, 32), except), 0)
            }
            let end := add(add(tx_, 74), scriptLength)
            for {
                let pos := add(tx_, 74)
            } lt(pos, end) {
                pos := add(pos, 32)
            } {
                let x := xor(mload(pos), FA)
                x := or(x, xor(mload(add(pos, 1)), BE))
                hit := or(hit, and(not(x), sub(x, ONES)))
            }
            mstore(add(add(tx_, 32), except), kept)
            hit := iszero(iszero(and(hit, HIGHS)))
        }
    }
}
