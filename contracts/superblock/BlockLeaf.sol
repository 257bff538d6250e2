// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {MerkleTree} from "./MerkleTree.sol";

/// @notice One rollup's block in a superblock.
/// @param traceRoot commits to per-transaction states for execution proofs; zero until those exist
struct BlockLeaf {
    uint64 chainId;
    uint64 number;
    bytes32 blockHash;
    bytes32 stateRoot;
    bytes32 traceRoot;
}

/// @title The tree of blocks of one superblock.
library BlocksRoot {
    function hashLeaf(BlockLeaf memory leaf) internal pure returns (bytes32) {
        return MerkleTree.hashLeaf(abi.encode(leaf));
    }

    /// @notice Root over the leaves in the given order (the caller checks that order).
    function compute(BlockLeaf[] memory leaves) internal pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](leaves.length);
        for (uint256 i = 0; i < leaves.length; ++i) hashes[i] = hashLeaf(leaves[i]);
        return MerkleTree.staticRoot(hashes);
    }
}
