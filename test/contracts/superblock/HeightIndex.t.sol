// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {HeightIndex} from "../../../contracts/superblock/HeightIndex.sol";

/// @dev The packed index against one plain mapping for each of its two numbers.
contract HeightIndexTest {
    using HeightIndex for HeightIndex.Index;

    uint256 private constant HEIGHTS = 13;

    HeightIndex.Index private _index;
    mapping(uint256 height => uint24) private _counts;
    mapping(uint256 height => uint24) private _leading;

    error HeightIndexTestDiffers(uint256 height, uint24 expected, uint24 actual);

    function testFuzz_isTwoPlainMappings(bytes32 seed) external {
        for (uint256 i = 0; i < 60; ++i) {
            uint256 dice = uint256(keccak256(abi.encode(seed, i)));
            uint256 height = 1 + ((dice >> 8) % HEIGHTS);
            if (dice % 3 == 0) {
                _leading[height] = uint24(dice >> 64);
                _index.setLeading(height, uint24(dice >> 64));
            } else {
                _requireEqual(height, ++_counts[height], _index.add(height));
            }
            for (uint256 h = 0; h <= HEIGHTS + 1; ++h) _requireEqual(h, _leading[h], _index.leading(h));
        }
    }

    /// @dev Any height a checkpoint can have, beside neighbours that keep theirs.
    function testFuzz_leavesNeighboursAlone(uint32 height, uint24 ordinal) external {
        if (height == 0 || height == type(uint32).max) height = 7;
        _index.setLeading(height - 1, type(uint24).max);
        _index.setLeading(uint256(height) + 1, type(uint24).max);
        uint24 first = _index.add(height);
        _index.setLeading(height, ordinal);
        _requireEqual(height, 1, first);
        _requireEqual(height, 2, _index.add(height));
        _requireEqual(height, ordinal, _index.leading(height));
        _requireEqual(height - 1, type(uint24).max, _index.leading(height - 1));
        _requireEqual(uint256(height) + 1, type(uint24).max, _index.leading(uint256(height) + 1));
    }

    function _requireEqual(uint256 height, uint24 expected, uint24 actual) private pure {
        require(expected == actual, HeightIndexTestDiffers(height, expected, actual));
    }
}
