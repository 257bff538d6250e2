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
        if (failure != TriePath.Failure.None || start == 0) return (failure, 0);
        // One byte is the word itself; more stand behind a head. Zero, the empty string, is never stored.
        if (StrictRlp.passNumber(start, 32) != start + length || StrictRlp.word(start) >> 248 == 0x80) {
            return (TriePath.Failure.ValueMalformed, 0);
        }
        unchecked {
            // The number has 1 to 32 bytes.
            uint256 wordAt = length == 1 ? start : start + 1;
            word = bytes32(StrictRlp.word(wordAt) >> (256 - 8 * (start + length - wordAt)));
        }
        return (failure, word);
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
}
