// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {Superblock} from "./Superblock.sol";

/// @notice What a batch opens of the batch before it; the rest is in the inbox's head.
/// @param term the parent's; read only when the batch is the first of its term, else the tip's is meant
/// @param bodyHash BatchHash.bodyHash of the parent
struct ParentOpening {
    bytes32 term;
    bytes32 superblock;
    bytes32 consumedHash;
    bytes32 bodyHash;
}

/// @notice One rollup's block at the tip. Chain id and number follow from its place and from the tip.
struct TipBlock {
    bytes32 blockHash;
    bytes32 stateRoot;
    bytes32 traceRoot;
}

/// @notice A batch as it is posted: what cannot be known already.
/// @param tip the last superblock of the range; the first has the number after the head's
/// @param r of the leader's signature over the tip's EIP-712 digest
/// @param vs of the same signature (ERC-2098)
/// @param blocks the tip's blocks, one per rollup, ordered by chain id
/// @param channels the tip's channels, all of them, ordered by (source, destination): PackedChannels
/// @param parentMessages the parent's channels from L1, ordered by chain id: PackedChannels; empty when the tip has the
/// same
/// @param data the batch data, per data policy
struct Posting {
    ParentOpening parent;
    Superblock tip;
    bytes32 r;
    bytes32 vs;
    TipBlock[] blocks;
    bytes channels;
    bytes parentMessages;
    bytes data;
}

/// @notice That the tip's state holds the channels as claimed, for one rollup: nodes as `eth_getProof` gives them, of
/// the messenger's account and of its digest slot.
struct TipProof {
    bytes[] accountProof;
    bytes[] storageProof;
}
