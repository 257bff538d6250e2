// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {InboxHead} from "../../../contracts/l1/InboxHead.sol";

/// @dev The head's word: every bit belongs to one field.
contract InboxHeadTest {
    using InboxHead for uint256;
    using InboxHead for InboxHead.State;

    error InboxHeadTestDiffers(uint256 expected, uint256 actual);

    function testFuzz_everyWordIsAHead(uint256 word) external pure {
        uint256 actual = word.unpack().pack();
        require(actual == word, InboxHeadTestDiffers(word, actual));
    }

    function testFuzz_aLeadChangesTwoFields(uint256 word, uint40 behind, uint40 sinceSec) external pure {
        InboxHead.State memory state = word.unpack();
        uint64 number = state.number - (behind <= state.number ? behind : state.number);
        uint256 actual = word.withMined(number, sinceSec);
        uint64 unmined = state.number - number;
        state.unmined = uint24(unmined < InboxHead.MAX_UNMINED ? unmined : InboxHead.MAX_UNMINED);
        if (sinceSec > state.unminedSinceSec) state.unminedSinceSec = sinceSec;
        require(actual == state.pack(), InboxHeadTestDiffers(state.pack(), actual));
    }

    function testFuzz_roomNeverReachesTheFinalBatchsPlace(
        uint32 finalIndex,
        uint16 behind,
        uint16 extra
    ) external pure {
        uint64 kept = uint64(behind) + 2 + extra;
        InboxHead.State memory state;
        state.index = uint32(uint256(finalIndex) % type(uint24).max) + behind;
        uint64 finalBatch = state.index - behind;
        state.findRoom(finalBatch, kept);
        require(state.room > 0 && state.room < 128, InboxHeadTestDiffers(1, state.room));
        uint64 newest = uint64(state.index) + state.room;
        require(newest - finalBatch < kept, InboxHeadTestDiffers(kept, newest - finalBatch));
    }
}
