// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MerkleBranch} from "../../../../contracts/bitcoin/MerkleBranch.sol";

/// @notice What `npm run gas` measures: one Merkle branch.
contract MerkleGas {
    function root(bytes32 leaf, bytes calldata branch, uint256 index) external view returns (bytes32) {
        return MerkleBranch.root(leaf, branch, index);
    }
}
