// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

library CheckpointChain {
    enum Failure {
        None
    }
    struct Rules {
        uint32 anchorBits;
        uint64 anchorTimeSec;
        uint32 spacingSec;
        uint32 halfLifeSec;
        uint32 auxChainId;
    }
    struct Link {
        bytes32 parent;
        bytes32 superblock;
        address miner;
        uint32 nBits;
        uint64 height;
        uint64 acceptedAtSec;
        uint128 creditedWork;
        uint128 totalWork;
    }
}
