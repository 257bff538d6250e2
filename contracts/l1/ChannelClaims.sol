// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {ChannelEntry} from "../superblock/Channel.sol";

/// @title Picking entries out of a superblock's complete list of channels.
library ChannelClaims {
    /// @notice First entry that is not where the list of all channels between `chains` has it.
    /// @param chains all chains, L1 among them, ascending
    /// @return complete whether every ordered pair stands in its place; then the ids are zero
    function firstMissing(
        ChannelEntry[] calldata entries,
        uint64[] memory chains
    ) internal pure returns (bool complete, uint64 srcChainId, uint64 dstChainId) {
        uint256 cursor = 0;
        for (uint256 s = 0; s < chains.length; ++s) {
            for (uint256 d = 0; d < chains.length; ++d) {
                if (s == d) continue;
                ChannelEntry calldata entry = entries[cursor++];
                if (entry.srcChainId != chains[s] || entry.dstChainId != chains[d]) {
                    return (false, chains[s], chains[d]);
                }
            }
        }
        return (true, 0, 0);
    }

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
        ChannelEntry[] calldata entries,
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

    function isLocal(ChannelEntry calldata entry, uint64 chainId) internal pure returns (bool) {
        return entry.srcChainId == chainId || entry.dstChainId == chainId;
    }
}
