// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {BitcoinHash} from "../bitcoin/BitcoinHash.sol";

/// @notice The auxiliary block that miners commit to.
/// @param auxChainId Place in the merged-mining tree.
/// @param nBits Compact target that the parent header's hash meets.
/// @param parentCheckpoint Id of the checkpoint before; zero for the first.
/// @param superblock EIP-712 digest of a superblock that is the tip of a posted batch.
/// @param miner Account that is credited.
struct Checkpoint {
    uint32 auxChainId;
    uint32 nBits;
    bytes32 parentCheckpoint;
    bytes32 superblock;
    address miner;
}

/// @notice The 100 bytes of a checkpoint and their hash, which is its id and what miners commit to.
library CheckpointCodec {
    bytes4 internal constant MAGIC = "LSCP";
    uint32 internal constant VERSION = 1;
    uint256 internal constant LENGTH = 100;

    /// @notice "LSCP", version, auxChainId, nBits, parentCheckpoint, superblock, miner; big-endian.
    function encode(Checkpoint calldata checkpoint) internal pure returns (bytes memory) {
        return
            abi.encodePacked(
                MAGIC,
                VERSION,
                checkpoint.auxChainId,
                checkpoint.nBits,
                checkpoint.parentCheckpoint,
                checkpoint.superblock,
                checkpoint.miner
            );
    }

    /// @notice SHA-256d of the 100 bytes, wire order.
    function id(Checkpoint calldata checkpoint) internal view returns (bytes32) {
        bytes memory encoded = encode(checkpoint);
        uint256 pos;
        assembly ("memory-safe") {
            pos := add(encoded, 0x20)
        }
        return BitcoinHash.sha256dAt(pos, LENGTH);
    }
}
