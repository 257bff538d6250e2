// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccountProof} from "../../../../contracts/trie/AccountProof.sol";
import {SlotProof} from "../../../../contracts/trie/SlotProof.sol";
import {TriePath} from "../../../../contracts/trie/TriePath.sol";

/// @notice What `npm run gas` measures: an account, a slot, and both in one call.
contract TrieGas {
    function account(
        bytes32 stateRoot,
        address account_,
        bytes[] calldata proof
    ) external pure returns (TriePath.Failure, bool, bytes32) {
        return AccountProof.tryVerify(stateRoot, account_, proof);
    }

    function slot(
        bytes32 storageRoot,
        uint256 slot_,
        bytes[] calldata proof
    ) external pure returns (TriePath.Failure, bytes32) {
        return SlotProof.tryVerify(storageRoot, slot_, proof);
    }

    function accountAndSlot(
        bytes32 stateRoot,
        address account_,
        bytes[] calldata accountProof,
        uint256 slot_,
        bytes[] calldata storageProof
    ) external pure returns (TriePath.Failure failure, bytes32 word) {
        bytes32 storageRoot;
        (failure, , storageRoot) = AccountProof.tryVerify(stateRoot, account_, accountProof);
        if (failure == TriePath.Failure.None) return SlotProof.tryVerify(storageRoot, slot_, storageProof);
    }
}
