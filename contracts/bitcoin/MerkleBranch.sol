// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

/// @notice Folds a branch of Bitcoin's Merkle tree over its leaf.
/// @dev A leaf is a hash whose preimage a parser knows to be no inner node (a coinbase, a checkpoint): the tree
/// itself does not separate leaves from nodes.
///
/// The folds take two and four levels a turn, since turning a loop costs as much as a level's own work. They need not
/// ask whether a hash succeeded: the precompile fails only for want of its 84 gas, and then keeps all that the frame could
/// give it, which leaves the frame at most two: not enough for the next instruction, so no wrong node is ever returned.
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
        require(branch.length & 31 == 0, MerkleBranchLengthInvalid(branch.length));
        uint256 depth = branch.length >> 5;
        require(depth <= MAX_DEPTH, MerkleBranchTooLong(MAX_DEPTH, depth));
        require(index >> depth == 0, MerkleBranchIndexTooLarge(index, depth));

        return fold(leaf, branch, index);
    }

    /// @notice The root above a leaf at any position.
    /// @dev Each level writes its hash where the next wants it, left or right.
    /// @param branch A multiple of 32 bytes.
    /// @param index Below 2^depth.
    function fold(bytes32 leaf, bytes calldata branch, uint256 index) internal view returns (bytes32 node) {
        uint256 pos;
        uint256 end;
        assembly ("memory-safe") {
            pos := branch.offset
            end := add(pos, and(branch.length, 0x20))
            index := shl(5, index)
            let side := and(index, 32)
            mstore(side, leaf)
            for {} lt(pos, end) {
                pos := add(pos, 32)
            } {
                mstore(xor(side, 32), calldataload(pos))
                index := shr(1, index)
                side := and(index, 32)
                pop(staticcall(gas(), 2, 0, 64, 0, 32))
                pop(staticcall(gas(), 2, 0, 32, side, 32))
            }
            node := mload(side)
            end := add(branch.offset, branch.length)
        }
        // What is left is a multiple of two levels.
        if (pos != end) node = _foldPairs(node, pos, end, index);
    }

    /// @notice The root above the first leaf of a tree.
    /// @dev The branch is copied to memory behind the leaf. Each level writes its hash over the sibling it consumed,
    /// which is just before the next sibling.
    /// @param branch A multiple of 32 bytes.
    function foldFirst(bytes32 leaf, bytes calldata branch) internal view returns (bytes32 node) {
        uint256 pos;
        assembly ("memory-safe") {
            pos := mload(0x40)
            mstore(pos, leaf)
            calldatacopy(add(pos, 32), branch.offset, branch.length)
            for {
                let end := add(pos, and(branch.length, 0x60))
            } lt(pos, end) {} {
                pop(staticcall(gas(), 2, pos, 64, 0, 32))
                pos := add(pos, 32)
                pop(staticcall(gas(), 2, 0, 32, pos, 32))
            }
        }
        assembly ("memory-safe") {
            for {
                let end := add(mload(0x40), branch.length)
            } lt(pos, end) {} {
                pop(staticcall(gas(), 2, pos, 64, 0, 32))
                pop(staticcall(gas(), 2, 0, 32, add(pos, 32), 32))
                pop(staticcall(gas(), 2, add(pos, 32), 64, 0, 32))
                pop(staticcall(gas(), 2, 0, 32, add(pos, 64), 32))
                pop(staticcall(gas(), 2, add(pos, 64), 64, 0, 32))
                pop(staticcall(gas(), 2, 0, 32, add(pos, 96), 32))
                pop(staticcall(gas(), 2, add(pos, 96), 64, 0, 32))
                pos := add(pos, 128)
                pop(staticcall(gas(), 2, 0, 32, pos, 32))
            }
            node := mload(pos)
        }
    }

    /// @dev As `fold` from `pos` to `end`, a multiple of two levels; `index` counts in steps of 32.
    function _foldPairs(
        bytes32 leaf,
        uint256 pos,
        uint256 end,
        uint256 index
    ) private view returns (bytes32 node) {
        assembly ("memory-safe") {
            let side := and(index, 32)
            mstore(side, leaf)
            for {} lt(pos, end) {} {
                mstore(xor(side, 32), calldataload(pos))
                side := and(shr(1, index), 32)
                pop(staticcall(gas(), 2, 0, 64, 0, 32))
                pop(staticcall(gas(), 2, 0, 32, side, 32))
                mstore(xor(side, 32), calldataload(add(pos, 32)))
                index := shr(2, index)
                side := and(index, 32)
                pop(staticcall(gas(), 2, 0, 64, 0, 32))
                pop(staticcall(gas(), 2, 0, 32, side, 32))
                pos := add(pos, 64)
            }
            node := mload(0)
        }
    }
}
