// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {AppendOnlyTree} from "./AppendOnlyTree.sol";
import {ChannelEntry} from "./Channel.sol";

/// @title Channels on their way to L1: in the order that the set of chains fixes, without the ids.
/// @dev A channel is its count, 8 bytes big-endian, and its root, 32 bytes, which an empty channel leaves out.
library PackedChannels {
    error PackedChannelsWrongLength(uint256 expected, uint256 actual);

    uint256 private constant COUNT_BYTES = 8;
    uint256 private constant ROOT_BYTES = 32;

    /// @notice Hashes of all channels between `chains`, ordered by (source, destination).
    /// @dev Bytes behind the end would be read, but then the length is wrong in the end.
    /// @param chains ascending
    function leaves(
        bytes calldata packed,
        uint64[] memory chains
    ) internal pure returns (bytes32[] memory hashes) {
        uint256 count = chains.length;
        hashes = new bytes32[](count * (count - 1));
        uint256 end = 0;
        // Counters up to 56.
        unchecked {
            uint256 cursor = 0;
            for (uint256 s = 0; s < count; ++s) {
                uint64 source = chains[s];
                for (uint256 d = 0; d < count; ++d) {
                    if (s == d) continue;
                    (hashes[cursor++], end) = _hash(packed, end, source, chains[d]);
                }
            }
        }
        require(end == packed.length, PackedChannelsWrongLength(end, packed.length));
    }

    /// @notice All channels between `chains`, ordered by (source, destination).
    /// @param chains ascending
    function all(
        bytes calldata packed,
        uint64[] memory chains
    ) internal pure returns (ChannelEntry[] memory entries) {
        entries = new ChannelEntry[](chains.length * (chains.length - 1));
        uint256 position = 0;
        uint256 cursor = 0;
        for (uint256 s = 0; s < chains.length; ++s) {
            for (uint256 d = 0; d < chains.length; ++d) {
                if (s == d) continue;
                position = _read(packed, position, entries[cursor]);
                entries[cursor].srcChainId = chains[s];
                entries[cursor++].dstChainId = chains[d];
            }
        }
        require(position == packed.length, PackedChannelsWrongLength(position, packed.length));
    }

    /// @notice The channels from one chain to all others.
    function from(
        bytes calldata packed,
        uint64 srcChainId,
        uint64[] memory chains
    ) internal pure returns (ChannelEntry[] memory entries) {
        entries = new ChannelEntry[](chains.length - 1);
        uint256 position = 0;
        uint256 cursor = 0;
        for (uint256 d = 0; d < chains.length; ++d) {
            if (chains[d] == srcChainId) continue;
            position = _read(packed, position, entries[cursor]);
            entries[cursor].srcChainId = srcChainId;
            entries[cursor++].dstChainId = chains[d];
        }
        require(position == packed.length, PackedChannelsWrongLength(position, packed.length));
    }

    /// @notice The channels from one chain to all others, empty.
    function none(
        uint64 srcChainId,
        uint64[] memory chains
    ) internal pure returns (ChannelEntry[] memory entries) {
        entries = new ChannelEntry[](chains.length - 1);
        uint256 cursor = 0;
        for (uint256 d = 0; d < chains.length; ++d) {
            if (chains[d] == srcChainId) continue;
            entries[cursor++] = ChannelEntry(srcChainId, chains[d], 0, AppendOnlyTree.EMPTY_ROOT);
        }
    }

    function _read(
        bytes calldata packed,
        uint256 start,
        ChannelEntry memory entry
    ) private pure returns (uint256 end) {
        (entry.count, entry.root, end) = _at(packed, start);
    }

    /// @dev Of the leaf with these four words, as Channel.hashEntry.
    function _hash(
        bytes calldata packed,
        uint256 start,
        uint64 srcChainId,
        uint64 dstChainId
    ) private pure returns (bytes32 leaf, uint256 end) {
        uint64 count;
        bytes32 root;
        (count, root, end) = _at(packed, start);
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore8(free, 0x00)
            mstore(add(free, 0x01), srcChainId)
            mstore(add(free, 0x21), dstChainId)
            mstore(add(free, 0x41), count)
            mstore(add(free, 0x61), root)
            leaf := keccak256(free, 0x81)
        }
    }

    function _at(
        bytes calldata packed,
        uint256 start
    ) private pure returns (uint64 count, bytes32 root, uint256 end) {
        root = AppendOnlyTree.EMPTY_ROOT;
        assembly ("memory-safe") {
            count := shr(192, calldataload(add(packed.offset, start)))
            end := add(start, COUNT_BYTES)
            if count {
                root := calldataload(add(packed.offset, end))
                end := add(end, ROOT_BYTES)
            }
        }
    }
}
