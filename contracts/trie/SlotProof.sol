// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {RLP} from "@openzeppelin/contracts/utils/RLP.sol";
import {TrieProof} from "@openzeppelin/contracts/utils/cryptography/TrieProof.sol";

/// @title A word in an account's storage trie.
/// @dev Only words that are not zero: a proof of absence is refused as invalid.
/// @custom:source Ethereum yellow paper, appendix D; EIP-1186 for the shape of the proof
library SlotProof {
    enum Failure {
        None,
        TrieProofInvalid
    }

    /// @notice The word at a slot.
    /// @param proof nodes from the storage root to the slot's leaf, as `eth_getProof` gives them
    function tryWord(
        bytes32 storageRoot,
        uint256 slot,
        bytes[] memory proof
    ) internal pure returns (Failure, bytes32 word) {
        bytes memory key = abi.encodePacked(keccak256(abi.encode(slot)));
        (bytes memory leaf, TrieProof.ProofError invalid) = TrieProof.tryTraverse(storageRoot, key, proof);
        if (invalid != TrieProof.ProofError.NO_ERROR) return (Failure.TrieProofInvalid, bytes32(0));
        return (Failure.None, RLP.decodeBytes32(leaf));
    }
}
