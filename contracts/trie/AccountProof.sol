// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {Memory} from "@openzeppelin/contracts/utils/Memory.sol";
import {RLP} from "@openzeppelin/contracts/utils/RLP.sol";
import {TrieProof} from "@openzeppelin/contracts/utils/cryptography/TrieProof.sol";

/// @title An account in a state trie: from a state root to the account's storage root.
/// @dev Walks with OpenZeppelin's TrieProof, which binds every node to its parent by hash. Malformed RLP reverts
/// with RLP's own error.
/// @custom:source Ethereum yellow paper, appendix D; EIP-1186 for the shape of the proof
library AccountProof {
    using Memory for Memory.Slice;
    using RLP for *;

    enum Failure {
        None,
        TrieProofInvalid,
        NotAnAccount
    }

    uint256 private constant ACCOUNT_FIELDS = 4;
    uint256 private constant STORAGE_ROOT_FIELD = 2;
    /// @dev 0xa0 and 32 bytes.
    uint256 private constant HASH_RLP_BYTES = 33;

    /// @notice Storage root of an account that exists.
    /// @param proof nodes from the root to the account's leaf, as `eth_getProof` gives them
    function tryStorageRoot(
        bytes32 stateRoot,
        address account,
        bytes[] memory proof
    ) internal pure returns (Failure, bytes32 storageRoot) {
        bytes memory key = abi.encodePacked(keccak256(abi.encodePacked(account)));
        (bytes memory leaf, TrieProof.ProofError invalid) = TrieProof.tryTraverse(stateRoot, key, proof);
        if (invalid != TrieProof.ProofError.NO_ERROR) return (Failure.TrieProofInvalid, bytes32(0));

        Memory.Slice[] memory fields = leaf.decodeList();
        if (fields.length != ACCOUNT_FIELDS || fields[STORAGE_ROOT_FIELD].length() != HASH_RLP_BYTES) {
            return (Failure.NotAnAccount, bytes32(0));
        }
        return (Failure.None, fields[STORAGE_ROOT_FIELD].readBytes32());
    }
}
