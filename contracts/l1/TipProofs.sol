// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {Channel, ChannelEntry} from "../superblock/Channel.sol";
import {TipBlock, TipProof} from "../superblock/Posting.sol";
import {TriePath} from "../trie/TriePath.sol";
import {ChannelClaims} from "./ChannelClaims.sol";
import {ChannelProof} from "./ChannelProof.sol";
import {IRollupInbox} from "./interfaces/IRollupInbox.sol";

/// @title Strict mode: every rollup's channels, proven against the state root that the tip claims for it.
library TipProofs {
    /// @param blocks the tip's, one per rollup, in the order of `chains` without L1
    function requireProven(
        TipBlock[] calldata blocks,
        TipProof[] calldata proofs,
        ChannelEntry[] memory channels,
        uint64[] memory chains,
        uint64 l1ChainId
    ) internal pure {
        require(
            proofs.length == blocks.length,
            IRollupInbox.InboxWrongProofCount(blocks.length, proofs.length)
        );
        uint256 cursor = 0;
        for (uint256 i = 0; i < chains.length; ++i) {
            if (chains[i] == l1ChainId) continue;
            bytes32 claimed = Channel.digest(ChannelClaims.localEntries(channels, chains[i]));
            _requireOne(chains[i], blocks[cursor].stateRoot, proofs[cursor], claimed);
            ++cursor;
        }
    }

    function _requireOne(
        uint64 chainId,
        bytes32 stateRoot,
        TipProof calldata proof,
        bytes32 claimed
    ) private pure {
        (TriePath.Failure noAccount, TriePath.Failure noSlot, bytes32 proven) = ChannelProof.tryDigest(
            stateRoot,
            proof.accountProof,
            proof.storageProof
        );
        require(
            noAccount == TriePath.Failure.None,
            IRollupInbox.InboxAccountProofInvalid(chainId, noAccount)
        );
        require(noSlot == TriePath.Failure.None, IRollupInbox.InboxStorageProofInvalid(chainId, noSlot));
        require(proven == claimed, IRollupInbox.InboxChannelsDiffer(chainId, claimed, proven));
    }
}
