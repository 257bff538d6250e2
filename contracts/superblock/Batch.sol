// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {Channel, ChannelEntry} from "./Channel.sol";

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
/// @param consumedHash BatchHash.consumedHash of the tip's channels from L1: the messages consumed up to there
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

    /// @notice The same of a batch in calldata, whose words are its ABI encoding.
    /// @dev No high bits are checked: they make a hash that no batch has.
    function hashGiven(Batch calldata batch) internal pure returns (bytes32 hash_) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, batch, 0x140)
            mstore(add(free, 0x60), keccak256(free, 0x140))
            calldatacopy(free, add(batch, 0x140), 0x60)
            hash_ := keccak256(free, 0x80)
        }
    }

    /// @notice Hash of a batch from what the next one has to know of it.
    function join(
        bytes32 term,
        bytes32 superblock,
        bytes32 consumed,
        bytes32 body
    ) internal pure returns (bytes32 hash_) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, term)
            mstore(add(free, 0x20), superblock)
            mstore(add(free, 0x40), consumed)
            mstore(add(free, 0x60), body)
            hash_ := keccak256(free, 0x80)
        }
    }

    /// @notice Hash of all other fields: the first ten, whose words in memory are their ABI encoding.
    function bodyHash(Batch memory batch) internal pure returns (bytes32 hash_) {
        assembly ("memory-safe") {
            hash_ := keccak256(batch, 0x140)
        }
    }

    /// @notice Hash of the leaves of the channels from L1, ordered by chain id.
    function consumedHash(ChannelEntry[] memory fromL1) internal pure returns (bytes32) {
        return consumedHash(Channel.hashEntries(fromL1), 0, fromL1.length);
    }

    /// @notice The same, of `count` leaves from `start` on, which the list must hold.
    function consumedHash(
        bytes32[] memory leaves,
        uint256 start,
        uint256 count
    ) internal pure returns (bytes32 hash_) {
        assembly ("memory-safe") {
            hash_ := keccak256(add(add(leaves, 0x20), shl(5, start)), shl(5, count))
        }
    }
}
