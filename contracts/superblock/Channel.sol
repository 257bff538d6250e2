// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {MerkleTree} from "./MerkleTree.sol";

/// @notice A leaf of a channel: what goes from one chain to another. The data travel beside it.
/// @param kind one of MessageKind
/// @param nonce index of the leaf in its channel
/// @param value wei of native ETH
/// @param gasLimit gas for the call at the destination
/// @param deadline Unix seconds, zero if none
/// @param refundTo who gets `value` back when the message bounces
/// @param dataHash keccak256 of the call data
/// @param resultHash keccak256 of the action's return value where the trigger asked for it, else zero
struct Message {
    uint8 kind;
    uint64 srcChainId;
    uint64 dstChainId;
    uint64 nonce;
    address sender;
    address target;
    uint256 value;
    uint64 gasLimit;
    uint64 deadline;
    address refundTo;
    bytes32 dataHash;
    bytes32 resultHash;
}

/// @notice State of one channel, as claimed for both of its ends.
struct ChannelEntry {
    uint64 srcChainId;
    uint64 dstChainId;
    uint64 count;
    bytes32 root;
}

/// @title Kinds of a message.
library MessageKind {
    /// @notice A call.
    uint8 internal constant CALL = 0;
    /// @notice A raw signed L2 transaction, forced through L1.
    uint8 internal constant FORCED_TRANSACTION = 1;
    /// @notice A message from L1 that failed or came too late, on its way back.
    uint8 internal constant BOUNCE = 2;
    /// @notice A call from L1 that may trigger another rollup.
    uint8 internal constant TRIGGERING_CALL = 3;
}

/// @title Leaves and roots of channels.
library Channel {
    function hashMessage(Message memory message) internal pure returns (bytes32) {
        return MerkleTree.hashLeaf(abi.encode(message));
    }

    /// @dev The struct's four words in memory are its ABI encoding.
    function hashEntry(ChannelEntry memory entry) internal pure returns (bytes32 leaf) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore8(free, 0x00)
            mcopy(add(free, 0x01), entry, 0x80)
            leaf := keccak256(free, 0x81)
        }
    }

    function hashEntries(ChannelEntry[] memory entries) internal pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](entries.length);
        for (uint256 i = 0; i < entries.length; ++i) leaves[i] = hashEntry(entries[i]);
    }

    /// @notice `channelsRoot` of a superblock: entries ordered by (source, destination).
    function channelsRoot(ChannelEntry[] memory entries) internal pure returns (bytes32) {
        return MerkleTree.staticRoot(hashEntries(entries));
    }

    /// @notice Digest of the channels that start or end at one chain, ordered by (source, destination).
    /// @dev The messenger keeps it in a fixed slot (SlotLayout), so one storage proof opens all of a rollup's
    /// channels.
    function digest(ChannelEntry[] memory entries) internal pure returns (bytes32) {
        return keccak256(abi.encode(entries));
    }
}
