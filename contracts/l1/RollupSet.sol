// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

/// @title The set of chains of a deployment: its rollups and L1.
library RollupSet {
    error RollupSetTooSmall(uint256 minimum, uint256 actual);
    error RollupSetNotAscending(uint64 previous, uint64 next);
    error RollupSetHoldsL1(uint64 chainId);

    uint256 internal constant MIN_ROLLUPS = 2;

    /// @notice Reverts unless the chain ids are ascending, at least two, and none of them is L1's.
    function requireValid(uint64[] memory rollups, uint64 l1ChainId) internal pure {
        require(rollups.length >= MIN_ROLLUPS, RollupSetTooSmall(MIN_ROLLUPS, rollups.length));
        for (uint256 i = 0; i < rollups.length; ++i) {
            require(rollups[i] != l1ChainId, RollupSetHoldsL1(l1ChainId));
            if (i == 0) continue;
            require(rollups[i - 1] < rollups[i], RollupSetNotAscending(rollups[i - 1], rollups[i]));
        }
    }

    /// @notice All chains, L1 among them, ascending.
    function withL1(
        uint64[] memory rollups,
        uint64 l1ChainId
    ) internal pure returns (uint64[] memory chains) {
        chains = new uint64[](rollups.length + 1);
        uint256 cursor = 0;
        while (cursor < rollups.length && rollups[cursor] < l1ChainId) {
            chains[cursor] = rollups[cursor];
            ++cursor;
        }
        chains[cursor] = l1ChainId;
        for (; cursor < rollups.length; ++cursor) chains[cursor + 1] = rollups[cursor];
    }
}
