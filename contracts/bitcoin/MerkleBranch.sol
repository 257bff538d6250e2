// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

/// @notice Folds a branch of Bitcoin's Merkle tree over its leaf.
/// @dev A leaf is a hash whose preimage a parser knows to be no inner node (a coinbase, a checkpoint): the tree
/// itself does not separate leaves from nodes.
/// @custom:source Bitcoin Core consensus/merkle.cpp ComputeMerkleRootFromBranch.
library MerkleBranch {
    error MerkleBranchLengthInvalid(uint256 lengthBytes);
    error MerkleBranchTooLong(uint256 most, uint256 depth);
    error MerkleBranchIndexTooLarge(uint256 index, uint256 depth);

    /// @dev No tree of Bitcoin comes near; it keeps an index clear of the top bits of its word.
    uint256 internal constant MAX_DEPTH = 64;

    /// @notice The root above `leaf`.
    /// @param branch Siblings from the leaf up, 32 bytes each, wire order.
    /// @param index Position of the leaf; must be below 2^depth.
    function root(bytes32 leaf, bytes calldata branch, uint256 index) internal view returns (bytes32) {
        require(branch.length % 32 == 0, MerkleBranchLengthInvalid(branch.length));
        uint256 depth = branch.length / 32;
        require(depth <= MAX_DEPTH, MerkleBranchTooLong(MAX_DEPTH, depth));
        require(index >> depth == 0, MerkleBranchIndexTooLarge(index, depth));

        return index == 0 ? foldFirst(leaf, branch) : fold(leaf, branch, index);
    }

    /// @notice The root above a leaf at any position.
    /// @dev Each level writes its hash where the next level wants it, left or right. A hash that fails (for want
    /// of gas, nothing else) does not advance the loop, so the frame runs dry instead of going on with a wrong node.
    /// @param branch A multiple of 32 bytes.
    /// @param index Below 2^depth.
    function fold(bytes32 leaf, bytes calldata branch, uint256 index) internal view returns (bytes32 node) {
        assembly ("memory-safe") {
            let pos := branch.offset
            let end := add(pos, branch.length)
            index := shl(5, index)
            let side := and(index, 0x20)
            mstore(side, leaf)
            for {} lt(pos, end) {} {
                mstore(xor(side, 0x20), calldataload(pos))
                index := shr(1, index)
                side := and(index, 0x20)
                let hashed := staticcall(gas(), 2, 0x00, 0x40, 0x00, 0x20)
                pos := add(pos, shl(5, and(staticcall(gas(), 2, 0x00, 0x20, side, 0x20), hashed)))
            }
            node := mload(0x00)
        }
    }

    /// @notice The root above the first leaf of a tree.
    /// @dev As `fold` with index 0.
    function foldFirst(bytes32 leaf, bytes calldata branch) internal view returns (bytes32 node) {
        assembly ("memory-safe") {
            let pos := branch.offset
            let end := add(pos, branch.length)
            mstore(0x00, leaf)
            for {} lt(pos, end) {} {
                mstore(0x20, calldataload(pos))
                let hashed := staticcall(gas(), 2, 0x00, 0x40, 0x00, 0x20)
                pos := add(pos, shl(5, and(staticcall(gas(), 2, 0x00, 0x20, 0x00, 0x20), hashed)))
            }
            node := mload(0x00)
        }
    }
}
