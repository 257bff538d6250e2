// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {AppendOnlyTree} from "../../../contracts/superblock/AppendOnlyTree.sol";
import {Batch, BatchHash} from "../../../contracts/superblock/Batch.sol";
import {BlockLeaf, BlocksRoot} from "../../../contracts/superblock/BlockLeaf.sol";
import {Channel, ChannelEntry, Message} from "../../../contracts/superblock/Channel.sol";
import {MerkleTree} from "../../../contracts/superblock/MerkleTree.sol";
import {PackedChannels} from "../../../contracts/superblock/PackedChannels.sol";
import {TipBlock} from "../../../contracts/superblock/Posting.sol";
import {SlotLayout, SystemAddresses} from "../../../contracts/superblock/SlotLayout.sol";
import {Superblock, SuperblockHash, Term} from "../../../contracts/superblock/Superblock.sol";

/// @dev Every format of contracts/superblock, for the comparison with its TypeScript twin.
contract SuperblockHarness {
    using AppendOnlyTree for AppendOnlyTree.Tree;

    AppendOnlyTree.Tree private _tree;

    function append(bytes32 leaf) external returns (uint64) {
        return _tree.append(leaf);
    }

    /// @dev So that the last places of the tree can be reached.
    function setCount(uint64 count) external {
        _tree.count = count;
    }

    function treeRoot() external view returns (bytes32) {
        return _tree.root();
    }

    function emptyRoot() external pure returns (bytes32) {
        return AppendOnlyTree.EMPTY_ROOT;
    }

    function isLeafAt(
        bytes32 leaf,
        uint64 index,
        uint64 count,
        bytes32 root,
        bytes32[] calldata siblings
    ) external pure returns (bool) {
        return AppendOnlyTree.isLeafAt(leaf, index, count, root, siblings);
    }

    function staticRoot(bytes32[] memory leaves) external pure returns (bytes32) {
        return MerkleTree.staticRoot(leaves);
    }

    function hashSuperblock(
        Superblock calldata s,
        uint256 l1,
        address inbox
    ) external pure returns (bytes32) {
        return SuperblockHash.hash(s, SuperblockHash.domainSeparator(l1, inbox));
    }

    function nextTerm(
        bytes32 previous,
        uint64 number,
        bytes32 start,
        uint64 at_
    ) external pure returns (bytes32) {
        return Term.next(previous, number, start, at_);
    }

    function nextTermInFallback(
        bytes32 previous,
        uint64 number,
        bytes32 start,
        uint64 at_
    ) external pure returns (bytes32) {
        return Term.nextInFallback(previous, number, start, at_);
    }

    function isFallbackTerm(bytes32 term) external pure returns (bool) {
        return Term.isFallback(term);
    }

    function blocksRoot(BlockLeaf[] calldata leaves) external pure returns (bytes32) {
        return BlocksRoot.compute(leaves);
    }

    function hashMessage(Message calldata message) external pure returns (bytes32) {
        return Channel.hashMessage(message);
    }

    function channelsRoot(ChannelEntry[] calldata entries) external pure returns (bytes32) {
        return Channel.channelsRoot(entries);
    }

    function channelsDigest(ChannelEntry[] calldata entries) external pure returns (bytes32) {
        return Channel.digest(entries);
    }

    function hashBatch(Batch calldata batch) external pure returns (bytes32) {
        return BatchHash.hash(batch);
    }

    function hashConsumed(ChannelEntry[] calldata fromL1) external pure returns (bytes32) {
        return BatchHash.consumedHash(fromL1);
    }

    function channelsIn(
        bytes calldata packed,
        uint64[] calldata chains
    ) external pure returns (ChannelEntry[] memory) {
        return PackedChannels.all(packed, chains);
    }

    function channelLeaves(
        bytes calldata packed,
        uint64[] calldata chains
    ) external pure returns (bytes32[] memory) {
        return PackedChannels.leaves(packed, chains);
    }

    function postedLeaves(
        TipBlock[] calldata blocks,
        uint64[] calldata chains,
        uint64 without,
        uint64 number
    ) external pure returns (bytes32[] memory) {
        return BlocksRoot.postedLeaves(blocks, chains, without, number);
    }

    function hashPosted(Superblock calldata s, uint256 l1, address inbox) external pure returns (bytes32) {
        return SuperblockHash.hashPosted(s, SuperblockHash.domainSeparator(l1, inbox));
    }

    function channelsFrom(
        bytes calldata packed,
        uint64 srcChainId,
        uint64[] calldata chains
    ) external pure returns (ChannelEntry[] memory) {
        return PackedChannels.from(packed, srcChainId, chains);
    }

    function fixedPlaces() external pure returns (address, address, address, uint256, uint256) {
        return (
            SystemAddresses.MESSENGER,
            SystemAddresses.TOKEN_BRIDGE,
            SystemAddresses.MINED_BLOCK_ORACLE,
            SlotLayout.MESSENGER_CHANNELS_DIGEST,
            SlotLayout.MESSENGER_UNSEALED
        );
    }
}
