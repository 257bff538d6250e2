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
/// @param blocksRoot the tip's
/// @param channelsRoot the tip's
/// @param dataHash the data policy's commitment to the batch data
/// @param term of all its superblocks
/// @param superblock hash of the tip
/// @param consumedHash keccak256(abi.encode(uint64[] counts)) of the messages from L1 consumed up to the tip, one
/// count per rollup, ordered by chain id
struct Batch {
    uint64 index;
    uint64 firstNumber;
    uint64 number;
    uint64 timestamp;
    uint64 l1OriginNumber;
    uint64 postedAtSec;
    bytes32 parent;
    bytes32 blocksRoot;
    bytes32 channelsRoot;
    bytes32 dataHash;
    bytes32 term;
    bytes32 superblock;
    bytes32 consumedHash;
}

/// @title Hash of a batch.
/// @dev In two steps, so that the next batch opens the four words that it must know instead of the whole.
library BatchHash {
    function hash(Batch memory batch) internal pure returns (bytes32) {
        return join(batch.term, batch.superblock, batch.consumedHash, bodyHash(batch));
    }

    /// @notice Hash of a batch from what the next one has to know of it.
    function join(
        bytes32 term,
        bytes32 superblock,
        bytes32 consumed,
        bytes32 body
    ) internal pure returns (bytes32) {
        return keccak256(abi.encode(term, superblock, consumed, body));
    }

    /// @notice Hash of all other fields.
    function bodyHash(Batch memory b) internal pure returns (bytes32) {
        return
            keccak256(
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
    }

    function consumedHash(uint64[] memory counts) internal pure returns (bytes32) {
        return keccak256(abi.encode(counts));
    }
}
