// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {CappedCall} from "./CappedCall.sol";

/// @title Gas that a trigger pays for in advance, because the producer spends it on the destination and here.
library ActionPrice {
    uint64 internal constant MAX_GAS_LIMIT = 5_000_000;
    /// @notice 127 words, one less than CappedCall copies: an answer that was cut off is always longer.
    uint64 internal constant MAX_RESULT_BYTES = uint64(CappedCall.MAX_RETURN_BYTES) - 32;

    /// @dev What an action costs the producer besides its call: intrinsic gas, appending the leaf, its share of
    /// the seal. The data are paid by the gas limit (MIN_GAS_PER_DATA_BYTE).
    uint256 private constant ACTION_OVERHEAD_GAS = 150_000;
    /// @dev The most that a byte of call data costs the producer at the destination: EIP-7623's floor for a non-zero one.
    uint64 private constant MIN_GAS_PER_DATA_BYTE = 40;
    /// @dev What `supply` costs: intrinsic gas, the length's slot, the count, the event.
    uint256 private constant SUPPLY_OVERHEAD_GAS = 80_000;
    /// @dev A fresh slot (22,100), call data (EIP-7623's floor, 32 · 40) and the event's copy of it.
    uint256 private constant SUPPLY_GAS_PER_WORD = 23_700;

    function gasOfAction(uint64 gasLimit) internal pure returns (uint256) {
        return gasLimit + ACTION_OVERHEAD_GAS;
    }

    function gasOfResult(uint64 maxResultBytes) internal pure returns (uint256) {
        uint256 words = (uint256(maxResultBytes) + 31) / 32;
        return SUPPLY_OVERHEAD_GAS + words * SUPPLY_GAS_PER_WORD;
    }

    function leastGasLimit(uint256 dataBytes) internal pure returns (uint64) {
        return uint64(dataBytes) * MIN_GAS_PER_DATA_BYTE;
    }
}
