// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

/// @notice A contract with a bug put in: one function answers something else, or refuses. Its code takes the place of
/// the sound contract's, whose own code, immutables with it, goes on behind it over the same storage.
contract BugProxy {
    address private immutable SOUND;
    bytes4 private immutable SELECTOR;
    bool private immutable REFUSES;
    uint256 private immutable WORDS;
    bytes32 private immutable FIRST;
    bytes32 private immutable SECOND;

    /// @param answer of the function `selector`, at most two words
    constructor(address sound, bytes4 selector, bool refuses, bytes32[] memory answer) {
        SOUND = sound;
        SELECTOR = selector;
        REFUSES = refuses;
        WORDS = answer.length;
        FIRST = answer.length > 0 ? answer[0] : bytes32(0);
        SECOND = answer.length > 1 ? answer[1] : bytes32(0);
    }

    fallback(bytes calldata input) external payable returns (bytes memory) {
        if (msg.sig == SELECTOR) {
            require(!REFUSES);
            if (WORDS == 0) return "";
            return WORDS == 1 ? abi.encode(FIRST) : abi.encode(FIRST, SECOND);
        }
        (bool ok, bytes memory output) = SOUND.delegatecall(input);
        if (ok) return output;
        assembly ("memory-safe") {
            revert(add(output, 0x20), mload(output))
        }
    }

    receive() external payable {}
}
