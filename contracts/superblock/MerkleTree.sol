// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

/// @title Hashing shared by all of our own Merkle trees.
/// @dev Leaves and inner nodes are domain-separated (0x00 and 0x01 in front), so no node can pose as a leaf.
/// Bitcoin's trees are a different thing and live in contracts/bitcoin/.
/// @custom:source design: RFC 6962 section 2.1 (domain separation of leaves and nodes)
library MerkleTree {
    error MerkleTreeNoLeaves();

    /// @notice Hash of a leaf whose fields are ABI-encoded.
    function hashLeaf(bytes memory encodedFields) internal pure returns (bytes32) {
        return keccak256(bytes.concat(bytes1(0x00), encodedFields));
    }

    /// @notice Hash of an inner node.
    /// @dev Writes 65 bytes from 0x00 on; the last of them is the top byte of the free memory pointer, which is
    /// zero in any reachable state and is put back.
    function hashNode(bytes32 left, bytes32 right) internal pure returns (bytes32 node) {
        assembly ("memory-safe") {
            mstore8(0x00, 0x01)
            mstore(0x01, left)
            mstore(0x21, right)
            node := keccak256(0x00, 0x41)
            mstore8(0x40, 0x00)
        }
    }

    /// @notice Root of a static tree: `leaves` in order, padded with bytes32(0) to the next power of two.
    /// @dev Overwrites `leaves` as scratch space. The number of leaves is fixed by the deployment's set of
    /// chains, which is why the padding needs no length commitment.
    function staticRoot(bytes32[] memory leaves) internal pure returns (bytes32 root) {
        uint256 width = leaves.length;
        require(width != 0, MerkleTreeNoLeaves());
        bytes32 empty = bytes32(0);
        while (width > 1) {
            _fold(leaves, width, empty);
            empty = hashNode(empty, empty);
            width = (width + 1) / 2;
        }
        assembly ("memory-safe") {
            root := mload(add(leaves, 0x20))
        }
    }

    /// @dev Puts the node over the pair at 2·i into the place i, `empty` in the place of a right one that is missing;
    /// what is read behind the last leaf is overwritten before it is hashed. 0x40 as in `hashNode`.
    function _fold(bytes32[] memory nodes, uint256 width, bytes32 empty) private pure {
        assembly ("memory-safe") {
            mstore8(0x00, 0x01)
            let source := add(nodes, 0x20)
            let place := source
            let end := add(source, shl(5, width))
            for {} lt(source, end) {
                source := add(source, 0x40)
            } {
                mcopy(0x01, source, 0x40)
                if eq(add(source, 0x20), end) {
                    mstore(0x21, empty)
                }
                mstore(place, keccak256(0x00, 0x41))
                place := add(place, 0x20)
            }
            mstore8(0x40, 0x00)
        }
    }
}
