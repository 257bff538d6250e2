// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

/// @title Fee and gas rules of the rollups' blocks.
/// @custom:source EIP-1559
library BaseFee {
    /// @notice Gas limit of every block, a constant of the deployment.
    uint256 internal constant GAS_LIMIT = 30_000_000;
    uint256 private constant ELASTICITY = 2;
    uint256 private constant MAX_CHANGE_DENOMINATOR = 8;

    /// @notice Base fee of the block after one of GAS_LIMIT.
    /// @dev A parent's fee above 2^128 is no fee that this rule leads to; it counts as 2^128 − 1, which differs anyway.
    function next(uint256 parentBaseFee, uint256 parentGasUsed) internal pure returns (uint256) {
        uint256 target = GAS_LIMIT / ELASTICITY;
        if (parentBaseFee > type(uint128).max) parentBaseFee = type(uint128).max;
        if (parentGasUsed > GAS_LIMIT) parentGasUsed = GAS_LIMIT;
        if (parentGasUsed == target) return parentBaseFee;
        if (parentGasUsed < target) {
            return
                parentBaseFee - (parentBaseFee * (target - parentGasUsed)) / target / MAX_CHANGE_DENOMINATOR;
        }
        uint256 delta = (parentBaseFee * (parentGasUsed - target)) / target / MAX_CHANGE_DENOMINATOR;
        return parentBaseFee + (delta > 1 ? delta : 1);
    }
}
