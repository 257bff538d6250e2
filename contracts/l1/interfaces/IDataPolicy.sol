// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

/// @title Where batch data are.
interface IDataPolicy {
    /// @notice Commitment to the data of a batch; reverts if they are not available as the policy demands.
    /// @param data empty if they are elsewhere, such as in the transaction's blobs
    function commit(bytes calldata data) external view returns (bytes32 dataHash);
}
