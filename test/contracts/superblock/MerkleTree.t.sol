// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MerkleTree} from "../../../contracts/superblock/MerkleTree.sol";

/// @dev The assembly of MerkleTree against plain Solidity.
contract MerkleTreeTest {
    error MerkleTreeTestDiffers(bytes32 expected, bytes32 actual);

    function testFuzz_hashNodeIsKeccakOfOneAndBoth(bytes32 left, bytes32 right) external pure {
        bytes32 expected = keccak256(abi.encodePacked(bytes1(0x01), left, right));
        bytes32 actual = MerkleTree.hashNode(left, right);
        require(expected == actual, MerkleTreeTestDiffers(expected, actual));
    }

    function testFuzz_hashNodeLeavesMemoryAsItWas(
        bytes32 left,
        bytes32 right,
        bytes calldata content
    ) external pure {
        bytes memory before = content;
        bytes32 pointer;
        assembly ("memory-safe") {
            pointer := mload(0x40)
        }
        MerkleTree.hashNode(left, right);
        bytes32 pointerAfter;
        assembly ("memory-safe") {
            pointerAfter := mload(0x40)
        }
        require(pointer == pointerAfter, MerkleTreeTestDiffers(pointer, pointerAfter));
        require(
            keccak256(before) == keccak256(content),
            MerkleTreeTestDiffers(keccak256(content), keccak256(before))
        );
    }

    function testFuzz_staticRootOfThreeIsPaddedToFour(bytes32 a, bytes32 b, bytes32 c) external pure {
        bytes32[] memory leaves = new bytes32[](3);
        (leaves[0], leaves[1], leaves[2]) = (a, b, c);
        bytes32 expected = MerkleTree.hashNode(MerkleTree.hashNode(a, b), MerkleTree.hashNode(c, bytes32(0)));
        bytes32 actual = MerkleTree.staticRoot(leaves);
        require(expected == actual, MerkleTreeTestDiffers(expected, actual));
    }
}
