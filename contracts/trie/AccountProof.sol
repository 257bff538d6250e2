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
        if (failure != TriePath.Failure.None) return (failure, false, 0);
        if (start == 0) return (failure, false, TriePath.EMPTY_ROOT);
        bool isAccount;
        (isAccount, storageRoot) = _readAccount(start, start + length);
        return (isAccount ? failure : TriePath.Failure.ValueMalformed, true, storageRoot);
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
    function _readAccount(uint256 start, uint256 end) private pure returns (bool, bytes32 storageRoot) {
        unchecked {
            // Offsets in calldata.
            uint256 pos = StrictRlp.listContent(start, end - start);
            if (pos == 0) return (false, 0);
            uint256 balanceAt = StrictRlp.passNumber(pos, NONCE_BYTES);
            uint256 rootAt = StrictRlp.passNumber(balanceAt, BALANCE_BYTES);
            if (balanceAt == 0 || rootAt == 0 || rootAt + 2 * HASH_ITEM_BYTES != end) return (false, 0);
            if (StrictRlp.word(rootAt) >> 248 != HASH_HEAD) return (false, 0);
            if (StrictRlp.word(rootAt + HASH_ITEM_BYTES) >> 248 != HASH_HEAD) return (false, 0);
            return (true, bytes32(StrictRlp.word(rootAt + 1)));
        }
    }
}
