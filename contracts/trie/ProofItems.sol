// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

/// @notice The items of a proof where they lie in calldata.
library ProofItems {
    uint256 private constant EMPTY = 0x80;
    uint256 private constant KEY_NIBBLES = 64;
    /// @dev The head of a hash in a word's highest byte.
    uint256 private constant A0 = 0xa0 << 248;

    /// @notice Where an item of a proof lies.
    /// @return start Its first byte; 0 if it is not wholly inside calldata.
    function item(
        bytes[] calldata proof,
        uint256 index
    ) internal pure returns (uint256 start, uint256 length) {
        assembly ("memory-safe") {
            let offset := calldataload(add(proof.offset, shl(5, index)))
            start := add(add(proof.offset, offset), 32)
            length := calldataload(sub(start, 32))
            // Below 2^32 each, so that the sum cannot wrap around.
            let isFar := or(shr(32, or(offset, length)), gt(add(start, length), calldatasize()))
            start := mul(start, iszero(isFar))
        }
    }

    /// @notice keccak256 of bytes in calldata.
    function hash(uint256 start, uint256 length) internal pure returns (bytes32 result) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, start, length)
            result := keccak256(free, length)
        }
    }

    /// @notice Goes down a key as long as a proof's items are branches with 16 hashes and no value.
    /// @dev Stops without a verdict at the first item that is not, or not the preimage of what the one above says, or
    /// not inside calldata. Collects in the highest byte of `x` what differs from 0xa0 at the head of each child.
    /// One block of assembly, longer than usual: most of a proof's gas is spent here, a fifth more if it is split.
    /// @return passed How many items and nibbles of the key, at most 64.
    /// @return node What the next item must be the preimage of.
    function passFullBranches(
        bytes32 root,
        uint256 key,
        bytes[] calldata proof
    ) internal pure returns (uint256 passed, bytes32 node) {
        uint256 most = proof.length < KEY_NIBBLES ? proof.length : KEY_NIBBLES;
        node = root;
        assembly ("memory-safe") {
            let free := mload(0x40)
            for {} lt(passed, most) {
                passed := add(passed, 1)
            } {
                let pos := calldataload(add(proof.offset, shl(5, passed)))
                let wrong := shr(32, pos)
                pos := add(proof.offset, pos)
                wrong := or(wrong, or(xor(calldataload(pos), 532), gt(add(pos, 564), calldatasize())))
                if wrong {
                    break
                }
                pos := add(pos, 32)
                calldatacopy(free, pos, 532)
                let x := or(xor(calldataload(add(pos, 3)), A0), xor(calldataload(add(pos, 36)), A0))
                x := or(x, or(xor(calldataload(add(pos, 69)), A0), xor(calldataload(add(pos, 102)), A0)))
                x := or(x, or(xor(calldataload(add(pos, 135)), A0), xor(calldataload(add(pos, 168)), A0)))
                x := or(x, or(xor(calldataload(add(pos, 201)), A0), xor(calldataload(add(pos, 234)), A0)))
                x := or(x, or(xor(calldataload(add(pos, 267)), A0), xor(calldataload(add(pos, 300)), A0)))
                x := or(x, or(xor(calldataload(add(pos, 333)), A0), xor(calldataload(add(pos, 366)), A0)))
                x := or(x, or(xor(calldataload(add(pos, 399)), A0), xor(calldataload(add(pos, 432)), A0)))
                x := or(x, or(xor(calldataload(add(pos, 465)), A0), xor(calldataload(add(pos, 498)), A0)))
                x := or(shr(248, x), xor(shr(232, calldataload(pos)), 0xf90211))
                x := or(x, xor(byte(31, calldataload(add(pos, 500))), EMPTY))
                if or(x, xor(keccak256(free, 532), node)) {
                    break
                }
                node := calldataload(add(add(pos, 4), mul(33, shr(252, key))))
                key := shl(4, key)
            }
        }
    }
}
