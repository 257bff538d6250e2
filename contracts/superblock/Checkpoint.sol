// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

struct Checkpoint {
    uint32 auxChainId;
    uint32 nBits;
    bytes32 parentCheckpoint;
    bytes32 superblock;
    address miner;
}
