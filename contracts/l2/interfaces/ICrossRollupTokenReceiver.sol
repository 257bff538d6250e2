// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

/// @title For contracts that act on tokens as they arrive from another rollup.
interface ICrossRollupTokenReceiver {
    /// @notice Called after the tokens were minted to this contract. A revert undoes the whole transfer, on both
    /// rollups.
    function onCrossRollupTokens(
        address token,
        uint64 srcChainId,
        address from,
        uint256 amount,
        bytes calldata data
    ) external;
}
