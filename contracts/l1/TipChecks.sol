// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {Batch} from "../superblock/Batch.sol";
import {BlockLeaf, BlocksRoot} from "../superblock/BlockLeaf.sol";
import {Channel, ChannelEntry} from "../superblock/Channel.sol";
import {Superblock} from "../superblock/Superblock.sol";
import {ChannelClaims} from "./ChannelClaims.sol";
import {IRollupInbox} from "./interfaces/IRollupInbox.sol";
import {L1Origin} from "./L1Origin.sol";

/// @title What the tip of a batch must be, besides signed: timely, and over every rollup and every channel.
library TipChecks {
    function requireTimely(
        Batch calldata parent,
        Superblock calldata tip,
        uint64 maxLagSec,
        uint64 maxLeadSec
    ) internal view {
        require(
            tip.timestamp > parent.timestamp,
            IRollupInbox.InboxTimestampNotLater(parent.timestamp, tip.timestamp)
        );
        uint64 latest = uint64(block.timestamp) + maxLeadSec;
        require(tip.timestamp <= latest, IRollupInbox.InboxTimestampTooLate(latest, tip.timestamp));
        uint64 earliest = uint64(block.timestamp) - maxLagSec;
        require(tip.timestamp >= earliest, IRollupInbox.InboxTimestampTooEarly(earliest, tip.timestamp));

        require(
            tip.l1OriginNumber >= parent.l1OriginNumber,
            IRollupInbox.InboxOriginDecreased(parent.l1OriginNumber, tip.l1OriginNumber)
        );
        bytes32 origin = L1Origin.hashOf(tip.l1OriginNumber);
        require(
            origin != 0 && origin == tip.l1Origin,
            IRollupInbox.InboxOriginUnknown(tip.l1OriginNumber, origin, tip.l1Origin)
        );
    }

    function requireBlocks(
        Superblock calldata tip,
        BlockLeaf[] calldata blocks,
        uint64[] memory rollups
    ) internal pure {
        require(
            blocks.length == rollups.length,
            IRollupInbox.InboxWrongRollupCount(rollups.length, blocks.length)
        );
        for (uint256 i = 0; i < rollups.length; ++i) {
            uint64 chainId = rollups[i];
            require(
                blocks[i].chainId == chainId,
                IRollupInbox.InboxRollupMissing(chainId, blocks[i].chainId)
            );
            require(
                blocks[i].number == tip.number,
                IRollupInbox.InboxWrongBlockNumber(chainId, tip.number, blocks[i].number)
            );
        }
        bytes32 root = BlocksRoot.compute(blocks);
        require(root == tip.blocksRoot, IRollupInbox.InboxWrongBlocksRoot(tip.blocksRoot, root));
    }

    /// @param chains all of them, L1 among them, ascending
    function requireChannels(
        Superblock calldata tip,
        ChannelEntry[] calldata channels,
        uint64[] memory chains
    ) internal pure {
        uint256 count = chains.length * (chains.length - 1);
        require(channels.length == count, IRollupInbox.InboxWrongChannelCount(count, channels.length));
        (bool complete, uint64 src, uint64 dst) = ChannelClaims.firstMissing(channels, chains);
        require(complete, IRollupInbox.InboxChannelMissing(src, dst));
        bytes32 root = Channel.channelsRoot(channels);
        require(root == tip.channelsRoot, IRollupInbox.InboxWrongChannelsRoot(tip.channelsRoot, root));
    }
}
