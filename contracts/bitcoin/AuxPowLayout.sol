// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

/// @notice The layout of a merged-mining proof in calldata, and the coinbase transaction that it stands for.
/// @dev Offset, content, bytes:
///
///     0   version, previous hash                    36   of the parent header
///     36  time, bits, nonce                         12   of the parent header
///     48  form (0 input script, 1 output)            1
///     49  nodes of the coinbase branch, chain branch 2
///     51  offset of the root in the transaction      3
///     54  coinbase branch, chain branch              32 a node, wire order
///     ..  coinbase transaction without its input count and prevout (37 bytes) and without the root (32 bytes)
///
/// The six bytes from 48 on, as a number, are called the head. No function checks bounds; AuxPow does.
library AuxPowLayout {
    uint256 internal constant HEAD_BYTES = 54;
    /// @dev Version and script length, the least of a coinbase that is carried.
    uint256 internal constant MIN_COINBASE_BYTES = 5;
    /// @dev Input count and null prevout, and the root: what the coinbase is carried without.
    uint256 internal constant OMITTED_INPUT_BYTES = 37;
    uint256 internal constant OMITTED_BYTES = 69;
    uint256 internal constant FORM_OUTPUT = 1;

    function readHead(bytes calldata proof) internal pure returns (uint256) {
        return uint48(word(proof, 36) >> 112);
    }

    function form(uint256 head) internal pure returns (uint256) {
        return head >> 40;
    }

    function coinbaseNodes(uint256 head) internal pure returns (uint256) {
        return (head >> 32) & 0xff;
    }

    function chainNodes(uint256 head) internal pure returns (uint256) {
        return (head >> 24) & 0xff;
    }

    function rootAt(uint256 head) internal pure returns (uint256) {
        return head & 0xffffff;
    }

    function word(bytes calldata span, uint256 pos) internal pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := calldataload(add(span.offset, pos))
        }
    }

    /// @dev Callers have checked the bounds.
    function slice(
        bytes calldata span,
        uint256 pos,
        uint256 length
    ) internal pure returns (bytes calldata part) {
        assembly ("memory-safe") {
            part.offset := add(span.offset, pos)
            part.length := length
        }
    }

    /// @dev The bytes just before a span; callers know what stands there.
    function sliceBefore(bytes calldata span, uint256 length) internal pure returns (bytes calldata part) {
        assembly ("memory-safe") {
            part.offset := sub(span.offset, length)
            part.length := length
        }
    }

    /// @dev The transaction: version, one input with null prevout, then the rest with the root put in.
    function splice(
        bytes calldata coinbase,
        bytes32 root,
        uint256 place
    ) internal pure returns (bytes memory tx_) {
        assembly ("memory-safe") {
            tx_ := mload(0x40)
            let start := add(tx_, 0x20)
            let length := add(coinbase.length, OMITTED_BYTES)
            mstore(tx_, length)
            mstore(start, or(shl(224, shr(224, calldataload(coinbase.offset))), shl(216, 1)))
            mstore(add(start, 0x20), shl(184, 0xffffffff))
            let behind := sub(place, OMITTED_INPUT_BYTES)
            calldatacopy(add(start, 41), add(coinbase.offset, 4), sub(behind, 4))
            let rootPos := add(start, place)
            mstore(rootPos, root)
            calldatacopy(add(rootPos, 0x20), add(coinbase.offset, behind), sub(coinbase.length, behind))
            mstore(0x40, add(add(start, length), 0x40))
        }
    }
}
