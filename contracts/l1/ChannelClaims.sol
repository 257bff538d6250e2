// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {ChannelEntry} from "../superblock/Channel.sol";

/// @title Picking entries out of a superblock's complete list of channels.
library ChannelClaims {
    /// @notice The entry of one channel.
    /// @dev Only for lists that are known to hold it; panics otherwise.
    function entryOf(
        ChannelEntry[] calldata entries,
        uint64 srcChainId,
        uint64 dstChainId
    ) internal pure returns (ChannelEntry calldata) {
        uint256 cursor = 0;
        while (entries[cursor].srcChainId != srcChainId || entries[cursor].dstChainId != dstChainId) ++cursor;
        return entries[cursor];
    }

    /// @notice Those of the entries that start or end at one chain, in the same order.
    function localEntries(
        ChannelEntry[] memory entries,
        uint64 chainId
    ) internal pure returns (ChannelEntry[] memory local) {
        uint256 count = 0;
        for (uint256 i = 0; i < entries.length; ++i) if (isLocal(entries[i], chainId)) ++count;

        local = new ChannelEntry[](count);
        uint256 cursor = 0;
        for (uint256 i = 0; i < entries.length; ++i) {
            if (isLocal(entries[i], chainId)) local[cursor++] = entries[i];
        }
    }

    function isLocal(ChannelEntry memory entry, uint64 chainId) internal pure returns (bool) {
        return entry.srcChainId == chainId || entry.dstChainId == chainId;
    }
}
