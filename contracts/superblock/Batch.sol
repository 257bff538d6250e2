// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

/// @notice A contiguous range of superblocks, posted in one L1 transaction. The inbox stores only its hash.
/// @param index position in the inbox, from 1; 0 is genesis
/// @param firstNumber number of the first superblock of the range
/// @param number number of the tip, the last superblock of the range
/// @param timestamp the tip's, Unix seconds
/// @param l1OriginNumber the tip's
/// @param postedAtSec L1 timestamp of the posting, Unix seconds
/// @param parent hash of the batch before
/// @param superblock hash of the tip
/// @param blocksRoot the tip's
/// @param channelsRoot the tip's
/// @param consumedHash keccak256(abi.encode(uint64[] counts)) of the messages from L1 consumed up to the tip, one
/// count per rollup, ordered by chain id
/// @param dataHash the data policy's commitment to the batch data
struct Batch {
    uint64 index;
    uint64 firstNumber;
    uint64 number;
    uint64 timestamp;
    uint64 l1OriginNumber;
    uint64 postedAtSec;
    bytes32 parent;
    bytes32 superblock;
    bytes32 blocksRoot;
    bytes32 channelsRoot;
    bytes32 consumedHash;
    bytes32 dataHash;
}

/// @title Hash of a batch.
library BatchHash {
    function hash(Batch memory batch) internal pure returns (bytes32) {
        return keccak256(abi.encode(batch));
    }

    function consumedHash(uint64[] memory counts) internal pure returns (bytes32) {
        return keccak256(abi.encode(counts));
    }
}
