// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

/// @title The call of a claim: enough gas for the target, and its failure passed on.
library ClaimCall {
    /// @dev Gas for what comes after the forwarded part: the call itself with value to a new account.
    uint256 internal constant OVERHEAD_GAS = 50_000;

    /// @notice Gas that must be left so that the target gets at least `gasLimit`.
    /// @dev A call keeps back one part in 64; without this check anyone could make a target run out of gas
    /// midway and swallow it.
    /// @custom:source EIP-150
    function requiredGas(uint64 gasLimit) internal pure returns (uint256) {
        return (uint256(gasLimit) * 64) / 63 + OVERHEAD_GAS;
    }
}
