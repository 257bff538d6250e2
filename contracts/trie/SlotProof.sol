// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {StrictRlp} from "./StrictRlp.sol";
import {TrieNode} from "./TrieNode.sol";
import {TriePath} from "./TriePath.sol";

/// @title A word in an account's storage trie.
/// @dev A trie holds no zero: a slot that it does not have is zero, proven by its absence.
/// @custom:source Ethereum yellow paper, 4.1 (storage); EIP-1186 for the shape of the proof
library SlotProof {
    error SlotProofInvalid(TriePath.Failure failure);

    uint256 private constant WORD_BYTES = 32;

    /// @notice The word at a slot.
    /// @param proof nodes from the storage root on, as `eth_getProof` gives them
    /// @return failure why the proof proves nothing; the word is undefined then
    /// @return word zero exactly if the trie does not have the slot
    function tryVerify(
        bytes32 storageRoot,
        uint256 slot,
        bytes[] calldata proof
    ) internal pure returns (TriePath.Failure failure, bytes32 word) {
        uint256 start;
        uint256 length;
        (failure, start, length) = TriePath.tryFind(storageRoot, key(slot), proof);
        if (start == 0) return (failure, 0);
        word = _readWord(start, length);
        if (word == 0) failure = TriePath.Failure.ValueMalformed;
    }

    /// @notice As `tryVerify`, reverting with the failure.
    function verify(
        bytes32 storageRoot,
        uint256 slot,
        bytes[] calldata proof
    ) internal pure returns (bytes32 word) {
        TriePath.Failure failure;
        (failure, word) = tryVerify(storageRoot, slot, proof);
        require(failure == TriePath.Failure.None, SlotProofInvalid(failure));
    }

    /// @notice The slot's key in the storage trie: keccak256 of its 32 bytes.
    function key(uint256 slot) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            mstore(0, slot)
            hash := keccak256(0, 32)
        }
    }

    /// @dev A number that fills the leaf.
    /// @return word Zero, which is never stored, if the leaf holds something else.
    function _readWord(uint256 start, uint256 length) private pure returns (bytes32 word) {
        unchecked {
            // Offsets in calldata, and a length below 2^32.
            uint256 head = StrictRlp.word(start);
            // One byte below 0x80 is the number itself.
            if (length == 1) return head >> 255 == 0 ? bytes32(head >> 248) : bytes32(0);
            uint256 least = length == 2 ? 0x80 : 1;
            // The head; no leading zero, nor a byte that needs no head; not longer than a word.
            uint256 wrong = (head >> 248) ^ (0x7f + length);
            wrong = ((((head >> 240) & 0xff) - least) >> 255) | wrong;
            wrong = ((WORD_BYTES + 1 - length) >> 255) | wrong;
            if (wrong == 0) word = bytes32(StrictRlp.word(start + 1) >> (8 * (WORD_BYTES + 1 - length)));
        }
    }
}
