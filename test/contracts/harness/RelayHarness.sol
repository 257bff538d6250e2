// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

/// @dev A contract that passes calls on, and their failures back.
contract RelayHarness {
    function relay(address target, bytes calldata data) external payable {
        (bool ok, bytes memory returned) = target.call{value: msg.value}(data);
        if (ok) return;
        assembly ("memory-safe") {
            revert(add(returned, 0x20), mload(returned))
        }
    }
}
