// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What contracts/codec/Lz4.sol does, byte by byte, in memory and with no thought of gas.
library PlainLz4 {
    struct State {
        uint256 from;
        uint256 to;
    }

    function decode(
        bytes memory input,
        uint256 outputBytes
    ) internal pure returns (bool, bytes memory output) {
        if (outputBytes > 32_768) return (false, "");
        output = new bytes(outputBytes);
        State memory at = State(0, 0);
        while (at.from < input.length) {
            uint256 token = uint8(input[at.from++]);
            (bool ok, uint256 length) = _length(input, at, token >> 4);
            if (!ok || at.from + length > input.length || at.to + length > outputBytes)
                return (false, output);
            for (uint256 i = 0; i < length; ++i) output[at.to++] = input[at.from++];
            if (at.from == input.length) return (at.to == outputBytes, output);

            if (at.from + 2 > input.length) return (false, output);
            uint256 offset = uint8(input[at.from]) + 256 * uint256(uint8(input[at.from + 1]));
            at.from += 2;
            (ok, length) = _length(input, at, token & 15);
            length += 4;
            if (!ok || offset == 0 || offset > at.to) return (false, output);
            if (at.to + 12 > outputBytes || at.to + length + 5 > outputBytes) return (false, output);
            for (uint256 i = 0; i < length; ++i) {
                output[at.to] = output[at.to - offset];
                ++at.to;
            }
        }
        return (false, output);
    }

    function _length(
        bytes memory input,
        State memory at,
        uint256 nibble
    ) private pure returns (bool, uint256 length) {
        length = nibble;
        if (nibble < 15) return (true, length);
        while (at.from < input.length) {
            uint256 more = uint8(input[at.from++]);
            length += more;
            if (more < 255) return (true, length);
        }
        return (false, length);
    }
}
