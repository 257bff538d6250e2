// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TrieProof} from "@openzeppelin/contracts/utils/cryptography/TrieProof.sol";
import {AccountProof} from "../../../contracts/trie/AccountProof.sol";
import {SlotProof} from "../../../contracts/trie/SlotProof.sol";
import {TriePath} from "../../../contracts/trie/TriePath.sol";

/// @notice The trie libraries as external functions, and OpenZeppelin's for comparison.
contract TrieProofHarness {
    struct Question {
        bytes32 root;
        bytes32 key;
        bytes[] proof;
    }

    function tryAccount(
        bytes32 stateRoot,
        address account,
        bytes[] calldata proof
    ) external pure returns (TriePath.Failure, bool exists, bytes32 storageRoot) {
        return AccountProof.tryVerify(stateRoot, account, proof);
    }

    function verifyAccount(
        bytes32 stateRoot,
        address account,
        bytes[] calldata proof
    ) external pure returns (bool exists, bytes32 storageRoot) {
        return AccountProof.verify(stateRoot, account, proof);
    }

    function trySlot(
        bytes32 storageRoot,
        uint256 slot,
        bytes[] calldata proof
    ) external pure returns (TriePath.Failure, bytes32) {
        return SlotProof.tryVerify(storageRoot, slot, proof);
    }

    function verifySlot(
        bytes32 storageRoot,
        uint256 slot,
        bytes[] calldata proof
    ) external pure returns (bytes32) {
        return SlotProof.verify(storageRoot, slot, proof);
    }

    /// @return failures One per question.
    /// @return values Empty for a key that is absent, or that is not proven.
    function tryFindMany(
        Question[] calldata questions
    ) external pure returns (TriePath.Failure[] memory failures, bytes[] memory values) {
        failures = new TriePath.Failure[](questions.length);
        values = new bytes[](questions.length);
        for (uint256 i = 0; i < questions.length; ++i) {
            (failures[i], values[i]) = tryFind(questions[i].root, questions[i].key, questions[i].proof);
        }
    }

    function tryFind(
        bytes32 root,
        bytes32 key,
        bytes[] calldata proof
    ) public pure returns (TriePath.Failure failure, bytes memory value) {
        uint256 start;
        uint256 length;
        (failure, start, length) = TriePath.tryFind(root, key, proof);
        if (failure == TriePath.Failure.None) value = msg.data[start:start + length];
    }

    /// @notice OpenZeppelin's reading.
    /// @return accepted Not so where it reverts.
    function openZeppelinMany(
        Question[] calldata questions
    ) external view returns (bool[] memory accepted, bytes[] memory values) {
        accepted = new bool[](questions.length);
        values = new bytes[](questions.length);
        for (uint256 i = 0; i < questions.length; ++i) {
            Question calldata question = questions[i];
            try this.openZeppelin(question.root, question.key, question.proof) returns (
                bytes memory value,
                TrieProof.ProofError failure
            ) {
                accepted[i] = failure == TrieProof.ProofError.NO_ERROR;
                if (accepted[i]) values[i] = value;
            } catch {}
        }
    }

    function openZeppelin(
        bytes32 root,
        bytes32 key,
        bytes[] calldata proof
    ) external pure returns (bytes memory value, TrieProof.ProofError) {
        return TrieProof.tryTraverse(root, abi.encodePacked(key), proof);
    }
}
