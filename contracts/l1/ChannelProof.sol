// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {Memory} from "@openzeppelin/contracts/utils/Memory.sol";
import {RLP} from "@openzeppelin/contracts/utils/RLP.sol";

import {BlockLeaf} from "../superblock/BlockLeaf.sol";
import {SlotLayout, SystemAddresses} from "../superblock/SlotLayout.sol";
import {AccountProof} from "../trie/AccountProof.sol";
import {SlotProof} from "../trie/SlotProof.sol";
import {TriePath} from "../trie/TriePath.sol";
import {ISettlement} from "./interfaces/ISettlement.sol";

/// @title The channels of one rollup, proven: header → state root → messenger → digest.
library ChannelProof {
    using Memory for Memory.Slice;
    using RLP for *;

    uint256 private constant STATE_ROOT_FIELD = 3;
    /// @dev 0xa0 and 32 bytes.
    uint256 private constant HASH_RLP_BYTES = 33;

    /// @notice Reverts unless the rollup's messenger holds the digest `claimed` in the state after the block.
    function requireProven(
        BlockLeaf calldata leaf,
        ISettlement.RollupProof calldata proof,
        bytes32 claimed
    ) internal pure {
        bytes32 stateRoot = _openHeader(leaf, proof.header);
        (TriePath.Failure noAccount, TriePath.Failure noSlot, bytes32 proven) = tryDigest(
            stateRoot,
            proof.accountProof,
            proof.storageProof
        );
        require(
            noAccount == TriePath.Failure.None,
            ISettlement.SettlementAccountProofInvalid(leaf.chainId, noAccount)
        );
        require(
            noSlot == TriePath.Failure.None,
            ISettlement.SettlementStorageProofInvalid(leaf.chainId, noSlot)
        );
        require(proven == claimed, ISettlement.SettlementChannelsDiffer(leaf.chainId, claimed, proven));
    }

    /// @notice The digest that a state holds for the rollup's channels.
    /// @return noAccount why the account is not proven, then nothing else is
    /// @return noSlot why the slot is not proven
    /// @return digest zero if there is no messenger or nothing in its slot, which no digest is
    function tryDigest(
        bytes32 stateRoot,
        bytes[] calldata accountProof,
        bytes[] calldata storageProof
    ) internal pure returns (TriePath.Failure noAccount, TriePath.Failure noSlot, bytes32 digest) {
        bytes32 storageRoot;
        (noAccount, , storageRoot) = AccountProof.tryVerify(
            stateRoot,
            SystemAddresses.MESSENGER,
            accountProof
        );
        if (noAccount != TriePath.Failure.None) return (noAccount, noSlot, 0);
        (noSlot, digest) = SlotProof.tryVerify(
            storageRoot,
            SlotLayout.MESSENGER_CHANNELS_DIGEST,
            storageProof
        );
    }

    function _openHeader(
        BlockLeaf calldata leaf,
        bytes calldata header
    ) private pure returns (bytes32 stateRoot) {
        bytes32 hash = keccak256(header);
        require(
            hash == leaf.blockHash,
            ISettlement.SettlementWrongHeader(leaf.chainId, leaf.blockHash, hash)
        );
        Memory.Slice[] memory fields = RLP.decodeList(header);
        bool readable =
            fields.length > STATE_ROOT_FIELD && fields[STATE_ROOT_FIELD].length() == HASH_RLP_BYTES;
        require(readable, ISettlement.SettlementHeaderMalformed(leaf.chainId));
        stateRoot = fields[STATE_ROOT_FIELD].readBytes32();
        require(
            stateRoot == leaf.stateRoot,
            ISettlement.SettlementWrongStateRoot(leaf.chainId, leaf.stateRoot, stateRoot)
        );
    }
}
