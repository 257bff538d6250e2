// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {BatchHash} from "../superblock/Batch.sol";
import {ChannelEntry} from "../superblock/Channel.sol";
import {PackedChannels} from "../superblock/PackedChannels.sol";
import {Posting} from "../superblock/Posting.sol";
import {IPortal} from "./interfaces/IPortal.sol";
import {IRollupInbox} from "./interfaces/IRollupInbox.sol";

/// @title What a batch may claim about the messages from L1: those of the Portal, in order, none left overdue.
library MessagesFromL1 {
    /// @param l1Position of L1 among all chains, ascending
    /// @param forceDelaySec a message is overdue when it was sent longer than this before `timestamp`
    /// @param timestamp the tip's, Unix seconds
    /// @param forcedGas sum of gas limits after which the batch has done its share, whatever is overdue
    struct Rule {
        IPortal portal;
        uint256 l1Position;
        uint64 forceDelaySec;
        uint64 timestamp;
        uint256 forcedGas;
    }

    /// @notice Reverts unless each channel from L1 continues from its parent's along the Portal's own record.
    /// @param chains all, L1 among them, ascending
    /// @param consumed hash of the tip's channels from L1; the parent's when nothing was taken
    /// @return quietUntilSec a tip up to this time that takes nothing cannot leave a message overdue
    function requireTaken(
        Rule memory rule,
        Posting calldata posting,
        uint64[] memory chains,
        bytes32 consumed
    ) internal view returns (uint64 quietUntilSec) {
        uint256 rollups = chains.length - 1;
        uint256 start = rule.l1Position * rollups;
        ChannelEntry[] memory channels = PackedChannels.all(posting.channels, chains);
        bool hasTaken = consumed != posting.parent.consumedHash;
        ChannelEntry[] memory previous = hasTaken ? _openParent(rule, posting, chains) : channels;
        uint256 previousStart = hasTaken ? 0 : start;

        // What is sent from now on is due no sooner.
        quietUntilSec = uint64(block.timestamp) + rule.forceDelaySec;
        for (uint256 i = 0; i < rollups; ++i) {
            uint64 dueAtSec = _requireOneTaken(rule, channels[start + i], previous[previousStart + i].count);
            if (dueAtSec < quietUntilSec) quietUntilSec = dueAtSec;
        }
    }

    function _openParent(
        Rule memory rule,
        Posting calldata posting,
        uint64[] memory chains
    ) private pure returns (ChannelEntry[] memory previous) {
        previous = PackedChannels.from(posting.parentMessages, chains[rule.l1Position], chains);
        bytes32 expected = posting.parent.consumedHash;
        bytes32 opened = BatchHash.consumedHash(previous);
        require(opened == expected, IRollupInbox.InboxWrongConsumedCounts(expected, opened));
    }

    /// @return dueAtSec of the next message that is left; the greatest number if none is
    function _requireOneTaken(
        Rule memory rule,
        ChannelEntry memory entry,
        uint64 previous
    ) private view returns (uint64 dueAtSec) {
        uint64 chainId = entry.dstChainId;
        require(entry.count >= previous, IRollupInbox.InboxMessageCountFell(chainId, previous, entry.count));
        uint64 sent = rule.portal.sentCount(chainId);
        require(entry.count <= sent, IRollupInbox.InboxMessagesUnknown(chainId, sent, entry.count));
        IPortal.Record memory taken = rule.portal.record(chainId, entry.count);
        require(
            entry.root == taken.root,
            IRollupInbox.InboxWrongMessageRoot(chainId, taken.root, entry.root)
        );
        if (entry.count == sent) return type(uint64).max;

        dueAtSec = rule.portal.record(chainId, entry.count + 1).sentAtSec + rule.forceDelaySec;
        if (dueAtSec >= rule.timestamp) return dueAtSec;
        uint256 takenGas = taken.gasTotal - rule.portal.record(chainId, previous).gasTotal;
        require(
            takenGas >= rule.forcedGas,
            IRollupInbox.InboxForcedMessageOverdue(chainId, entry.count, dueAtSec)
        );
    }
}
