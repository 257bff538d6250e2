// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {IRollupInbox} from "./interfaces/IRollupInbox.sol";

/// @title The ledger's tree of checkpoints, in slots that are used in turn.
/// @dev The leading chain, the trunk, has `kept` places; a checkpoint that extends it writes four slots, none of them
/// new once every place has been used, and needs nothing opened in call data. Whatever does not lead is a branch, which
/// is rare, and stored whole. A checkpoint is in one of the two, or unknown. The trunk forgets what has fallen, at once, and what
/// lies more than `kept` below the highest checkpoint that ever led; the caller sees to it that this is final.
/// The trunk's batches are always those of the inbox's present chain; a branch's stands while its hash is there.
library CheckpointTree {
    /// @dev One slot. 32 bits of batches do not fit into an L1, times are good until 2106; the credit is at most
    /// CheckpointRules.MAX_CREDIT.
    struct Mark {
        uint32 batchIndex;
        uint40 number;
        uint32 timestamp;
        uint32 acceptedAtSec;
        uint32 nBits;
        uint88 creditedWork;
    }

    struct Spot {
        bytes32 id;
        Mark mark;
    }

    struct Branch {
        bytes32 parent;
        bytes32 batchHash;
        Mark mark;
        uint120 totalWork;
        uint32 height;
    }

    /// @dev In one slot, lowest bits first in the order of the fields.
    /// @param totalWork up to the lead
    /// @param height the lead's
    /// @param top the greatest height that has led
    /// @param kept places of the trunk
    struct Head {
        uint120 totalWork;
        uint32 height;
        uint32 top;
        uint32 kept;
    }

    struct State {
        mapping(uint256 place => Spot) trunk;
        mapping(bytes32 id => Branch) branches;
        bytes32 lead;
        uint256 head;
    }

    /// @notice A checkpoint as the tree has it.
    /// @param batchHash of a branch's batch; zero for the trunk, whose batches stand
    struct Node {
        bool isKnown;
        bool isLeading;
        uint32 height;
        uint120 totalWork;
        bytes32 batchHash;
        Mark mark;
    }

    error CheckpointTreeForgotten(bytes32 id, uint256 height);
    error CheckpointTreeTooFewKept(uint256 minimum, uint256 asked);

    /// @dev The lead and its parent.
    uint32 internal constant MIN_KEPT = 2;

    /// @notice Starts the tree with the root checkpoint: id zero, height 0.
    function init(State storage state, Mark memory root, uint32 kept) internal {
        require(kept >= MIN_KEPT, CheckpointTreeTooFewKept(MIN_KEPT, kept));
        _setHead(state, Head(0, 0, 0, kept));
        state.trunk[0].mark = root;
    }

    /// @notice Adds a checkpoint that is not known to a parent that is.
    /// @param parent found by `find`
    /// @param batchHash of its batch, for when it does not lead
    /// @return leads whether it leads now: it has more work than the lead
    function add(
        State storage state,
        bytes32 id,
        bytes32 parentId,
        Node memory parent,
        Mark memory mark,
        bytes32 batchHash,
        IRollupInbox inbox
    ) internal returns (bool leads) {
        uint120 totalWork = parent.totalWork + mark.creditedWork;
        if (parentId == state.lead) {
            _extend(state, id, mark, totalWork);
            return true;
        }
        state.branches[id] = Branch(parentId, batchHash, mark, totalWork, parent.height + 1);
        if (totalWork <= workOf(state)) return false;
        promote(state, id, inbox);
        return true;
    }

    /// @notice Makes a branch the trunk: what leads above their fork becomes a branch.
    /// @dev The caller vouches that it stands and has more work than the lead.
    function promote(State storage state, bytes32 id, IRollupInbox inbox) internal {
        Head memory head = _head(state);
        Branch storage tip = state.branches[id];
        (head.totalWork, head.height) = (tip.totalWork, tip.height);
        _displace(state, _forkBelow(state, id), inbox);

        if (head.height > head.top) head.top = head.height;
        bytes32 cursor = id;
        for (uint256 height = head.height; state.branches[cursor].mark.acceptedAtSec != 0; --height) {
            Branch memory branch = state.branches[cursor];
            // Of a branch longer than the trunk only the upper end has places.
            if (height + head.kept > head.top) state.trunk[height % head.kept] = Spot(cursor, branch.mark);
            delete state.branches[cursor];
            cursor = branch.parent;
        }
        state.lead = id;
        _setHead(state, head);
    }

    /// @notice Takes the lead back to the newest checkpoint whose batch is at or below `batchIndex`.
    /// @return id of the lead
    /// @return mark the lead's
    function moveBack(
        State storage state,
        uint64 batchIndex
    ) internal returns (bytes32 id, Mark memory mark) {
        Head memory head = _head(state);
        uint32 before = head.height;
        mark = state.trunk[before % head.kept].mark;
        while (mark.batchIndex > batchIndex) {
            head.totalWork -= mark.creditedWork;
            head.height -= 1;
            require(_hasPlace(head, head.height), CheckpointTreeForgotten(0, head.height));
            mark = state.trunk[head.height % head.kept].mark;
        }
        if (head.height == before) return (state.lead, mark);
        id = state.trunk[head.height % head.kept].id;
        state.lead = id;
        _setHead(state, head);
    }

    /// @notice A checkpoint by its id.
    /// @param height where to look for it on the leading chain; that of a branch is known
    function find(State storage state, bytes32 id, uint32 height) internal view returns (Node memory node) {
        Head memory head = _head(state);
        bool leads = id == state.lead;
        if (leads) height = head.height;
        if (leads || _isOnTrunk(state, head, id, height)) {
            node = Node(true, true, height, head.totalWork, 0, state.trunk[height % head.kept].mark);
            for (uint256 above = head.height; above > height; --above)
                node.totalWork -= state.trunk[above % head.kept].mark.creditedWork;
            return node;
        }
        Branch storage branch = state.branches[id];
        node.mark = branch.mark;
        if (node.mark.acceptedAtSec == 0) return node;
        (node.isKnown, node.batchHash) = (true, branch.batchHash);
        (node.totalWork, node.height) = (branch.totalWork, branch.height);
    }

    /// @notice Whether a checkpoint is known.
    /// @param height its height, if it leads
    function isKnown(State storage state, bytes32 id, uint32 height) internal view returns (bool) {
        return state.branches[id].mark.acceptedAtSec != 0 || _isOnTrunk(state, _head(state), id, height);
    }

    /// @notice Whether a checkpoint leads at this height.
    function isLeading(State storage state, bytes32 id, uint32 height) internal view returns (bool) {
        return _isOnTrunk(state, _head(state), id, height);
    }

    /// @notice What leads at a height.
    /// @return isThere false above the lead and where the trunk has forgotten
    function leadingAt(
        State storage state,
        uint32 height
    ) internal view returns (bool isThere, bytes32 id, Mark memory mark) {
        Head memory head = _head(state);
        if (!_hasPlace(head, height)) return (false, id, mark);
        Spot storage spot = state.trunk[height % head.kept];
        return (true, spot.id, spot.mark);
    }

    /// @notice Work up to the lead.
    function workOf(State storage state) internal view returns (uint120) {
        return uint120(state.head);
    }

    /// @notice The lead's height.
    function heightOf(State storage state) internal view returns (uint32) {
        return uint32(state.head >> 120);
    }

    function _extend(State storage state, bytes32 id, Mark memory mark, uint120 totalWork) private {
        Head memory head = _head(state);
        head.totalWork = totalWork;
        head.height += 1;
        if (head.height > head.top) head.top = head.height;
        state.trunk[head.height % head.kept] = Spot(id, mark);
        state.lead = id;
        _setHead(state, head);
    }

    /// @dev From the lead down to the fork, which stays.
    function _displace(State storage state, uint256 fork, IRollupInbox inbox) private {
        Head memory head = _head(state);
        uint120 totalWork = head.totalWork;
        Spot memory spot = state.trunk[head.height % head.kept];
        for (uint32 height = head.height; height > fork; --height) {
            Spot memory below = state.trunk[(height - 1) % head.kept];
            bytes32 batchHash = inbox.batchHash(spot.mark.batchIndex);
            state.branches[spot.id] = Branch(below.id, batchHash, spot.mark, totalWork, height);
            totalWork -= spot.mark.creditedWork;
            spot = below;
        }
    }

    /// @return height of the trunk's checkpoint that a branch grows from
    function _forkBelow(State storage state, bytes32 id) private view returns (uint256 height) {
        Head memory head = _head(state);
        Branch storage branch = state.branches[id];
        height = branch.height;
        while (branch.mark.acceptedAtSec != 0) {
            --height;
            id = branch.parent;
            branch = state.branches[id];
        }
        require(_isOnTrunk(state, head, id, height), CheckpointTreeForgotten(id, height));
    }

    function _isOnTrunk(
        State storage state,
        Head memory head,
        bytes32 id,
        uint256 height
    ) private view returns (bool) {
        return _hasPlace(head, height) && state.trunk[height % head.kept].id == id;
    }

    function _head(State storage state) private view returns (Head memory head) {
        uint256 word = state.head;
        head.totalWork = uint120(word);
        head.height = uint32(word >> 120);
        head.top = uint32(word >> 152);
        head.kept = uint32(word >> 184);
    }

    function _setHead(State storage state, Head memory head) private {
        state.head =
            head.totalWork |
            (uint256(head.height) << 120) |
            (uint256(head.top) << 152) |
            (uint256(head.kept) << 184);
    }

    /// @dev Above `top - kept` each place is its height's own.
    function _hasPlace(Head memory head, uint256 height) private pure returns (bool) {
        return height <= head.height && height + head.kept > head.top;
    }
}
