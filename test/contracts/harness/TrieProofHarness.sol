// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {AccountProof} from "../../../contracts/trie/AccountProof.sol";
import {SlotProof} from "../../../contracts/trie/SlotProof.sol";

contract TrieProofHarness {
    function tryStorageRoot(
        bytes32 stateRoot,
        address account,
        bytes[] calldata proof
    ) external pure returns (AccountProof.Failure, bytes32) {
        return AccountProof.tryStorageRoot(stateRoot, account, proof);
    }

    function tryWord(
        bytes32 storageRoot,
        uint256 slot,
        bytes[] calldata proof
    ) external pure returns (SlotProof.Failure, bytes32) {
        return SlotProof.tryWord(storageRoot, slot, proof);
    }
}
