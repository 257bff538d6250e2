// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Batch, BatchHash} from "../../../contracts/superblock/Batch.sol";
import {BlockLeaf, BlocksRoot} from "../../../contracts/superblock/BlockLeaf.sol";
import {MerkleTree} from "../../../contracts/superblock/MerkleTree.sol";
import {Superblock, SuperblockHash} from "../../../contracts/superblock/Superblock.sol";

/// @dev What is hashed where it lies in calldata, against plain Solidity.
contract GivenHashesTest {
    error GivenHashesTestDiffers(bytes32 expected, bytes32 actual);

    function testFuzz_aBatchHashesAsItsEncoding(Batch calldata b) external pure {
        bytes32 body = keccak256(
            abi.encode(
                b.index,
                b.firstNumber,
                b.number,
                b.timestamp,
                b.l1OriginNumber,
                b.postedAtSec,
                b.parent,
                b.blocksRoot,
                b.channelsRoot,
                b.dataHash
            )
        );
        bytes32 expected = keccak256(abi.encode(b.term, b.superblock, b.consumedHash, body));
        _requireEqual(expected, BatchHash.hashGiven(b));
        _requireEqual(expected, BatchHash.hash(b));
    }

    function testFuzz_aSuperblockHashesAsItsEncoding(Superblock calldata s, bytes32 domain) external pure {
        _requireEqual(SuperblockHash.hash(s, domain), SuperblockHash.hashPosted(s, domain));
    }

    function testFuzz_blocksRootIsOverTheEncodedLeaves(BlockLeaf[3] calldata three) external view {
        BlockLeaf[] memory leaves = new BlockLeaf[](3);
        for (uint256 i = 0; i < 3; ++i) leaves[i] = three[i];
        bytes32[] memory hashes = new bytes32[](leaves.length);
        for (uint256 i = 0; i < leaves.length; ++i) hashes[i] = MerkleTree.hashLeaf(abi.encode(leaves[i]));
        _requireEqual(MerkleTree.staticRoot(hashes), this.blocksRoot(leaves));
    }

    function blocksRoot(BlockLeaf[] calldata leaves) external pure returns (bytes32) {
        return BlocksRoot.compute(leaves);
    }

    function _requireEqual(bytes32 expected, bytes32 actual) private pure {
        require(expected == actual, GivenHashesTestDiffers(expected, actual));
    }
}
