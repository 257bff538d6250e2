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
    /// @param quietUntilSec no message from L1 can be overdue at a tip up to this time that takes none. While the term has
    /// no batch yet that is looked up, and this is since when the leader can post after a rollback; zero if there was none
    /// @param unmined superblocks after the last mined one
    /// @param isTermFresh whether the term in force has no batch yet
    /// @param room for this many batches more before Settlement is asked how far the final ones have come; 6 bits
    /// @param isFallback whether miners build the chain, not the leader
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
        bool isFallback;
    }

    uint8 private constant MAX_ROOM = 63;
    uint256 private constant FALLBACK_BIT = 1 << 255;
    uint256 private constant NUMBER_SHIFT = 64;
    uint256 private constant SINCE_SHIFT = 144;
    uint256 private constant UNMINED_SHIFT = 224;
    uint256 private constant MINED_MASK =
        (uint256(type(uint40).max) << SINCE_SHIFT) | (uint256(type(uint24).max) << UNMINED_SHIFT);
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
        state.room = uint8(word >> 249) & MAX_ROOM;
        state.isFallback = isFallback(word);
    }

    function pack(State memory state) internal pure returns (uint256 word) {
        word = uint256(state.index) | (uint256(state.l1OriginNumber) << 32);
        word |= (uint256(state.number) << 64) | (uint256(state.timestamp) << 104);
        word |= (uint256(state.unminedSinceSec) << 144) | (uint256(state.quietUntilSec) << 184);
        word |= (uint256(state.unmined) << 224) | (state.isTermFresh ? uint256(1) << 248 : 0);
        word |= (uint256(state.room) << 249) | (state.isFallback ? FALLBACK_BIT : 0);
    }

    function isFallback(uint256 word) internal pure returns (bool) {
        return word & FALLBACK_BIT != 0;
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
    /// @dev On the packed word, because each checkpoint that leads pays for it.
    /// @param number of the last mined superblock
    function withMined(uint256 word, uint64 number, uint64 sinceSec) internal pure returns (uint256) {
        // A lead that goes far back may leave more than there is room for; more than the maximum is all the same.
        uint256 unmined = uint256(uint40(word >> NUMBER_SHIFT)) - number;
        if (unmined > MAX_UNMINED) unmined = MAX_UNMINED;
        uint256 since = Clocks.sinceAfterLead(uint40(word >> SINCE_SHIFT), sinceSec);
        return (word & ~MINED_MASK) | (since << SINCE_SHIFT) | (unmined << UNMINED_SHIFT);
    }

    /// @notice The chain that the heaviest work names in fallback ends with `tip`.
    /// @dev Nothing of it waits for work. What could be overdue at the next tip is looked up then, and so is room.
    function follow(State memory state, Batch calldata tip) internal pure {
        _moveTo(state, tip);
        state.unmined = 0;
        state.isTermFresh = false;
        state.room = 0;
    }

    /// @notice A rollback opens a term.
    function openTerm(State memory state) internal view {
        state.isTermFresh = true;
        state.quietUntilSec = uint40(block.timestamp);
    }

    /// @notice The leader itself opens a term: no sign of life, or a leader that posts nothing could go on so for ever.
    function abandonTerm(State memory state) internal pure {
        if (!state.isTermFresh) state.quietUntilSec = 0;
        state.isTermFresh = true;
    }

    /// @notice `target` becomes the head.
    /// @param minedNumber the last mined superblock that stands
    /// @return the head, packed
    function goBack(
        State memory state,
        Batch calldata target,
        uint64 minedNumber
    ) internal view returns (uint256) {
        bool hasWorkFallen = state.number - state.unmined > target.number;
        _moveTo(state, target);
        openTerm(state);
        uint64 sinceSec = Clocks.sinceAfterRollback(
            hasWorkFallen,
            state.unminedSinceSec,
            uint64(block.timestamp)
        );
        // What stands in fallback is mined or final and needs no more work.
        if (state.isFallback) minedNumber = target.number;
        return withMined(pack(state), minedNumber, sinceSec);
    }

    function _moveTo(State memory state, Batch calldata tip) private pure {
        state.index = uint32(tip.index);
        state.l1OriginNumber = uint32(tip.l1OriginNumber);
        state.number = uint40(tip.number);
        state.timestamp = uint40(tip.timestamp);
        state.quietUntilSec = 0;
    }
}
