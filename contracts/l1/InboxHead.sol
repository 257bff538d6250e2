// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {Batch} from "../superblock/Batch.sol";
import {Superblock} from "../superblock/Superblock.sol";
import {Clocks} from "./Clocks.sol";
import {IRollupInbox} from "./interfaces/IRollupInbox.sol";

/// @title The inbox's head: all that a batch must know of what stands, in one slot.
library InboxHead {
    /// @dev Nothing is cut off: 2^32 batches or blocks do not fit into an L1 that makes one a second for a century, and
    /// numbers grow by at most the maximum of unmined superblocks a batch, which fits into 24 bits.
    /// @param index of the newest batch
    /// @param l1OriginNumber, number, timestamp of its tip
    /// @param unminedSinceSec start of the mining clock; nothing while all is mined
    /// @param quietUntilSec no message from L1 can be overdue at a tip up to this time that takes none
    /// @param unmined superblocks after the last mined one
    /// @param isTermFresh whether the term in force has no batch yet
    /// @param room for this many batches more before Settlement is asked how far the final ones have come
    struct State {
        uint32 index;
        uint32 l1OriginNumber;
        uint40 number;
        uint40 timestamp;
        uint40 unminedSinceSec;
        uint40 quietUntilSec;
        uint24 unmined;
        bool isTermFresh;
        uint8 room;
    }

    uint8 private constant MAX_ROOM = 127;
    uint64 internal constant MAX_UNMINED = type(uint24).max;

    function atGenesis(Superblock memory genesis) internal pure returns (uint256 word) {
        State memory state;
        state.timestamp = uint40(genesis.timestamp);
        state.l1OriginNumber = uint32(genesis.l1OriginNumber);
        state.isTermFresh = true;
        return pack(state);
    }

    /// @notice Of the newest batch.
    function index(uint256 word) internal pure returns (uint64) {
        return uint32(word);
    }

    /// @dev Lowest bits first, in the order of the fields.
    function unpack(uint256 word) internal pure returns (State memory state) {
        state.index = uint32(word);
        state.l1OriginNumber = uint32(word >> 32);
        state.number = uint40(word >> 64);
        state.timestamp = uint40(word >> 104);
        state.unminedSinceSec = uint40(word >> 144);
        state.quietUntilSec = uint40(word >> 184);
        state.unmined = uint24(word >> 224);
        state.isTermFresh = (word >> 248) & 1 != 0;
        state.room = uint8(word >> 249);
    }

    function pack(State memory state) internal pure returns (uint256 word) {
        word = uint256(state.index) | (uint256(state.l1OriginNumber) << 32);
        word |= (uint256(state.number) << 64) | (uint256(state.timestamp) << 104);
        word |= (uint256(state.unminedSinceSec) << 144) | (uint256(state.quietUntilSec) << 184);
        word |= (uint256(state.unmined) << 224) | (state.isTermFresh ? uint256(1) << 248 : 0);
        word |= uint256(state.room) << 249;
    }

    /// @notice Seconds for which unmined superblocks have been waiting for work.
    function clock(State memory state) internal view returns (uint64) {
        return Clocks.mining(state.unmined, state.unminedSinceSec, uint64(block.timestamp));
    }

    /// @notice Reverts unless the tip comes after the head's, and at once after it is linked with it.
    function requireFollowedBy(
        State memory state,
        Superblock calldata tip,
        bytes32 headSuperblock
    ) internal pure {
        uint64 first = state.number + 1;
        uint64 number = tip.number;
        require(number >= first, IRollupInbox.InboxEmptyRange(first, number));
        require(
            number > first || tip.parent == headSuperblock,
            IRollupInbox.InboxNotLinked(headSuperblock, tip.parent)
        );
    }

    /// @notice Reverts unless a place is free for another batch: all from the newest final one on are kept.
    /// @dev A number that was right once stays right: final batches only become more, and a rollback only frees places.
    /// @param kept places that are used in turn; one more batch would take that of the newest final one
    function findRoom(State memory state, uint64 finalIndex, uint64 kept) internal pure {
        uint64 room = finalIndex + kept - 1 - state.index;
        require(room != 0, IRollupInbox.InboxNoRoom(finalIndex, state.index));
        state.room = uint8(room < MAX_ROOM ? room : MAX_ROOM);
    }

    /// @notice Reverts if work is overdue or too much would wait for it; else the tip becomes the head's.
    /// @dev The caller has seen to it that there is room.
    function advance(
        State memory state,
        Superblock calldata tip,
        uint64 timeoutSec,
        uint64 maxUnmined
    ) internal view {
        uint64 clockSec = clock(state);
        require(
            !Clocks.isWorkOverdue(clockSec, timeoutSec),
            IRollupInbox.InboxWorkOverdue(clockSec, timeoutSec)
        );
        uint64 number = tip.number;
        uint64 unmined = number - state.number + state.unmined;
        require(unmined <= maxUnmined, IRollupInbox.InboxTooManyUnmined(maxUnmined, unmined));

        state.unminedSinceSec = uint40(
            Clocks.sinceAfterPosting(state.unmined, state.unminedSinceSec, uint64(block.timestamp))
        );
        state.index += 1;
        state.l1OriginNumber = uint32(tip.l1OriginNumber);
        state.number = uint40(number);
        state.timestamp = uint40(tip.timestamp);
        state.unmined = uint24(unmined);
        state.isTermFresh = false;
        state.room -= 1;
    }

    /// @notice Another checkpoint leads.
    /// @param number of the last mined superblock
    function setMined(State memory state, uint64 number, uint64 sinceSec) internal pure {
        // A lead that goes far back may leave more than there is room for; more than the maximum is all the same.
        uint64 unmined = state.number - number;
        state.unmined = uint24(unmined < MAX_UNMINED ? unmined : MAX_UNMINED);
        state.unminedSinceSec = uint40(Clocks.sinceAfterLead(state.unminedSinceSec, sinceSec));
    }

    /// @notice The same on the packed word, of which it changes two fields.
    function withMined(uint256 word, uint64 number, uint64 sinceSec) internal pure returns (uint256) {
        State memory state;
        state.number = uint40(word >> 64);
        state.unminedSinceSec = uint40(word >> 144);
        setMined(state, number, sinceSec);
        uint256 changed = (uint256(type(uint40).max) << 144) | (uint256(type(uint24).max) << 224);
        return (word & ~changed) | (uint256(state.unminedSinceSec) << 144) | (uint256(state.unmined) << 224);
    }

    /// @notice `target` becomes the head.
    /// @param minedNumber the last mined superblock that stands
    function goBack(State memory state, Batch calldata target, uint64 minedNumber) internal view {
        bool hasWorkFallen = state.number - state.unmined > target.number;
        state.index = uint32(target.index);
        state.l1OriginNumber = uint32(target.l1OriginNumber);
        state.number = uint40(target.number);
        state.timestamp = uint40(target.timestamp);
        state.quietUntilSec = 0;
        state.isTermFresh = true;
        uint64 sinceSec = Clocks.sinceAfterRollback(
            hasWorkFallen,
            state.unminedSinceSec,
            uint64(block.timestamp)
        );
        setMined(state, minedNumber, sinceSec);
    }
}
