// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {StrictRlp} from "./StrictRlp.sol";
import {TrieNode} from "./TrieNode.sol";
import {TriePath} from "./TriePath.sol";

/// @title An account in a state trie: from a state root to the account's storage root, or to its absence.
/// @custom:source Ethereum yellow paper, 4.1 (the account's four fields); EIP-1186 for the shape of the proof
library AccountProof {
    error AccountProofInvalid(TriePath.Failure failure);

    uint256 private constant HASH_HEAD = 0xa0;
    /// @dev Before a byte that is its length.
    uint256 private constant LONG_LIST = 0xf800;
    uint256 private constant HASH_ITEM_BYTES = 33;
    uint256 private constant NONCE_BYTES = 8;
    uint256 private constant BALANCE_BYTES = 32;

    /// @notice Storage root of an account.
    /// @param proof nodes from the root on, as `eth_getProof` gives them
    /// @return failure why the proof proves nothing; what follows is undefined then
    /// @return exists whether the state has the account
    /// @return storageRoot of an account that does not exist, the empty trie's
    function tryVerify(
        bytes32 stateRoot,
        address account,
        bytes[] calldata proof
    ) internal pure returns (TriePath.Failure failure, bool exists, bytes32 storageRoot) {
        uint256 start;
        uint256 length;
        (failure, start, length) = TriePath.tryFind(stateRoot, key(account), proof);
        if (start == 0) return (failure, false, TriePath.EMPTY_ROOT);
        storageRoot = _readAccount(start, length);
        if (storageRoot == 0) failure = TriePath.Failure.ValueMalformed;
        exists = true;
    }

    /// @notice As `tryVerify`, reverting with the failure.
    function verify(
        bytes32 stateRoot,
        address account,
        bytes[] calldata proof
    ) internal pure returns (bool exists, bytes32 storageRoot) {
        TriePath.Failure failure;
        (failure, exists, storageRoot) = tryVerify(stateRoot, account, proof);
        require(failure == TriePath.Failure.None, AccountProofInvalid(failure));
    }

    /// @notice The account's key in the state trie: keccak256 of its 20 bytes.
    function key(address account) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            mstore(0, shl(96, account))
            hash := keccak256(0, 20)
        }
    }

    /// @dev A list of nonce, balance, storage root and code hash that fills the leaf.
    /// @return storageRoot Zero, of which no preimage is known, if the leaf holds something else.
    function _readAccount(uint256 start, uint256 length) private pure returns (bytes32 storageRoot) {
        unchecked {
            // Offsets in calldata, and a length below 2^32. The parts have 70 to 110 bytes if they fill the leaf.
            uint256 wrong = (StrictRlp.word(start) >> 240) ^ (LONG_LIST + length - 2);
            uint256 rootAt = StrictRlp.passNumber(start + 2, NONCE_BYTES);
            rootAt = StrictRlp.passNumber(rootAt, BALANCE_BYTES);
            wrong = ((rootAt + 2 * HASH_ITEM_BYTES) ^ (start + length)) | wrong;
            wrong = ((StrictRlp.word(rootAt) >> 248) ^ HASH_HEAD) | wrong;
            wrong = ((StrictRlp.word(rootAt + HASH_ITEM_BYTES) >> 248) ^ HASH_HEAD) | wrong;
            if (wrong == 0) storageRoot = bytes32(StrictRlp.word(rootAt + 1));
        }
    }
}
