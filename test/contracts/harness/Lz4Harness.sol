// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Lz4} from "../../../contracts/codec/Lz4.sol";

/// @notice The decoder as external functions.
contract Lz4Harness {
    struct Question {
        bytes input;
        uint256 outputBytes;
    }

    function tryDecode(
        bytes calldata input,
        uint256 outputBytes
    ) public pure returns (Lz4.Failure failure, bytes memory output) {
        (failure, output) = Lz4.tryDecode(input, outputBytes);
        if (failure != Lz4.Failure.None) output = "";
    }

    function decode(bytes calldata input, uint256 outputBytes) external pure returns (bytes memory) {
        return Lz4.decode(input, outputBytes);
    }

    /// @notice What a dispute needs of a block: whether it is one, and what it stands for.
    function hashOf(
        bytes calldata input,
        uint256 outputBytes
    ) public pure returns (Lz4.Failure failure, bytes32) {
        bytes memory output;
        (failure, output) = Lz4.tryDecode(input, outputBytes);
        return (failure, failure == Lz4.Failure.None ? keccak256(output) : bytes32(0));
    }

    function hashesOf(
        Question[] calldata questions
    ) external pure returns (Lz4.Failure[] memory failures, bytes32[] memory hashes) {
        failures = new Lz4.Failure[](questions.length);
        hashes = new bytes32[](questions.length);
        for (uint256 i = 0; i < questions.length; ++i) {
            (failures[i], hashes[i]) = hashOf(questions[i].input, questions[i].outputBytes);
        }
    }
}
