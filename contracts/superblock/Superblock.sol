// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {MerkleTree} from "./MerkleTree.sol";

/// @notice One slot of all rollups: exactly one block of each, same number, same timestamp.
/// @param term unit in which `number` is unique; every rollback opens a new one; Term
/// @param number superblock number = block number on every rollup
/// @param timestamp Unix seconds, equal to the timestamp of every block
/// @param producer account that builds the blocks (`block.coinbase` on every rollup)
/// @param parent hash of the parent superblock (EIP-712 digest)
/// @param historyRoot root of the append-only tree of all superblock hashes before this one
/// @param blocksRoot static tree of BlockLeaf, ordered by chain id
/// @param channelsRoot static tree of ChannelEntry, ordered by (source, destination)
/// @param l1OriginNumber number of the L1 block `l1Origin`
/// @param l1Origin hash of the L1 block up to which the superblock has read L1
struct Superblock {
    bytes32 term;
    uint64 number;
    uint64 timestamp;
    address producer;
    bytes32 parent;
    bytes32 historyRoot;
    bytes32 blocksRoot;
    bytes32 channelsRoot;
    uint64 l1OriginNumber;
    bytes32 l1Origin;
}

/// @title The superblock's hash: an EIP-712 digest, the thing the leader signs.
/// @custom:source EIP-712
library SuperblockHash {
    bytes32 internal constant TYPE_HASH = keccak256(
        "Superblock(bytes32 term,uint64 number,uint64 timestamp,address producer,bytes32 parent,bytes32 historyRoot,bytes32 blocksRoot,bytes32 channelsRoot,uint64 l1OriginNumber,bytes32 l1Origin)"
    );
    bytes32 internal constant DOMAIN_TYPE_HASH = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );

    /// @notice Domain {name "Lockstep", version "1", chainId = L1, verifyingContract = RollupInbox}.
    function domainSeparator(uint256 l1ChainId, address inbox) internal pure returns (bytes32) {
        return
            keccak256(abi.encode(DOMAIN_TYPE_HASH, keccak256("Lockstep"), keccak256("1"), l1ChainId, inbox));
    }

    function hash(Superblock memory superblock, bytes32 domain) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", domain, keccak256(abi.encode(TYPE_HASH, superblock))));
    }

    /// @notice The same of a superblock in calldata, whose words are its ABI encoding.
    /// @dev High bits of a field that is shorter than a word are checked where the field is read. Whoever posts reads all
    /// of them; elsewhere they make a hash that no honest superblock has.
    function hashPosted(
        Superblock calldata superblock,
        bytes32 domain
    ) internal pure returns (bytes32 digest) {
        bytes32 typeHash = TYPE_HASH;
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, typeHash)
            calldatacopy(add(free, 0x20), superblock, 0x140)
            let structHash := keccak256(free, 0x160)
            mstore(free, shl(240, 0x1901))
            mstore(add(free, 0x02), domain)
            mstore(add(free, 0x22), structHash)
            digest := keccak256(free, 0x42)
        }
    }
}

/// @title Leaves of the history tree, whose index is the superblock's number.
library History {
    function hashLeaf(bytes32 superblockHash) internal pure returns (bytes32) {
        return MerkleTree.hashLeaf(abi.encode(superblockHash));
    }
}

/// @title Terms.
/// @dev The last bit of a term's name says who builds in it: 0 the leader, 1 the miners (fallback). So each superblock and
/// each batch tells by itself.
library Term {
    bytes32 private constant FALLBACK_BIT = bytes32(uint256(1));

    /// @notice Name of the leader's term that starts after `startSuperblock`.
    /// @param openedAtSec L1 timestamp of the opening, Unix seconds
    function next(
        bytes32 previous,
        uint64 startNumber,
        bytes32 startSuperblock,
        uint64 openedAtSec
    ) internal pure returns (bytes32) {
        return keccak256(abi.encode(previous, startNumber, startSuperblock, openedAtSec)) & ~FALLBACK_BIT;
    }

    /// @notice The same of a term of fallback.
    function nextInFallback(
        bytes32 previous,
        uint64 startNumber,
        bytes32 startSuperblock,
        uint64 openedAtSec
    ) internal pure returns (bytes32) {
        return next(previous, startNumber, startSuperblock, openedAtSec) | FALLBACK_BIT;
    }

    function isFallback(bytes32 term) internal pure returns (bool) {
        return term & FALLBACK_BIT != 0;
    }
}
