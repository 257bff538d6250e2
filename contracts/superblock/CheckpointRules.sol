// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {Asert} from "../bitcoin/Asert.sol";
import {AuxPow} from "../bitcoin/AuxPow.sol";
import {CompactTarget} from "../bitcoin/CompactTarget.sol";
import {Checkpoint} from "./Checkpoint.sol";

/// @title What a checkpoint must prove beside its parent, and what its work counts for.
/// @dev Shared by the L1 ledger and the rollups' oracles, which keep their trees in different ways; nothing here is
/// stored.
library CheckpointRules {
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

    error CheckpointRulesInvalid(Rules rules);

    uint32 internal constant MAX_AUX_CHAIN_ID = 0x1fff;
    /// @dev How much easier than its parent's a target may be.
    uint256 internal constant MAX_EASING = 256;
    /// @dev 500 times the work of a Bitcoin block of 2026; harder targets count for no more. A total of 120 bits holds
    /// 2^32 such credits.
    uint256 internal constant MAX_CREDIT = type(uint88).max;

    /// @notice Reverts unless a tree can start by these rules.
    /// @return work of the anchor's target
    function requireSound(Rules memory rules) internal pure returns (uint256 work) {
        (CompactTarget.Failure invalid, uint256 target) = CompactTarget.tryDecode(rules.anchorBits);
        bool sound = invalid == CompactTarget.Failure.None && rules.spacingSec != 0 && rules.halfLifeSec != 0;
        require(sound && rules.auxChainId <= MAX_AUX_CHAIN_ID, CheckpointRulesInvalid(rules));
        work = CompactTarget.work(target);
        require(work <= MAX_CREDIT, CheckpointRulesInvalid(rules));
    }

    /// @notice Why a checkpoint does not prove what a child of its parent must, or None.
    /// @dev `TargetNotReached` is temporary: the target eases until a checkpoint is accepted.
    /// @param id of the checkpoint
    /// @param parentBits the parent's compact target
    /// @param height the checkpoint's, one more than the parent's
    function judge(
        Rules memory rules,
        Checkpoint calldata checkpoint,
        bytes32 id,
        bytes calldata auxPow,
        uint32 parentBits,
        uint256 height,
        uint64 nowSec
    ) internal view returns (Failure failure) {
        if (checkpoint.auxChainId != rules.auxChainId) return Failure.WrongAuxChainId;
        failure = _checkTarget(rules, checkpoint.nBits, parentBits, height, nowSec);
        if (failure != Failure.None) return failure;
        return _fromAuxPow(AuxPow.tryVerify(id, rules.auxChainId, checkpoint.nBits, auxPow));
    }

    /// @notice The easiest target at a height, the parent's own bound not counted.
    function allowedTarget(
        Rules memory rules,
        uint256 height,
        uint64 nowSec
    ) internal pure returns (uint256) {
        uint256 anchor = CompactTarget.decode(rules.anchorBits);
        int256 dueSec = int256(uint256(rules.anchorTimeSec) + uint256(rules.spacingSec) * height);
        return Asert.target(anchor, int256(uint256(nowSec)) - dueSec, rules.halfLifeSec, anchor);
    }

    /// @notice The easiest `nBits` at a height: what a template carries.
    function requiredBits(
        Rules memory rules,
        uint32 parentBits,
        uint256 height,
        uint64 nowSec
    ) internal pure returns (uint32) {
        uint256 target = allowedTarget(rules, height, nowSec);
        uint256 bound = _easiestAfter(parentBits);
        return CompactTarget.encode(target < bound ? target : bound);
    }

    /// @notice What a checkpoint's work counts for.
    /// @dev The work of the target, but not more than the parent's credit grown at the rate at which an unbroken
    /// schedule lets difficulty grow: a lucky hash at a chosen difficulty cannot outweigh a chain.
    function credit(Rules memory rules, uint256 parentCredit, uint32 nBits) internal pure returns (uint256) {
        uint256 proved = CompactTarget.work(CompactTarget.decode(nBits));
        // The cap is above the parent's credit, whatever the growth.
        if (proved <= parentCredit) return proved;
        int256 growth = Asert.exponent(int256(uint256(rules.spacingSec)), rules.halfLifeSec);
        uint256 cap = Asert.scale(parentCredit, growth) + 1;
        if (cap > MAX_CREDIT) cap = MAX_CREDIT;
        return proved < cap ? proved : cap;
    }

    function _checkTarget(
        Rules memory rules,
        uint32 nBits,
        uint32 parentBits,
        uint256 height,
        uint64 nowSec
    ) private pure returns (Failure) {
        (CompactTarget.Failure invalid, uint256 target) = CompactTarget.tryDecode(nBits);
        if (invalid != CompactTarget.Failure.None) return _fromAuxPow(AuxPow.Failure(uint8(invalid)));
        if (target > _easiestAfter(parentBits)) return Failure.TargetTooEasyForParent;
        if (target > allowedTarget(rules, height, nowSec)) return Failure.TargetNotReached;
        return Failure.None;
    }

    /// @dev 256 times the target, or the greatest word.
    function _easiestAfter(uint32 parentBits) private pure returns (uint256) {
        uint256 target = CompactTarget.decode(parentBits);
        return target > type(uint256).max / MAX_EASING ? type(uint256).max : target * MAX_EASING;
    }

    function _fromAuxPow(AuxPow.Failure failure) private pure returns (Failure) {
        if (failure == AuxPow.Failure.None) return Failure.None;
        return Failure(uint8(Failure.TargetNotReached) + uint8(failure));
    }
}
