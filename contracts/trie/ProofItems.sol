// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

/// @notice The items of a proof where they lie in calldata.
library ProofItems {
    uint256 private constant EMPTY = 0x80 << 248;
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
    /// @dev Stops at the first item of another shape. Gathers on the way what differs from 0xa0 at the head of each child
    /// (in the highest byte of `head`), and in `wrong` what differs between lengths and between hashes; whatever it is,
    /// the walk has not happened, so this way can only save gas. An offset is counted as a head, so that none wraps around.
    /// One block of assembly, longer than usual: most of a proof's gas is spent here, a fifth more if it is split.
    /// @return passed How many items and nibbles of the key, at most 64; 0 if one of them is not as it should be.
    /// @return node What the next item must be the preimage of.
    /// @return rest What is left of the key.
    function passFullBranches(
        bytes32 root,
        uint256 key,
        bytes[] calldata proof
    ) internal pure returns (uint256 passed, bytes32 node, uint256 rest) {
        uint256 most = proof.length < KEY_NIBBLES ? proof.length : KEY_NIBBLES;
        node = root;
        rest = key;
        assembly ("memory-safe") {
            let at := proof.offset
            let end := add(at, shl(5, most))
            let head := calldataload(at)
            let pos := add(at, head)
            let wrong := 0
            // An item of 532 bytes, a list of 529, a hash first.
            for {} lt(xor(calldataload(add(pos, 4)), 0x214f90211a0), lt(at, end)) {
                let offset := calldataload(at)
                pos := add(proof.offset, offset)
                head := or(head, offset)
            } {
                wrong := or(wrong, xor(calldataload(pos), 532))
                let x := or(xor(calldataload(add(pos, 68)), A0), xor(calldataload(add(pos, 101)), A0))
                x := or(xor(calldataload(add(pos, 167)), A0), or(xor(calldataload(add(pos, 134)), A0), x))
                x := or(xor(calldataload(add(pos, 233)), A0), or(xor(calldataload(add(pos, 200)), A0), x))
                x := or(xor(calldataload(add(pos, 299)), A0), or(xor(calldataload(add(pos, 266)), A0), x))
                x := or(xor(calldataload(add(pos, 365)), A0), or(xor(calldataload(add(pos, 332)), A0), x))
                x := or(xor(calldataload(add(pos, 431)), A0), or(xor(calldataload(add(pos, 398)), A0), x))
                x := or(xor(calldataload(add(pos, 497)), A0), or(xor(calldataload(add(pos, 464)), A0), x))
                x := or(xor(calldataload(add(pos, 563)), EMPTY), or(xor(calldataload(add(pos, 530)), A0), x))
                head := or(x, head)
                calldatacopy(mload(0x40), add(pos, 32), 532)
                wrong := or(xor(keccak256(mload(0x40), 532), node), wrong)
                node := calldataload(add(add(pos, 36), mul(33, shr(252, rest))))
                rest := shl(4, rest)
                at := add(at, 32)
            }
            passed := shr(5, sub(at, proof.offset))
            if or(shr(248, head), wrong) {
                passed := 0
                node := root
                rest := key
            }
        }
    }
}
