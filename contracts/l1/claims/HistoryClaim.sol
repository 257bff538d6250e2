// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {AppendOnlyTree} from "../../superblock/AppendOnlyTree.sol";
import {Batch} from "../../superblock/Batch.sol";
import {History, Superblock, SuperblockHash} from "../../superblock/Superblock.sol";

/// @title What a superblock may say of those before it.
/// @dev A root whose leaves nobody can open is judged all the same: the parent's root, opened by the siblings of the
/// leaf that comes next, has only one successor.
library HistoryClaim {
    enum Lie {
        None,
        /// Of another term than the batch's tip.
        Term,
        /// The first of the range does not name the tip of the batch before, or a later one does.
        Parent,
        /// Not one more than the parent's, or outside the batch's range.
        Number,
        /// Not later than the parent's, or than the batch before.
        Timestamp,
        /// An older L1 origin than the parent's, or than the batch before.
        Origin,
        /// Not the parent's root with the parent appended.
        HistoryRoot,
        /// A leaf under the tip's root that is not the superblock with its number, or stands beyond the last.
        Leaf
    }

    enum Failure {
        None,
        /// No superblock to accuse.
        Empty,
        /// Not the superblock that the one before it in the list names as its parent, or not the batch's tip.
        WrongSuperblock,
        /// The one accused lies below the batch.
        OutsideBatch
    }

    /// @notice Walks from a batch's tip down to one of its superblocks, each opened by the hash that the one above it
    /// names.
    /// @param descent the tip first
    /// @param before tip of the batch before
    /// @return position of the superblock that is wrong, and what its hash should be and is
    function tryDescend(
        Superblock[] calldata descent,
        bytes32 domain,
        bytes32 tip,
        bytes32 before
    ) internal pure returns (Failure, uint256 position, bytes32 expected, bytes32 actual) {
        if (descent.length == 0) return (Failure.Empty, 0, tip, 0);
        expected = tip;
        for (position = 0; position < descent.length; ++position) {
            if (expected == before) return (Failure.OutsideBatch, position, expected, before);
            actual = SuperblockHash.hashPosted(descent[position], domain);
            if (actual != expected) return (Failure.WrongSuperblock, position, expected, actual);
            expected = descent[position].parent;
        }
        return (Failure.None, 0, 0, 0);
    }

    /// @notice First way in which a superblock of a batch contradicts the batch or the one before that.
    function find(
        Superblock calldata accused,
        bytes32 term,
        Batch calldata batch,
        Batch calldata before
    ) internal pure returns (Lie) {
        if (accused.term != term) return Lie.Term;
        if (accused.number < batch.firstNumber || accused.number > batch.number) return Lie.Number;
        bool isFirst = accused.number == batch.firstNumber;
        if (isFirst != (accused.parent == before.superblock)) return Lie.Parent;
        if (accused.timestamp <= before.timestamp) return Lie.Timestamp;
        return accused.l1OriginNumber < before.l1OriginNumber ? Lie.Origin : Lie.None;
    }

    /// @notice First way in which a superblock does not continue its parent.
    /// @param parent opened by the hash that the accused names
    /// @param siblings on the way of the leaf after the parent's history: 32, those on its left as they are
    /// @return opened whether the siblings lead to the parent's history root; if not, the history is not judged
    function findAgainstParent(
        Superblock calldata accused,
        Superblock calldata parent,
        bytes32[] calldata siblings
    ) internal pure returns (bool opened, Lie) {
        if (accused.number != parent.number + 1) return (true, Lie.Number);
        if (accused.timestamp <= parent.timestamp) return (true, Lie.Timestamp);
        if (accused.l1OriginNumber < parent.l1OriginNumber) return (true, Lie.Origin);
        if (siblings.length != AppendOnlyTree.DEPTH) return (false, Lie.None);
        opened = AppendOnlyTree.rootWithLast(0, parent.number, siblings) == parent.historyRoot;
        if (!opened) return (false, Lie.None);
        bytes32 root = AppendOnlyTree.rootWithLast(History.hashLeaf(accused.parent), parent.number, siblings);
        return (true, accused.historyRoot == root ? Lie.None : Lie.HistoryRoot);
    }
}
