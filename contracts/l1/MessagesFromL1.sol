// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {ChannelEntry} from "../superblock/Channel.sol";
import {IPortal} from "./interfaces/IPortal.sol";
import {IRollupInbox} from "./interfaces/IRollupInbox.sol";

/// @title What a batch may claim about the messages from L1: those of the Portal, in order, none left overdue.
library MessagesFromL1 {
    /// @notice Reverts unless `entry` continues from `previous` messages along the Portal's own record.
    /// @param entry claimed channel from L1 to one rollup
    /// @param previous messages taken up to the parent batch
    /// @param forceDelaySec a message is overdue when it was sent longer than this before `timestamp`
    /// @param timestamp the tip's, Unix seconds
    /// @param forcedGas sum of gas limits after which the batch has done its share, whatever is overdue
    function requireTaken(
        IPortal portal,
        ChannelEntry calldata entry,
        uint64 previous,
        uint64 forceDelaySec,
        uint64 timestamp,
        uint256 forcedGas
    ) internal view {
        uint64 chainId = entry.dstChainId;
        require(entry.count >= previous, IRollupInbox.InboxMessageCountFell(chainId, previous, entry.count));
        uint64 sent = portal.sentCount(chainId);
        require(entry.count <= sent, IRollupInbox.InboxMessagesUnknown(chainId, sent, entry.count));
        IPortal.Record memory taken = portal.record(chainId, entry.count);
        require(
            entry.root == taken.root,
            IRollupInbox.InboxWrongMessageRoot(chainId, taken.root, entry.root)
        );
        if (entry.count == sent) return;

        uint64 dueAtSec = portal.record(chainId, entry.count + 1).sentAtSec + forceDelaySec;
        if (dueAtSec >= timestamp) return;
        uint256 takenGas = taken.gasTotal - portal.record(chainId, previous).gasTotal;
        require(
            takenGas >= forcedGas,
            IRollupInbox.InboxForcedMessageOverdue(chainId, entry.count, dueAtSec)
        );
    }
}
