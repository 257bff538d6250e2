// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

/// @title Decodes one LZ4 block from calldata: the chunks of batch data, so that a dispute can read them on chain.
/// @dev Twin of services/protocol/batch/lz4Block.ts: accepts the same blocks and gives the same bytes. Strict: the output
/// has exactly the length announced, a match refers to nothing before it, the format's end conditions hold.
/// @custom:source LZ4 Block Format Description (lz4_Block_format.md)
library Lz4 {
    error Lz4BlockMalformed(Failure failure);

    enum Failure {
        None,
        /// More was announced than a chunk may hold.
        OutputTooLarge,
        /// The block ends inside a sequence, or where one should begin.
        InputTruncated,
        /// Literals behind the announced end.
        OutputExceeded,
        /// A match at distance 0 or before the start of the output.
        OffsetInvalid,
        /// A match that starts in the last 12 bytes of the output or reaches into the last five.
        MatchTooLate,
        /// The block ends before the announced length.
        OutputTooShort
    }

    /// @notice Content of a chunk of batch data at most.
    uint256 internal constant MAX_OUTPUT_BYTES = 32 * 1024;

    uint256 private constant MIN_MATCH = 4;
    uint256 private constant LAST_LITERALS = 5;
    uint256 private constant MATCH_MARGIN = 12;
    /// @dev A nibble that says that bytes with more of the length follow.
    uint256 private constant MORE = 15;

    /// @notice The bytes that a block stands for.
    /// @param input One block, nothing behind it.
    /// @param outputBytes Length of the output, known beforehand.
    /// @return failure Why the block stands for nothing; the output is undefined then.
    function tryDecode(
        bytes calldata input,
        uint256 outputBytes
    ) internal pure returns (Failure failure, bytes memory output) {
        if (outputBytes > MAX_OUTPUT_BYTES) return (Failure.OutputTooLarge, output);
        output = new bytes(outputBytes);
        uint256 from = 0;
        uint256 to = 0;
        unchecked {
            // `to` stays at most the output's length, `from` at most 2 more than the input's; lengths are below 2^16.
            while (true) {
                if (from >= input.length) return (Failure.InputTruncated, output);
                uint256 token = _byteAt(input, from++);
                uint256 length;
                (length, from) = _length(input, from, token >> 4);
                if (from + length > input.length) return (Failure.InputTruncated, output);
                if (to + length > outputBytes) return (Failure.OutputExceeded, output);
                _copyLiterals(input, from, output, to, length);
                from += length;
                to += length;
                if (from == input.length) break;

                uint256 offset = _byteAt(input, from) | (_byteAt(input, from + 1) << 8);
                (length, from) = _length(input, from + 2, token & 15);
                length += MIN_MATCH;
                if (from > input.length) return (Failure.InputTruncated, output);
                if (offset == 0 || offset > to) return (Failure.OffsetInvalid, output);
                bool isLate = to + MATCH_MARGIN > outputBytes || to + length + LAST_LITERALS > outputBytes;
                if (isLate) return (Failure.MatchTooLate, output);
                _copyMatch(output, to, offset, length);
                to += length;
            }
        }
        return (to == outputBytes ? Failure.None : Failure.OutputTooShort, output);
    }

    /// @notice As `tryDecode`, reverting with the failure.
    function decode(bytes calldata input, uint256 outputBytes) internal pure returns (bytes memory output) {
        Failure failure;
        (failure, output) = tryDecode(input, outputBytes);
        require(failure == Failure.None, Lz4BlockMalformed(failure));
    }

    /// @dev A length that starts with a nibble of the token.
    /// @return length Stops growing behind what any output holds.
    /// @return next Behind the length; behind the input if that ends before.
    function _length(
        bytes calldata input,
        uint256 from,
        uint256 nibble
    ) private pure returns (uint256 length, uint256 next) {
        length = nibble;
        next = from;
        if (nibble != MORE) return (length, next);
        unchecked {
            // At most 255 more than the limit of the loop.
            while (length <= MAX_OUTPUT_BYTES) {
                if (next >= input.length) return (length, input.length + 1);
                uint256 more = _byteAt(input, next++);
                length += more;
                if (more != 255) break;
            }
        }
    }

    /// @dev A byte of the input; what stands behind it in calldata, or 0, if that is shorter.
    function _byteAt(bytes calldata input, uint256 index) private pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := byte(0, calldataload(add(input.offset, index)))
        }
    }

    /// @dev The caller has checked that both ends hold `length` bytes.
    function _copyLiterals(
        bytes calldata input,
        uint256 from,
        bytes memory output,
        uint256 to,
        uint256 length
    ) private pure {
        assembly ("memory-safe") {
            calldatacopy(add(add(output, 32), to), add(input.offset, from), length)
        }
    }

    /// @dev Repeats the bytes `offset` before `to`; the caller has checked that the output holds all of it. A match longer
    /// than its offset goes on with what it has produced: each round copies twice as much, a whole number of periods.
    function _copyMatch(bytes memory output, uint256 to, uint256 offset, uint256 length) private pure {
        assembly ("memory-safe") {
            let start := add(add(output, 32), to)
            for {} gt(length, offset) {} {
                mcopy(start, sub(start, offset), offset)
                start := add(start, offset)
                length := sub(length, offset)
                offset := shl(1, offset)
            }
            mcopy(start, sub(start, offset), length)
        }
    }
}
