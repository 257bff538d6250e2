// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {MerkleTree} from "./MerkleTree.sol";
import {TipBlock} from "./Posting.sol";

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
    /// @dev The struct's five words in memory are its ABI encoding.
    function hashLeaf(BlockLeaf memory leaf) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore8(free, 0x00)
            mcopy(add(free, 0x01), leaf, 0xa0)
            hash := keccak256(free, 0xa1)
        }
    }

    /// @notice Hash of the leaf of a block as it is posted, whose three words stand in calldata as in the leaf.
    function hashPosted(
        uint64 chainId,
        uint64 blockNumber,
        TipBlock calldata tipBlock
    ) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore8(free, 0x00)
            mstore(add(free, 0x01), chainId)
            mstore(add(free, 0x21), blockNumber)
            calldatacopy(add(free, 0x41), tipBlock, 0x60)
            hash := keccak256(free, 0xa1)
        }
    }

    /// @notice Root over the leaves in the given order (the caller checks that order).
    function compute(BlockLeaf[] memory leaves) internal pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](leaves.length);
        for (uint256 i = 0; i < leaves.length; ++i) hashes[i] = hashLeaf(leaves[i]);
        return MerkleTree.staticRoot(hashes);
    }
}
