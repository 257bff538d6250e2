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
        return (_decode(_startInCalldata(input), input.length, _startInMemory(output), outputBytes), output);
    }

    /// @notice As `tryDecode`, reverting with the failure.
    function decode(bytes calldata input, uint256 outputBytes) internal pure returns (bytes memory output) {
        Failure failure;
        (failure, output) = tryDecode(input, outputBytes);
        require(failure == Failure.None, Lz4BlockMalformed(failure));
    }

    /// @param from Where the block starts in calldata.
    /// @param start Where the output starts in memory.
    function _decode(
        uint256 from,
        uint256 inputBytes,
        uint256 start,
        uint256 outputBytes
    ) private pure returns (Failure) {
        unchecked {
            // Offsets in calldata and memory; `to` stays at most `limit`; lengths are below 2^17.
            uint256 end = from + inputBytes;
            uint256 to = start;
            uint256 limit = start + outputBytes;
            while (from < end) {
                uint256 token = _byteAt(from++);
                uint256 length = token >> 4;
                if (length == MORE) (length, from) = _longLength(from, end);
                if (from + length > end) return Failure.InputTruncated;
                if (to + length > limit) return Failure.OutputExceeded;
                _copyLiterals(to, from, length);
                from += length;
                to += length;
                if (from == end) return to == limit ? Failure.None : Failure.OutputTooShort;

                uint256 offset = _byteAt(from) | (_byteAt(from + 1) << 8);
                from += 2;
                length = token & 15;
                if (length == MORE) (length, from) = _longLength(from, end);
                length += MIN_MATCH;
                if (from > end) return Failure.InputTruncated;
                // Of 0 one less is more than any output.
                if (offset - 1 >= to - start) return Failure.OffsetInvalid;
                // A match that starts too late is one that is too long for what is left.
                uint256 room = length + LAST_LITERALS;
                if (to + (room < MATCH_MARGIN ? MATCH_MARGIN : room) > limit) return Failure.MatchTooLate;
                _copyMatch(to, offset, length);
                to += length;
            }
            return Failure.InputTruncated;
        }
    }

    /// @dev The rest of a length whose nibble says that there is more.
    /// @return length Stops growing behind what any output holds.
    /// @return next Behind the length; behind `end` if the block ends before.
    function _longLength(uint256 from, uint256 end) private pure returns (uint256 length, uint256 next) {
        length = MORE;
        next = from;
        unchecked {
            // At most 255 more than the limit of the loop.
            while (length <= MAX_OUTPUT_BYTES) {
                if (next >= end) return (length, end + 1);
                uint256 more = _byteAt(next++);
                length += more;
                if (more != 255) break;
            }
        }
    }

    function _startInCalldata(bytes calldata input) private pure returns (uint256 start) {
        assembly ("memory-safe") {
            start := input.offset
        }
    }

    function _startInMemory(bytes memory output) private pure returns (uint256 start) {
        assembly ("memory-safe") {
            start := add(output, 32)
        }
    }

    /// @dev A byte of calldata; 0 behind it.
    function _byteAt(uint256 place) private pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := byte(0, calldataload(place))
        }
    }

    /// @dev The caller has checked that block and output hold `length` bytes.
    function _copyLiterals(uint256 to, uint256 from, uint256 length) private pure {
        assembly ("memory-safe") {
            calldatacopy(to, from, length)
        }
    }

    /// @dev Repeats the bytes `offset` before `to`; the caller has checked that the output holds all of it. A match longer
    /// than its offset goes on with what it has produced: each round copies twice as much, a whole number of periods.
    function _copyMatch(uint256 to, uint256 offset, uint256 length) private pure {
        assembly ("memory-safe") {
            for {} gt(length, offset) {} {
                mcopy(to, sub(to, offset), offset)
                to := add(to, offset)
                length := sub(length, offset)
                offset := shl(1, offset)
            }
            mcopy(to, sub(to, offset), length)
        }
    }
}
