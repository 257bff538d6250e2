// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {BatchHash} from "../superblock/Batch.sol";
import {BlocksRoot} from "../superblock/BlockLeaf.sol";
import {MerkleTree} from "../superblock/MerkleTree.sol";
import {TipBlock} from "../superblock/Posting.sol";
import {Superblock} from "../superblock/Superblock.sol";
import {IRollupInbox} from "./interfaces/IRollupInbox.sol";
import {L1Origin} from "./L1Origin.sol";

/// @title What the tip of a batch must be, besides signed: timely, and over every rollup and every channel.
library TipChecks {
    /// @dev So that the batch data are the transaction's own input. An account that delegates its code
    /// (EIP-7702) could call in a loop with other inputs, hence the look at the code.
    function requireDirectCall() internal view {
        bool direct = msg.sender == tx.origin && msg.sender.code.length == 0;
        require(direct, IRollupInbox.InboxNotDirectCall(msg.sender, tx.origin));
    }

    /// @param previousSec timestamp of the tip before
    function requireTimely(
        Superblock calldata tip,
        uint64 previousSec,
        uint64 maxLagSec,
        uint64 maxLeadSec
    ) internal view {
        uint64 timestamp = tip.timestamp;
        require(timestamp > previousSec, IRollupInbox.InboxTimestampNotLater(previousSec, timestamp));
        uint64 latest = uint64(block.timestamp) + maxLeadSec;
        require(timestamp <= latest, IRollupInbox.InboxTimestampTooLate(latest, timestamp));
        uint64 earliest = uint64(block.timestamp) - maxLagSec;
        require(timestamp >= earliest, IRollupInbox.InboxTimestampTooEarly(earliest, timestamp));
    }

    /// @param previous number of the origin before
    function requireOrigin(Superblock calldata tip, uint64 previous) internal view {
        uint64 number = tip.l1OriginNumber;
        require(number >= previous, IRollupInbox.InboxOriginDecreased(previous, number));
        bytes32 origin = L1Origin.hashOf(number);
        require(
            origin != 0 && origin == tip.l1Origin,
            IRollupInbox.InboxOriginUnknown(number, origin, tip.l1Origin)
        );
    }

    /// @param chains all of them, L1 among them, ascending
    function requireBlocks(
        Superblock calldata tip,
        TipBlock[] calldata blocks,
        uint64[] memory chains,
        uint64 l1ChainId
    ) internal pure {
        uint256 count = chains.length - 1;
        require(blocks.length == count, IRollupInbox.InboxWrongRollupCount(count, blocks.length));
        bytes32[] memory leaves = BlocksRoot.postedLeaves(blocks, chains, l1ChainId, tip.number);
        bytes32 root = MerkleTree.staticRoot(leaves);
        require(root == tip.blocksRoot, IRollupInbox.InboxWrongBlocksRoot(tip.blocksRoot, root));
    }

    /// @param leaves hashes of all channels, ordered by (source, destination); overwritten
    /// @param l1Position of L1 among the chains: its channels stand together
    /// @return consumedHash of those from L1
    function requireChannels(
        Superblock calldata tip,
        bytes32[] memory leaves,
        uint256 rollups,
        uint256 l1Position
    ) internal pure returns (bytes32 consumedHash) {
        consumedHash = BatchHash.consumedHash(leaves, l1Position * rollups, rollups);
        bytes32 root = MerkleTree.staticRoot(leaves);
        require(root == tip.channelsRoot, IRollupInbox.InboxWrongChannelsRoot(tip.channelsRoot, root));
    }
}
