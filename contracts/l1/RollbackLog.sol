// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

/// @title How far each rollback went, in order.
/// @dev The count and the newest five targets share a slot, so that a rollback rewrites one word and a checkpoint reads
/// one; a full word moves to `older` when the next rollback comes.
library RollbackLog {
    /// @dev newest: count 32 bits, highest ‖ nothing ‖ targets of 40 bits each, the first lowest.
    struct Log {
        uint256 newest;
        mapping(uint256 word => uint256) older;
    }

    uint256 private constant PER_WORD = 5;
    uint256 private constant TARGET_BITS = 40;
    uint256 private constant COUNT_SHIFT = 224;

    function length(Log storage log) internal view returns (uint256) {
        return log.newest >> COUNT_SHIFT;
    }

    /// @param target index of the newest batch that stayed, below 2^40
    function push(Log storage log, uint64 target) internal {
        uint256 word = log.newest;
        uint256 count = word >> COUNT_SHIFT;
        uint256 place = count % PER_WORD;
        if (place == 0 && count != 0) {
            log.older[count / PER_WORD - 1] = word;
            word = count << COUNT_SHIFT;
        }
        log.newest = (word + (uint256(1) << COUNT_SHIFT)) | (uint256(target) << (place * TARGET_BITS));
    }

    /// @notice Whether batch `index` has stayed in every rollback from number `from` on.
    function hasStayed(Log storage log, uint64 index, uint256 from) internal view returns (bool) {
        uint256 newest = log.newest;
        uint256 count = newest >> COUNT_SHIFT;
        for (uint256 i = from; i < count; ++i) {
            uint256 word = i / PER_WORD == (count - 1) / PER_WORD ? newest : log.older[i / PER_WORD];
            if (uint40(word >> ((i % PER_WORD) * TARGET_BITS)) < index) return false;
        }
        return true;
    }
}
