// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {AppendOnlyTree} from "../superblock/AppendOnlyTree.sol";
import {ChannelEntry} from "../superblock/Channel.sol";

/// @title The ends of all channels at one chain.
library ChannelEnds {
    using AppendOnlyTree for AppendOnlyTree.Tree;

    /// @param chains L1 and all rollups, ascending
    struct Ends {
        mapping(uint64 dstChainId => AppendOnlyTree.Tree) outbox;
        mapping(uint64 srcChainId => AppendOnlyTree.Tree) inbox;
        mapping(uint64 chainId => bool) isPeerRollup;
        uint64[] chains;
    }

    error ChannelEndsNotAscending(uint64 previous, uint64 chainId);
    error ChannelEndsL1IsRollup(uint64 chainId);
    error ChannelEndsSelfMissing(uint64 chainId);

    /// @param rollups all rollups of the set, ascending, `selfChainId` among them
    function init(Ends storage ends, uint64 selfChainId, uint64 l1ChainId, uint64[] memory rollups) internal {
        uint64 previous = 0;
        bool selfSeen = false;
        for (uint256 i = 0; i < rollups.length; ++i) {
            uint64 chainId = rollups[i];
            require(chainId > previous, ChannelEndsNotAscending(previous, chainId));
            require(chainId != l1ChainId, ChannelEndsL1IsRollup(chainId));
            if (previous < l1ChainId && l1ChainId < chainId) ends.chains.push(l1ChainId);
            ends.chains.push(chainId);
            if (chainId == selfChainId) selfSeen = true;
            else ends.isPeerRollup[chainId] = true;
            previous = chainId;
        }
        require(selfSeen, ChannelEndsSelfMissing(selfChainId));
        if (previous < l1ChainId) ends.chains.push(l1ChainId);
    }

    /// @notice Every channel that starts or ends at `selfChainId`, ordered by (source, destination).
    function entries(
        Ends storage ends,
        uint64 selfChainId
    ) internal view returns (ChannelEntry[] memory list) {
        uint64[] memory chains = ends.chains;
        list = new ChannelEntry[](2 * (chains.length - 1));
        uint256 length = 0;
        for (uint256 i = 0; i < chains.length; ++i) {
            uint64 src = chains[i];
            if (src != selfChainId) {
                list[length++] = _entry(ends.inbox[src], src, selfChainId);
                continue;
            }
            for (uint256 k = 0; k < chains.length; ++k) {
                if (k != i) list[length++] = _entry(ends.outbox[chains[k]], src, chains[k]);
            }
        }
    }

    /// @notice The set without L1, ascending.
    function rollupsOf(Ends storage ends, uint64 l1ChainId) internal view returns (uint64[] memory list) {
        uint64[] memory chains = ends.chains;
        list = new uint64[](chains.length - 1);
        uint256 length = 0;
        for (uint256 i = 0; i < chains.length; ++i) {
            if (chains[i] != l1ChainId) list[length++] = chains[i];
        }
    }

    function _entry(
        AppendOnlyTree.Tree storage tree,
        uint64 srcChainId,
        uint64 dstChainId
    ) private view returns (ChannelEntry memory) {
        uint64 count = tree.count;
        bytes32 root = count == 0 ? AppendOnlyTree.EMPTY_ROOT : tree.root();
        return ChannelEntry(srcChainId, dstChainId, count, root);
    }
}
