// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {Batch, BatchHash} from "../superblock/Batch.sol";
import {BlockLeaf, BlocksRoot} from "../superblock/BlockLeaf.sol";
import {ICheckpointLedger} from "./interfaces/ICheckpointLedger.sol";
import {IRollupInbox} from "./interfaces/IRollupInbox.sol";

/// @title Whether a rollup's block has Bitcoin work over it, for contracts of other stacks.
library MinedBlockCheck {
    /// @notice Whether a batch stands in the inbox, from the newest final one on.
    function stands(IRollupInbox inbox, Batch calldata batch) internal view returns (bool) {
        return inbox.batchHash(batch.index) == BatchHash.hashGiven(batch);
    }

    /// @notice Whether a batch that stands has work over it. The root of the tree is nobody's work.
    function isMined(Batch calldata batch, ICheckpointLedger.Mined memory lead) internal pure returns (bool) {
        return lead.height != 0 && batch.index <= lead.batchIndex;
    }

    /// @notice Seconds between now and the timestamp of the last mined superblock, which may be a little ahead of L1.
    function ageSec(ICheckpointLedger.Mined memory lead) internal view returns (uint64) {
        uint64 nowSec = uint64(block.timestamp);
        if (lead.height == 0) return type(uint64).max;
        return nowSec > lead.timestamp ? nowSec - lead.timestamp : 0;
    }

    /// @notice Why a block is not to be settled on, or None.
    /// @param batch whose tip has the block
    /// @param blocks all blocks of the tip, ordered by chain id
    /// @param lead the last mined batch
    /// @param maxAgeSec how old the tip of the last mined batch may be
    function failureOf(
        IRollupInbox inbox,
        Batch calldata batch,
        BlockLeaf[] calldata blocks,
        ICheckpointLedger.SettledBlock calldata settled,
        ICheckpointLedger.Mined memory lead,
        uint64 maxAgeSec
    ) internal view returns (ICheckpointLedger.SettlementFailure) {
        if (!stands(inbox, batch)) return ICheckpointLedger.SettlementFailure.NotStanding;
        if (!isMined(batch, lead)) return ICheckpointLedger.SettlementFailure.NotMined;
        if (ageSec(lead) > maxAgeSec) return ICheckpointLedger.SettlementFailure.Stale;
        // No blocks have no root.
        if (blocks.length == 0 || BlocksRoot.compute(blocks) != batch.blocksRoot)
            return ICheckpointLedger.SettlementFailure.WrongBlocks;
        for (uint256 i = 0; i < blocks.length; ++i) {
            if (blocks[i].chainId == settled.chainId && blocks[i].blockHash == settled.blockHash)
                return ICheckpointLedger.SettlementFailure.None;
        }
        return ICheckpointLedger.SettlementFailure.OtherBlock;
    }
}
