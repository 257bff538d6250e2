// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

/// @title Calls while it has no code yet, and bubbles a revert.
contract ConstructorCaller {
    constructor(address target, bytes memory data) {
        (bool success, bytes memory returned) = target.call(data);
        if (!success) {
            assembly {
                revert(add(returned, 0x20), mload(returned))
            }
        }
    }
}
