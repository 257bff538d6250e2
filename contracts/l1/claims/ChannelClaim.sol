// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {Channel, ChannelEntry} from "../../superblock/Channel.sol";
import {SlotLayout, SystemAddresses} from "../../superblock/SlotLayout.sol";
import {AccountProof} from "../../trie/AccountProof.sol";
import {SlotProof} from "../../trie/SlotProof.sol";
import {TriePath} from "../../trie/TriePath.sol";
import {ChannelClaims} from "../ChannelClaims.sol";

/// @title The shared fraud proof: what a rollup's messenger holds is not what the superblock claims of its channels.
/// @dev L1's own end needs none: the inbox has compared the entries from L1 with the Portal's record at the posting.
library ChannelClaim {
    /// @notice What of the messenger is proven.
    enum Slot {
        /// The digest of all channels of the rollup: one proof for all their counts and roots.
        Digest,
        /// Whether the block ended with channels that no digest covers.
        Unsealed,
        /// Count of one channel that begins at the rollup.
        OutboxCount,
        /// Count of one channel that ends there.
        InboxCount
    }

    enum Failure {
        None,
        AccountProofInvalid,
        StorageProofInvalid,
        /// No such channel.
        UnknownPeer,
        /// The state says what is claimed.
        Agrees
    }

    /// @param rollup position of the rollup in the tip's list of blocks
    /// @param peer the channel's other chain, for a count
    /// @param accountProof of the messenger against the state root
    /// @param storageProof of the slot
    struct Evidence {
        uint256 rollup;
        Slot slot;
        uint64 peer;
        bytes[] accountProof;
        bytes[] storageProof;
    }

    /// @param chainId of the rollup with this state root
    /// @param channels all that are claimed
    /// @return failure why nothing false is shown
    /// @return trie what is wrong with a proof, if one is
    function tryProve(
        uint64 chainId,
        bytes32 stateRoot,
        ChannelEntry[] calldata channels,
        Evidence calldata evidence
    ) internal pure returns (Failure failure, TriePath.Failure trie, bytes32 claimed, bytes32 proven) {
        uint256 slot;
        (failure, slot, claimed) = _claimOf(chainId, channels, evidence);
        if (failure != Failure.None) return (failure, trie, 0, 0);

        // Without an account there is no storage, and what is proven is zero.
        bytes32 storageRoot;
        (trie, , storageRoot) = AccountProof.tryVerify(
            stateRoot,
            SystemAddresses.MESSENGER,
            evidence.accountProof
        );
        if (trie != TriePath.Failure.None) return (Failure.AccountProofInvalid, trie, 0, 0);
        (trie, proven) = SlotProof.tryVerify(storageRoot, slot, evidence.storageProof);
        if (trie != TriePath.Failure.None) return (Failure.StorageProofInvalid, trie, 0, 0);
        if (proven == claimed) failure = Failure.Agrees;
    }

    /// @return slot of the messenger, and what the superblock claims to be in it
    function _claimOf(
        uint64 chainId,
        ChannelEntry[] calldata channels,
        Evidence calldata evidence
    ) private pure returns (Failure, uint256 slot, bytes32 claimed) {
        if (evidence.slot == Slot.Unsealed) return (Failure.None, SlotLayout.MESSENGER_UNSEALED, 0);
        if (evidence.slot == Slot.Digest) {
            claimed = Channel.digest(ChannelClaims.localEntries(channels, chainId));
            return (Failure.None, SlotLayout.MESSENGER_CHANNELS_DIGEST, claimed);
        }
        bool isSource = evidence.slot == Slot.OutboxCount;
        (uint64 src, uint64 dst) = isSource ? (chainId, evidence.peer) : (evidence.peer, chainId);
        slot = isSource ? SlotLayout.MESSENGER_OUTBOX : SlotLayout.MESSENGER_INBOX;
        for (uint256 i = 0; i < channels.length; ++i) {
            if (channels[i].srcChainId != src || channels[i].dstChainId != dst) continue;
            return (
                Failure.None,
                SlotLayout.ofChain(slot, evidence.peer),
                bytes32(uint256(channels[i].count))
            );
        }
        return (Failure.UnknownPeer, 0, 0);
    }
}
