// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {PlainNode} from "./PlainNode.sol";
import {ProofItems} from "./ProofItems.sol";
import {StrictRlp} from "./StrictRlp.sol";
import {TrieNode} from "./TrieNode.sol";

/// @notice Walks a proof from the root of a Merkle Patricia trie down the path of a 32-byte key, in calldata.
/// @dev Every node is bound to the one above it by hash, so what a root says about a key does not depend on the prover.
/// A key is absent only where the trie shows it: an empty slot of a branch, a leaf or an extension whose path parts from
/// the key, the empty root. A proof that ends before is `NodeMissing`; items behind the verdict are `NodeLeftOver`.
///
/// A node under 32 bytes lies inside its parent. Clients differ in whether they list it as well; both are accepted.
/// Off the key's path only the places of nodes are checked, since only their hashes are known.
///
/// Nothing here reverts, whatever the bytes are.
/// @custom:source Ethereum yellow paper, appendix D; EIP-1186 for the shape of the proof.
library TriePath {
    enum Failure {
        None,
        /// The proof ends before the key is found or shown to be absent.
        NodeMissing,
        /// Items remain behind the verdict.
        NodeLeftOver,
        /// An item's offset or length points out of calldata.
        NodeOutsideCalldata,
        /// Not the preimage of the root or of the hash in the parent.
        NodeHashMismatch,
        /// Named by hash in its parent, although a node of under 32 bytes is embedded.
        NodeTooShort,
        /// Not one list, in the shortest form, that ends with the item.
        ListMalformed,
        /// Neither 17 items nor two, or a child that is no hash, no embedded node and not empty.
        BranchMalformed,
        /// A branch with a value of its own, which no trie of 32-byte keys has.
        BranchHasValue,
        /// Hex prefix broken, path empty where it may not be.
        PathMalformed,
        /// Longer than the rest of the key, or a leaf's that is shorter.
        PathLengthInvalid,
        /// What an extension holds is neither a hash nor an embedded node.
        ChildMalformed,
        /// What a leaf holds is empty, or not a string that ends with the leaf, or not what the caller expects in it.
        ValueMalformed
    }

    /// @dev keccak256 of 0x80, the empty string in RLP.
    bytes32 internal constant EMPTY_ROOT = 0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421;

    uint256 private constant KEY_NIBBLES = 64;

    /// @notice What the trie holds at a key.
    /// @param key The trie's own key: for accounts and slots a hash.
    /// @param proof Nodes from the root on, as `eth_getProof` gives them.
    /// @return failure Why the proof proves nothing; what follows is undefined then.
    /// @return valueAt Where the value starts in calldata; 0 if the key is absent.
    /// @return valueLength In bytes; 0 if the key is absent, else at least 1.
    function tryFind(
        bytes32 root,
        bytes32 key,
        bytes[] calldata proof
    ) internal pure returns (Failure failure, uint256 valueAt, uint256 valueLength) {
        if (root == EMPTY_ROOT) return (_tryEmpty(proof), 0, 0);

        (uint256 index, bytes32 node, uint256 rest) = ProofItems.passFullBranches(root, uint256(key), proof);
        unchecked {
            // At most the proof's length; a key shorter than the path leaves no nibble, and no leaf.
            while (index + 1 < proof.length) {
                (uint256 start, uint256 length) = ProofItems.item(proof, index);
                if (start == 0) break;
                if (ProofItems.hash(start, length) != node) break;
                uint256 childAt = PlainNode.childAt(start, length, rest >> 252);
                if (childAt == 0) break;
                node = bytes32(StrictRlp.word(childAt + 1));
                rest <<= 4;
                ++index;
            }
            if (index + 1 == proof.length) {
                (uint256 start, uint256 length) = ProofItems.item(proof, index);
                if (start != 0) {
                    if (ProofItems.hash(start, length) == node) {
                        valueAt = PlainNode.valueAt(start, length, rest, KEY_NIBBLES - index);
                        if (valueAt != 0) return (Failure.None, valueAt, start + length - valueAt);
                    }
                }
            }
            // A branch behind the key's end.
            if (index > KEY_NIBBLES) return (Failure.PathLengthInvalid, 0, 0);
            return _tryFindBelow(node, rest, index, proof);
        }
    }

    /// @dev The plain walk: goes on below what the fast way has passed, whatever the nodes are, and names failures.
    /// @param node What the next item must be the preimage of.
    /// @param index Of the next item, and the nibbles of the key above it.
    function _tryFindBelow(
        bytes32 node,
        uint256 rest,
        uint256 index,
        bytes[] calldata proof
    ) private pure returns (Failure failure, uint256 valueAt, uint256 valueLength) {
        uint256 depth = index;
        unchecked {
            // `index` stays at most the proof's length; `depth` at most 64, since each turn but the last takes nibbles.
            while (true) {
                if (valueAt == 0) {
                    (failure, valueAt, valueLength) = _tryOpen(node, proof, index);
                    if (failure != Failure.None) return (failure, 0, 0);
                    ++index;
                }
                uint256 taken;
                uint256 end = valueAt + valueLength;
                TrieNode.Shape shape;
                (shape, valueAt, taken) = TrieNode.read(valueAt, valueLength, rest, depth);
                if (shape != TrieNode.Shape.Child) {
                    failure = _verdict(shape, index == proof.length);
                    if (shape != TrieNode.Shape.Leaf || failure != Failure.None) return (failure, 0, 0);
                    return (failure, valueAt, end - valueAt);
                }
                rest <<= 4 * taken;
                depth += taken;
                if (TrieNode.isHash(valueAt)) {
                    node = bytes32(StrictRlp.word(valueAt + 1));
                    valueAt = 0;
                } else {
                    valueLength = TrieNode.embeddedBytes(valueAt);
                    if (_isListed(valueAt, valueLength, proof, index)) ++index;
                }
            }
        }
    }

    /// @dev The item at `index`, which must be the preimage of `hash`.
    function _tryOpen(
        bytes32 hash,
        bytes[] calldata proof,
        uint256 index
    ) private pure returns (Failure, uint256 start, uint256 length) {
        if (index == proof.length) return (Failure.NodeMissing, 0, 0);
        (start, length) = ProofItems.item(proof, index);
        if (start == 0) return (Failure.NodeOutsideCalldata, 0, 0);
        if (ProofItems.hash(start, length) != hash) return (Failure.NodeHashMismatch, 0, 0);
        // The root is hashed, however short it is.
        if (length < 32 && index != 0) return (Failure.NodeTooShort, 0, 0);
        return (Failure.None, start, length);
    }

    /// @dev The last node on the path says that the key is there, or that it is not, or nothing.
    function _verdict(TrieNode.Shape shape, bool isLast) private pure returns (Failure) {
        if (shape <= TrieNode.Shape.Child) return isLast ? Failure.None : Failure.NodeLeftOver;
        // The names of both lists are in the same order from here on.
        uint256 offset = uint256(Failure.ListMalformed) - uint256(TrieNode.Shape.ListMalformed);
        return Failure(uint256(shape) + offset);
    }

    /// @dev Whether the proof lists an embedded node of `length` bytes, which is below 32, as an item of its own.
    function _isListed(
        uint256 start,
        uint256 length,
        bytes[] calldata proof,
        uint256 index
    ) private pure returns (bool) {
        if (index == proof.length) return false;
        (uint256 itemAt, uint256 itemLength) = ProofItems.item(proof, index);
        if (itemAt == 0 || itemLength != length) return false;
        return (StrictRlp.word(start) ^ StrictRlp.word(itemAt)) >> (256 - 8 * length) == 0;
    }

    /// @dev Clients prove that an empty trie holds nothing with no item, or with its one node, the empty string.
    function _tryEmpty(bytes[] calldata proof) private pure returns (Failure) {
        if (proof.length == 0) return Failure.None;
        (Failure failure, , ) = _tryOpen(EMPTY_ROOT, proof, 0);
        if (failure != Failure.None) return failure;
        return proof.length == 1 ? Failure.None : Failure.NodeLeftOver;
    }
}
