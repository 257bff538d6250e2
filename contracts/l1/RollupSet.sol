// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

/// @title The set of chains of a deployment: its rollups and L1.
library RollupSet {
    error RollupSetTooSmall(uint256 minimum, uint256 actual);
    error RollupSetNotAscending(uint64 previous, uint64 next);
    error RollupSetHoldsL1(uint64 chainId);

    error RollupSetTooLarge(uint256 maximum, uint256 actual);

    uint256 internal constant MIN_ROLLUPS = 2;
    /// @notice With L1 eight chains, which fit into two words.
    uint256 internal constant MAX_ROLLUPS = 7;
    uint256 private constant IDS_PER_WORD = 4;

    /// @notice Reverts unless the chain ids are ascending, two to seven, and none of them is L1's.
    function requireValid(uint64[] memory rollups, uint64 l1ChainId) internal pure {
        require(rollups.length >= MIN_ROLLUPS, RollupSetTooSmall(MIN_ROLLUPS, rollups.length));
        require(rollups.length <= MAX_ROLLUPS, RollupSetTooLarge(MAX_ROLLUPS, rollups.length));
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

    /// @notice All chains in two words, which can be immutables, unlike an array: the first four and the others.
    /// @return low lowest bits first
    /// @return high as low
    /// @return l1Position of L1 among them
    function pack(
        uint64[] memory rollups,
        uint64 l1ChainId
    ) internal pure returns (uint256 low, uint256 high, uint256 l1Position) {
        uint64[] memory chains = withL1(rollups, l1ChainId);
        for (uint256 i = 0; i < chains.length; ++i) {
            uint256 id = uint256(chains[i]) << (64 * (i % IDS_PER_WORD));
            if (i < IDS_PER_WORD) low |= id;
            else high |= id;
            if (chains[i] == l1ChainId) l1Position = i;
        }
    }

    /// @param count of the ids in the words
    function unpack(uint256 low, uint256 high, uint256 count) internal pure returns (uint64[] memory chains) {
        chains = new uint64[](count);
        for (uint256 i = 0; i < count; ++i) {
            if (i == IDS_PER_WORD) low = high;
            chains[i] = uint64(low);
            low >>= 64;
        }
    }
}
