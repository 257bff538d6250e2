// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Lz4} from "../../../contracts/codec/Lz4.sol";
import {PlainLz4} from "../harness/PlainLz4.sol";

/// @notice The decoder, with its assembly, equals its plain twin on blocks that are drawn sequence by sequence, whole or
/// with one byte changed, and on any bytes.
contract Lz4Test {
    struct Draw {
        bytes32 seed;
        uint256 count;
    }

    function testFuzz_equalsTwinOnBlocks(bytes32 seed) public view {
        (bytes memory input, uint256 outputBytes) = _block(Draw(seed, 0));
        (bool ok, ) = _requireSame(input, outputBytes);
        require(ok, "refused");
    }

    function testFuzz_equalsTwinOnBrokenBlocks(bytes32 seed) public view {
        Draw memory draw = Draw(seed, 1000);
        (bytes memory input, uint256 outputBytes) = _block(Draw(seed, 0));
        input[_draw(draw, input.length)] = bytes1(uint8(_draw(draw, 256)));
        if (_draw(draw, 4) == 0) outputBytes = outputBytes + _draw(draw, 5) - _min(2, outputBytes);
        _requireSame(input, outputBytes);
    }

    function testFuzz_equalsTwinOnAnything(bytes calldata input, uint16 outputBytes) public view {
        _requireSame(input, outputBytes);
    }

    function testFuzz_refusesWhatNoChunkHolds(bytes calldata input, uint256 outputBytes) public view {
        if (outputBytes <= 32_768) outputBytes += 32_769;
        (Lz4.Failure failure, ) = this.decode(input, outputBytes);
        require(failure == Lz4.Failure.OutputTooLarge, "accepted");
    }

    function decode(
        bytes calldata input,
        uint256 outputBytes
    ) external pure returns (Lz4.Failure, bytes memory) {
        return Lz4.tryDecode(input, outputBytes);
    }

    function _requireSame(
        bytes memory input,
        uint256 outputBytes
    ) private view returns (bool ok, bytes memory expected) {
        (ok, expected) = PlainLz4.decode(input, outputBytes);
        (Lz4.Failure failure, bytes memory output) = this.decode(input, outputBytes);
        require((failure == Lz4.Failure.None) == ok, "verdict");
        require(!ok || keccak256(output) == keccak256(expected), "output");
    }

    /// @dev Up to twelve sequences with matches of every kind, and the last literals.
    function _block(Draw memory draw) private pure returns (bytes memory input, uint256 outputBytes) {
        for (uint256 left = _draw(draw, 12); left > 0; --left) {
            uint256 literals = _draw(draw, 4) == 0 ? _draw(draw, 300) : _draw(draw, 16);
            if (outputBytes + literals == 0) literals = 1;
            outputBytes += literals;
            uint256 offset = 1 + _draw(draw, _draw(draw, 2) == 0 ? _min(outputBytes, 8) : outputBytes);
            uint256 length = 4 + (_draw(draw, 5) == 0 ? _draw(draw, 600) : _draw(draw, 16));
            input = abi.encodePacked(
                input,
                uint8((_min(literals, 15) << 4) | _min(length - 4, 15)),
                _rest(literals),
                _bytes(draw, literals),
                uint8(offset),
                uint8(offset >> 8),
                _rest(length - 4)
            );
            outputBytes += length;
        }
        uint256 last = 12 + _draw(draw, 30);
        input = abi.encodePacked(input, uint8(_min(last, 15) << 4), _rest(last), _bytes(draw, last));
        outputBytes += last;
    }

    function _rest(uint256 length) private pure returns (bytes memory rest) {
        if (length < 15) return "";
        for (length -= 15; length > 254; length -= 255) rest = abi.encodePacked(rest, uint8(255));
        return abi.encodePacked(rest, uint8(length));
    }

    function _bytes(Draw memory draw, uint256 length) private pure returns (bytes memory some) {
        some = new bytes(length);
        bytes32 word = keccak256(abi.encode(draw.seed, ++draw.count));
        for (uint256 i = 0; i < length; ++i) some[i] = word[i % 32];
    }

    function _min(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }

    function _draw(Draw memory draw, uint256 below) private pure returns (uint256) {
        ++draw.count;
        return uint256(keccak256(abi.encode(draw.seed, draw.count))) % below;
    }
}
