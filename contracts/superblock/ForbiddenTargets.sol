// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {SystemAddresses} from "./SlotLayout.sol";

/// @title Accounts that no message may call, because they trust whom the message would make them see.
/// @dev The token bridge is not among them: it is an ordinary target that checks its caller.
library ForbiddenTargets {
    /// @custom:source EIP-4788, EIP-2935, EIP-7002, EIP-7251
    address internal constant BEACON_ROOTS = 0x000F3df6D732807Ef1319fB7B8bB8522d0Beac02;
    address internal constant BLOCK_HASHES = 0x0000F90827F1C53a10cb7A02335B175320002935;
    address internal constant WITHDRAWAL_REQUESTS = 0x00000961Ef480Eb55e80D19ad83579A64c007002;
    address internal constant CONSOLIDATION_REQUESTS = 0x0000BBdDc7CE488642fb579F8B00f3a590007251;

    function includes(address target) internal pure returns (bool) {
        return
            target == SystemAddresses.MESSENGER ||
            target == SystemAddresses.MINED_BLOCK_ORACLE ||
            target == BEACON_ROOTS ||
            target == BLOCK_HASHES ||
            target == WITHDRAWAL_REQUESTS ||
            target == CONSOLIDATION_REQUESTS;
    }
}
