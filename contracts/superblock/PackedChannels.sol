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
        uint256 place;
        assembly ("memory-safe") {
            place := add(hashes, 0x20)
        }
        uint256 end = 0;
        for (uint256 i = 0; i < count; ++i) {
            end = _hashFrom(packed, end, chains[i], chains, place);
            place += 32 * (count - 1);
        }
        require(end == packed.length, PackedChannelsWrongLength(end, packed.length));
    }

    /// @dev Hashes of the channels of one source, as Channel.hashEntry, from `place` on.
    function _hashFrom(
        bytes calldata packed,
        uint256 start,
        uint64 srcChainId,
        uint64[] memory chains,
        uint256 place
    ) private pure returns (uint256 end) {
        bytes32 emptyRoot = AppendOnlyTree.EMPTY_ROOT;
        assembly ("memory-safe") {
            let leaf := mload(0x40)
            mstore8(leaf, 0x00)
            mstore(add(leaf, 0x01), srcChainId)
            end := add(packed.offset, start)
            let id := add(chains, 0x20)
            for {
                let last := add(id, shl(5, mload(chains)))
            } lt(id, last) {
                id := add(id, 0x20)
            } {
                if eq(mload(id), srcChainId) {
                    continue
                }
                mstore(add(leaf, 0x21), mload(id))
                let count := shr(192, calldataload(end))
                mstore(add(leaf, 0x41), count)
                mstore(add(leaf, 0x61), emptyRoot)
                if count {
                    mstore(add(leaf, 0x61), calldataload(add(end, COUNT_BYTES)))
                }
                end := add(end, add(COUNT_BYTES, mul(ROOT_BYTES, iszero(iszero(count)))))
                mstore(place, keccak256(leaf, 0x81))
                place := add(place, 0x20)
            }
            end := sub(end, packed.offset)
        }
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
