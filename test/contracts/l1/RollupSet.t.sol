// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {RollupSet} from "../../../contracts/l1/RollupSet.sol";

contract RollupSetTest {
    error RollupSetTestNotAscending(uint64 previous, uint64 next);
    error RollupSetTestLost(uint64 chainId);

    function testFuzz_withL1IsAscendingAndComplete(
        uint64 start,
        uint16[6] calldata steps,
        uint64 l1Seed
    ) external pure {
        uint64[] memory rollups = new uint64[](steps.length);
        uint64 next = start % type(uint32).max;
        for (uint256 i = 0; i < steps.length; ++i) {
            next += 2 + 2 * uint64(steps[i]);
            rollups[i] = next;
        }
        // Odd distance from the start, so never one of the rollups; below, between and above them.
        uint64 l1 = (start % type(uint32).max) + 1 + 2 * (l1Seed % 500_000);
        RollupSet.requireValid(rollups, l1);

        uint64[] memory chains = RollupSet.withL1(rollups, l1);
        for (uint256 i = 1; i < chains.length; ++i) {
            require(chains[i - 1] < chains[i], RollupSetTestNotAscending(chains[i - 1], chains[i]));
        }
        require(_holds(chains, l1), RollupSetTestLost(l1));
        for (uint256 i = 0; i < rollups.length; ++i) {
            require(_holds(chains, rollups[i]), RollupSetTestLost(rollups[i]));
        }
    }

    function _holds(uint64[] memory chains, uint64 chainId) private pure returns (bool) {
        for (uint256 i = 0; i < chains.length; ++i) if (chains[i] == chainId) return true;
        return false;
    }
}
