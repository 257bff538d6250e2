// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {Asert} from "../bitcoin/Asert.sol";
import {AuxPow} from "../bitcoin/AuxPow.sol";
import {CompactTarget} from "../bitcoin/CompactTarget.sol";
import {Checkpoint, CheckpointCodec} from "./Checkpoint.sol";
import {HeightIndex} from "./HeightIndex.sol";

/// @notice The tree of checkpoints: link, difficulty, credited work, fork choice. The L1 ledger and the L2 oracle
/// share it unchanged.
/// @dev Longer than a library should be, for the list of failures: state, rule and fork choice need one struct, and in
/// two files each would expose it to the other. The library knows nothing of batches. A caller whose superblocks can fall refuses, before `tryAccept`, a
/// checkpoint whose own superblock or whose parent's superblock has fallen; then a checkpoint stands exactly when
/// its own superblock stands, since superblocks fall together with their descendants. When some fall, the caller
/// calls `moveLead` with the newest leading checkpoint that stands; a surviving branch that is heavier is taken up
/// by `promote`.
library CheckpointChain {
    using HeightIndex for HeightIndex.Index;

    /// @dev The names from NBitsNegative on are those of AuxPow.Failure in its order.
    enum Failure {
        None,
        Known,
        WrongAuxChainId,
        UnknownParent,
        TargetTooEasyForParent,
        TargetNotReached,
        NBitsNegative,
        NBitsZero,
        NBitsOverflow,
        ProofTruncated,
        FormUnknown,
        CoinbaseBranchTooLong,
        ChainBranchTooLong,
        ScriptLengthOutOfRange,
        TransactionTruncated,
        RootOutsideScript,
        SizeAndNonceMissing,
        RootOutsideOutputs,
        SizeMismatch,
        MagicNotBeforeRoot,
        MagicRepeated,
        RootRepeated,
        CompactSizeNotMinimal,
        OutputsTruncated,
        TrailingBytes,
        BothForms,
        OutputCommitmentMisplaced,
        OutputCommitmentRepeated,
        HashAboveTarget
    }

    /// @param anchorBits Target at the start and the easiest ever allowed.
    /// @param anchorTimeSec Schedule: checkpoint h is due at anchorTimeSec + h × spacingSec.
    /// @param halfLifeSec Delay that doubles the target.
    /// @param auxChainId Below 0x2000, as pools expect.
    struct Rules {
        uint32 anchorBits;
        uint64 anchorTimeSec;
        uint32 spacingSec;
        uint32 halfLifeSec;
        uint32 auxChainId;
    }

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

    error CheckpointChainInvalid(Failure failure);
    error CheckpointChainRulesInvalid(Rules rules);
    error CheckpointChainUnknown(bytes32 id);
    error CheckpointChainNotLeading(bytes32 id);

    uint32 internal constant MAX_AUX_CHAIN_ID = 0x1fff;
    /// @dev How much easier than its parent's a target may be.
    uint256 internal constant MAX_EASING = 256;

    /// @notice Starts the tree with the root checkpoint: id zero, height 0.
    function init(State storage state, Rules memory rules, uint160 note, uint64 nowSec) internal {
        (CompactTarget.Failure invalid, uint256 target) = CompactTarget.tryDecode(rules.anchorBits);
        bool sound = invalid == CompactTarget.Failure.None && rules.spacingSec != 0 && rules.halfLifeSec != 0;
        require(
            sound && rules.auxChainId <= MAX_AUX_CHAIN_ID && CompactTarget.work(target) <= type(uint96).max,
            CheckpointChainRulesInvalid(rules)
        );
        state.links[bytes32(0)] = Link({
            parent: 0,
            totalWork: 0,
            creditedWork: uint96(CompactTarget.work(target)),
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
        Rules memory rules,
        Checkpoint calldata checkpoint,
        bytes calldata auxPow,
        uint160 note,
        uint64 nowSec
    ) internal returns (Failure failure, bytes32 id, bool leadChanged) {
        id = CheckpointCodec.id(checkpoint);
        failure = _judge(state, rules, checkpoint, id, auxPow, nowSec);
        if (failure != Failure.None) return (failure, id, false);

        _add(state, rules, checkpoint, id, note, nowSec);
        leadChanged = promote(state, id);
    }

    /// @notice As `tryAccept`, but reverts on a refusal; a known checkpoint is none.
    function accept(
        State storage state,
        Rules memory rules,
        Checkpoint calldata checkpoint,
        bytes calldata auxPow,
        uint160 note,
        uint64 nowSec
    ) internal returns (bytes32 id, bool isNew, bool leadChanged) {
        Failure failure;
        (failure, id, leadChanged) = tryAccept(state, rules, checkpoint, auxPow, note, nowSec);
        isNew = failure == Failure.None;
        require(isNew || failure == Failure.Known, CheckpointChainInvalid(failure));
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
        Rules memory rules,
        bytes32 parentId,
        uint64 nowSec
    ) internal view returns (uint256) {
        require(isKnown(state, parentId), CheckpointChainUnknown(parentId));
        return _allowedTarget(rules, state.links[parentId].height + 1, nowSec);
    }

    /// @notice The easiest `nBits` for a child of `parentId` at `nowSec`: what a template carries.
    function requiredBits(
        State storage state,
        Rules memory rules,
        bytes32 parentId,
        uint64 nowSec
    ) internal view returns (uint32) {
        uint256 target = requiredTarget(state, rules, parentId, nowSec);
        uint256 bound = _easiestAfter(state.links[parentId].nBits);
        return CompactTarget.encode(target < bound ? target : bound);
    }

    function _judge(
        State storage state,
        Rules memory rules,
        Checkpoint calldata checkpoint,
        bytes32 id,
        bytes calldata auxPow,
        uint64 nowSec
    ) private view returns (Failure failure) {
        if (checkpoint.auxChainId != rules.auxChainId) return Failure.WrongAuxChainId;
        if (isKnown(state, id)) return Failure.Known;
        Link storage parent = state.links[checkpoint.parentCheckpoint];
        if (parent.acceptedAtSec == 0) return Failure.UnknownParent;
        failure = _checkTarget(rules, parent, checkpoint.nBits, nowSec);
        if (failure != Failure.None) return failure;
        return _fromAuxPow(AuxPow.tryVerify(id, rules.auxChainId, checkpoint.nBits, auxPow));
    }

    function _add(
        State storage state,
        Rules memory rules,
        Checkpoint calldata checkpoint,
        bytes32 id,
        uint160 note,
        uint64 nowSec
    ) private {
        Link storage parent = state.links[checkpoint.parentCheckpoint];
        uint256 credited = _credit(rules, parent.creditedWork, checkpoint.nBits);
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

    function _checkTarget(
        Rules memory rules,
        Link storage parent,
        uint32 nBits,
        uint64 nowSec
    ) private view returns (Failure) {
        (CompactTarget.Failure invalid, uint256 target) = CompactTarget.tryDecode(nBits);
        if (invalid != CompactTarget.Failure.None) return _fromAuxPow(AuxPow.Failure(uint8(invalid)));
        if (target > _easiestAfter(parent.nBits)) return Failure.TargetTooEasyForParent;
        if (target > _allowedTarget(rules, parent.height + 1, nowSec)) return Failure.TargetNotReached;
        return Failure.None;
    }

    /// @dev 256 times the target, or the greatest word.
    function _easiestAfter(uint32 parentBits) private pure returns (uint256) {
        uint256 target = CompactTarget.decode(parentBits);
        return target > type(uint256).max / MAX_EASING ? type(uint256).max : target * MAX_EASING;
    }

    function _allowedTarget(Rules memory rules, uint64 height, uint64 nowSec) private pure returns (uint256) {
        uint256 anchor = CompactTarget.decode(rules.anchorBits);
        int256 dueSec = int256(uint256(rules.anchorTimeSec) + uint256(rules.spacingSec) * height);
        return Asert.target(anchor, int256(uint256(nowSec)) - dueSec, rules.halfLifeSec, anchor);
    }

    /// @dev The work of the target, but not more than the parent's credit grown at the rate at which an unbroken
    /// schedule lets difficulty grow: a lucky hash at a chosen difficulty cannot outweigh a chain.
    function _credit(Rules memory rules, uint256 parentCredit, uint32 nBits) private pure returns (uint256) {
        int256 growth = Asert.exponent(int256(uint256(rules.spacingSec)), rules.halfLifeSec);
        uint256 cap = Asert.scale(parentCredit, growth) + 1;
        if (cap > type(uint96).max) cap = type(uint96).max;
        uint256 proved = CompactTarget.work(CompactTarget.decode(nBits));
        return proved < cap ? proved : cap;
    }

    function _fromAuxPow(AuxPow.Failure failure) private pure returns (Failure) {
        if (failure == AuxPow.Failure.None) return Failure.None;
        return Failure(uint8(Failure.TargetNotReached) + uint8(failure));
    }
}
