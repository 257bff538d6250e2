// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {Checkpoint, CheckpointCodec} from "./Checkpoint.sol";
import {CheckpointRules} from "./CheckpointRules.sol";
import {HeightIndex} from "./HeightIndex.sol";

/// @notice The tree of checkpoints, kept whole: what the rollups' oracles use, where storage is cheap and call data are
/// what costs. The L1 ledger keeps the same tree in less storage (CheckpointTree).
/// @dev The library knows nothing of batches, and nothing here falls by itself: `moveLead` is for a caller whose
/// superblocks can fall.
library CheckpointChain {
    using CheckpointRules for CheckpointRules.Rules;
    using HeightIndex for HeightIndex.Index;

    /// @dev slot 0: parent; 1: totalWork, creditedWork, nBits; 2: note, acceptedAtSec, height, ordinal.
    /// 96 bits hold 10^5 times the work of a Bitcoin block of 2026, 120 bits ten million years of that. What the id
    /// commits to besides (superblock, miner) is not stored: whoever needs it opens the id with the checkpoint itself.
    /// @param ordinal among the checkpoints of its height, see HeightIndex
    /// @param note whatever the caller keeps beside a checkpoint
    struct Link {
        bytes32 parent;
        uint120 totalWork;
        uint96 creditedWork;
        uint32 nBits;
        uint160 note;
        uint40 acceptedAtSec;
        uint32 height;
        uint24 ordinal;
    }

    /// @dev `heights` tells the leading chain by height; what it says above the lead is stale.
    struct State {
        mapping(bytes32 id => Link) links;
        HeightIndex.Index heights;
        bytes32 lead;
    }

    error CheckpointChainInvalid(CheckpointRules.Failure failure);
    error CheckpointChainUnknown(bytes32 id);
    error CheckpointChainNotLeading(bytes32 id);

    /// @notice Starts the tree with the root checkpoint: id zero, height 0.
    function init(
        State storage state,
        CheckpointRules.Rules memory rules,
        uint160 note,
        uint64 nowSec
    ) internal {
        uint256 work = rules.requireSound();
        state.links[bytes32(0)] = Link({
            parent: 0,
            totalWork: 0,
            creditedWork: uint96(work),
            nBits: rules.anchorBits,
            note: note,
            acceptedAtSec: uint40(nowSec),
            height: 0,
            ordinal: 0
        });
    }

    /// @notice Adds a checkpoint, or says why not. `Known` is no refusal: it is there already and nothing changed.
    /// @dev `TargetNotReached` is temporary: the target eases until a checkpoint is accepted.
    /// @param note Kept beside the checkpoint.
    /// @return failure Why it was not added.
    /// @return id Of the checkpoint, whatever the verdict.
    /// @return leadChanged Whether it leads now.
    function tryAccept(
        State storage state,
        CheckpointRules.Rules memory rules,
        Checkpoint calldata checkpoint,
        bytes calldata auxPow,
        uint160 note,
        uint64 nowSec
    ) internal returns (CheckpointRules.Failure failure, bytes32 id, bool leadChanged) {
        id = CheckpointCodec.id(checkpoint);
        failure = _judge(state, rules, checkpoint, id, auxPow, nowSec);
        if (failure != CheckpointRules.Failure.None) return (failure, id, false);

        _add(state, rules, checkpoint, id, note, nowSec);
        leadChanged = promote(state, id);
    }

    /// @notice As `tryAccept`, but reverts on a refusal; a known checkpoint is none.
    function accept(
        State storage state,
        CheckpointRules.Rules memory rules,
        Checkpoint calldata checkpoint,
        bytes calldata auxPow,
        uint160 note,
        uint64 nowSec
    ) internal returns (bytes32 id, bool isNew, bool leadChanged) {
        CheckpointRules.Failure failure;
        (failure, id, leadChanged) = tryAccept(state, rules, checkpoint, auxPow, note, nowSec);
        isNew = failure == CheckpointRules.Failure.None;
        require(isNew || failure == CheckpointRules.Failure.Known, CheckpointChainInvalid(failure));
    }

    /// @notice Makes a known checkpoint the lead if it carries more credited work than the present lead.
    /// @dev After `moveLead` a surviving branch may be heavier than the lead; the caller vouches that `id` stands.
    function promote(State storage state, bytes32 id) internal returns (bool leadChanged) {
        Link storage link = state.links[id];
        require(isKnown(state, id), CheckpointChainUnknown(id));
        bytes32 lead = state.lead;
        if (link.totalWork <= state.links[lead].totalWork) return false;

        uint32 leadHeight = state.links[lead].height;
        state.lead = id;
        uint24 ordinal = link.ordinal;
        for (uint32 height = link.height; ; --height) {
            if (height <= leadHeight && state.heights.leading(height) == ordinal) break;
            state.heights.setLeading(height, ordinal);
            link = state.links[link.parent];
            ordinal = link.ordinal;
        }
        return true;
    }

    /// @notice Moves the lead back to a checkpoint of the leading chain, because what came after it has fallen.
    function moveLead(State storage state, bytes32 id) internal {
        require(isLeading(state, id), CheckpointChainNotLeading(id));
        state.lead = id;
    }

    /// @notice Whether the checkpoint has been accepted; the root counts.
    function isKnown(State storage state, bytes32 id) internal view returns (bool) {
        return state.links[id].acceptedAtSec != 0;
    }

    /// @notice Whether the checkpoint lies on the leading chain.
    function isLeading(State storage state, bytes32 id) internal view returns (bool) {
        Link storage link = state.links[id];
        uint32 height = link.height;
        if (link.acceptedAtSec == 0 || height > state.links[state.lead].height) return false;
        return state.heights.leading(height) == link.ordinal;
    }

    /// @notice The easiest target that a child of `parentId` may have at `nowSec`, its parent's own bound not counted.
    function requiredTarget(
        State storage state,
        CheckpointRules.Rules memory rules,
        bytes32 parentId,
        uint64 nowSec
    ) internal view returns (uint256) {
        require(isKnown(state, parentId), CheckpointChainUnknown(parentId));
        return rules.allowedTarget(state.links[parentId].height + 1, nowSec);
    }

    /// @notice The easiest `nBits` for a child of `parentId` at `nowSec`: what a template carries.
    function requiredBits(
        State storage state,
        CheckpointRules.Rules memory rules,
        bytes32 parentId,
        uint64 nowSec
    ) internal view returns (uint32) {
        require(isKnown(state, parentId), CheckpointChainUnknown(parentId));
        Link storage parent = state.links[parentId];
        return rules.requiredBits(parent.nBits, parent.height + 1, nowSec);
    }

    function _judge(
        State storage state,
        CheckpointRules.Rules memory rules,
        Checkpoint calldata checkpoint,
        bytes32 id,
        bytes calldata auxPow,
        uint64 nowSec
    ) private view returns (CheckpointRules.Failure) {
        if (isKnown(state, id)) return CheckpointRules.Failure.Known;
        Link storage parent = state.links[checkpoint.parentCheckpoint];
        if (parent.acceptedAtSec == 0) return CheckpointRules.Failure.UnknownParent;
        return rules.judge(checkpoint, id, auxPow, parent.nBits, parent.height + 1, nowSec);
    }

    function _add(
        State storage state,
        CheckpointRules.Rules memory rules,
        Checkpoint calldata checkpoint,
        bytes32 id,
        uint160 note,
        uint64 nowSec
    ) private {
        Link storage parent = state.links[checkpoint.parentCheckpoint];
        uint256 credited = rules.credit(parent.creditedWork, checkpoint.nBits);
        uint32 height = parent.height + 1;
        state.links[id] = Link({
            parent: checkpoint.parentCheckpoint,
            totalWork: uint120(parent.totalWork + credited),
            creditedWork: uint96(credited),
            nBits: checkpoint.nBits,
            note: note,
            acceptedAtSec: uint40(nowSec),
            height: height,
            ordinal: state.heights.add(height)
        });
    }
}
