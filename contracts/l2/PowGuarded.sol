// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {SystemAddresses} from "../superblock/SlotLayout.sol";
import {IMinedBlockOracle} from "./interfaces/IMinedBlockOracle.sol";

/// @title For apps that act only while Bitcoin work is fresh.
/// @dev Age counts from the mined block's own timestamp, so relaying an old proof late does not make it fresh.
abstract contract PowGuarded {
    IMinedBlockOracle internal constant MINED_BLOCK_ORACLE = IMinedBlockOracle(
        SystemAddresses.MINED_BLOCK_ORACLE
    );

    error PowGuardedTooOld(uint64 maxAgeSec, uint64 ageSec);

    /// @param maxAgeSec how old the last mined block may be, seconds
    modifier whenMined(uint64 maxAgeSec) {
        uint64 ageSec = MINED_BLOCK_ORACLE.age();
        require(ageSec <= maxAgeSec, PowGuardedTooOld(maxAgeSec, ageSec));
        _;
    }
}
