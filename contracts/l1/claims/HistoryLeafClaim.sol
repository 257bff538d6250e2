// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {AppendOnlyTree} from "../../superblock/AppendOnlyTree.sol";
import {History, Superblock} from "../../superblock/Superblock.sol";
import {IClaims} from "../interfaces/IClaims.sol";

/// @title What may stand under a tip's history root.
library HistoryLeafClaim {
    /// @notice Whether the leaf is to be compared with an earlier batch's tip.
    function needsEarlier(
        Superblock calldata tip,
        IClaims.HistoryLeaf calldata opened
    ) internal pure returns (bool) {
        return uint256(opened.index) + 1 < tip.number;
    }

    /// @notice Reverts unless the leaf stands under the tip's root and is not what it has to be.
    /// @dev The caller has checked that the earlier batch stands, where one is needed.
    function requireFalse(Superblock calldata tip, IClaims.HistoryLeaf calldata opened) internal pure {
        require(
            AppendOnlyTree.isLeafAt(
                opened.leaf,
                opened.index,
                uint64(1) << uint64(AppendOnlyTree.DEPTH),
                tip.historyRoot,
                opened.siblings
            ),
            IClaims.ClaimsLeafNotThere(opened.index, opened.leaf)
        );
        require(opened.leaf != _expected(tip, opened), IClaims.ClaimsHistoryNotFalse(tip.number));
    }

    function _expected(
        Superblock calldata tip,
        IClaims.HistoryLeaf calldata opened
    ) private pure returns (bytes32) {
        if (opened.index >= tip.number) return 0;
        if (!needsEarlier(tip, opened)) return History.hashLeaf(tip.parent);
        require(
            opened.index == opened.earlier.number,
            IClaims.ClaimsLeafUnrelated(opened.index, opened.earlier.number)
        );
        return History.hashLeaf(opened.earlier.superblock);
    }
}
