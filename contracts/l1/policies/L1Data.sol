// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDataPolicy} from "../interfaces/IDataPolicy.sol";

/// @title The simplest data policy: the data are the input of the L1 transaction.
/// @dev Sound because the inbox takes batches from direct calls only, so every L1 node has the bytes.
contract L1Data is IDataPolicy {
    error L1DataEmpty();

    /// @inheritdoc IDataPolicy
    function commit(bytes calldata data) external pure returns (bytes32 dataHash) {
        require(data.length != 0, L1DataEmpty());
        return keccak256(data);
    }
}
