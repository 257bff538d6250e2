// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

/// @title Which of the checkpoints at a height leads.
/// @dev Checkpoints of one height are told apart by an ordinal, from 1 on in order of acceptance; the root, alone at
/// height 0, has ordinal 0. 2^24 siblings would take as much work as 2^24 checkpoints in a row; the next one reverts.
/// Four heights share a slot, so that a height costs a quarter of a new slot: a lane is
/// 64 bits, count ‖ leading ordinal.
library HeightIndex {
    struct Index {
        mapping(uint256 word => uint256 lanes) words;
    }

    uint256 private constant HEIGHTS_PER_WORD = 4;
    uint256 private constant LANE_BITS = 64;
    uint256 private constant LEADING_MASK = type(uint32).max;

    /// @notice Gives out the next ordinal of a height.
    function add(Index storage index, uint256 height) internal returns (uint24 ordinal) {
        (uint256 word, uint256 shift) = _place(height);
        uint256 lanes = index.words[word];
        ordinal = uint24(lanes >> (shift + 32)) + 1;
        index.words[word] = lanes + (uint256(1) << (shift + 32));
    }

    /// @notice Makes the checkpoint with this ordinal the leading one of its height.
    function setLeading(Index storage index, uint256 height, uint24 ordinal) internal {
        (uint256 word, uint256 shift) = _place(height);
        uint256 others = index.words[word] & ~(LEADING_MASK << shift);
        index.words[word] = others | (uint256(ordinal) << shift);
    }

    /// @notice Ordinal of the leading checkpoint of a height; zero at height 0 and where none has led.
    function leading(Index storage index, uint256 height) internal view returns (uint24) {
        (uint256 word, uint256 shift) = _place(height);
        return uint24(index.words[word] >> shift);
    }

    function _place(uint256 height) private pure returns (uint256 word, uint256 shift) {
        return (height / HEIGHTS_PER_WORD, (height % HEIGHTS_PER_WORD) * LANE_BITS);
    }
}
