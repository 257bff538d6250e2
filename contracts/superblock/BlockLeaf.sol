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
    /// @notice Hashes of the leaves of blocks as they are posted, whose three words stand in calldata as in the leaf.
    /// @param chains one more than the blocks, ascending
    /// @param without the chain that has no block, L1
    function postedLeaves(
        TipBlock[] calldata blocks,
        uint64[] memory chains,
        uint64 without,
        uint64 blockNumber
    ) internal pure returns (bytes32[] memory hashes) {
        hashes = new bytes32[](blocks.length);
        assembly ("memory-safe") {
            let leaf := mload(0x40)
            mstore8(leaf, 0x00)
            mstore(add(leaf, 0x21), blockNumber)
            let source := blocks.offset
            let place := add(hashes, 0x20)
            let end := add(place, shl(5, mload(hashes)))
            for {
                let id := add(chains, 0x20)
            } lt(place, end) {
                id := add(id, 0x20)
            } {
                if eq(mload(id), without) {
                    continue
                }
                mstore(add(leaf, 0x01), mload(id))
                calldatacopy(add(leaf, 0x41), source, 0x60)
                mstore(place, keccak256(leaf, 0xa1))
                source := add(source, 0x60)
                place := add(place, 0x20)
            }
        }
    }

    /// @notice Root over the leaves in the given order (the caller checks that order).
    /// @dev The structs' words in calldata are their ABI encoding; high bits are checked where a field is read.
    function compute(BlockLeaf[] calldata leaves) internal pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](leaves.length);
        assembly ("memory-safe") {
            let leaf := mload(0x40)
            mstore8(leaf, 0x00)
            let source := leaves.offset
            let place := add(hashes, 0x20)
            let end := add(place, shl(5, leaves.length))
            for {} lt(place, end) {
                place := add(place, 0x20)
            } {
                calldatacopy(add(leaf, 0x01), source, 0xa0)
                mstore(place, keccak256(leaf, 0xa1))
                source := add(source, 0xa0)
            }
        }
        return MerkleTree.staticRoot(hashes);
    }
}
