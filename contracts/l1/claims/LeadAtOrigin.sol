// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {SlotLayout} from "../../superblock/SlotLayout.sol";
import {AccountProof} from "../../trie/AccountProof.sol";
import {EthereumHeader} from "../../trie/EthereumHeader.sol";
import {SlotProof} from "../../trie/SlotProof.sol";
import {TriePath} from "../../trie/TriePath.sol";
import {IClaims} from "../interfaces/IClaims.sol";

/// @title The ledger's lead as it was at an L1 block, proven: header → state root → ledger → lead.
library LeadAtOrigin {
    function requireProven(
        bytes32 l1Origin,
        address ledger,
        IClaims.LeadProof calldata proof
    ) internal pure returns (bytes32 lead) {
        bytes32 hash = keccak256(proof.header);
        require(hash == l1Origin, IClaims.ClaimsWrongOrigin(l1Origin, hash));
        (bool readable, bytes32 stateRoot) = EthereumHeader.tryStateRoot(proof.header);
        require(readable, IClaims.ClaimsOriginUnreadable(l1Origin));
        // Before the ledger was deployed nothing led, and what is proven is zero.
        (TriePath.Failure failure, , bytes32 storageRoot) = AccountProof.tryVerify(
            stateRoot,
            ledger,
            proof.accountProof
        );
        require(failure == TriePath.Failure.None, IClaims.ClaimsLeadProofInvalid(failure));
        (failure, lead) = SlotProof.tryVerify(storageRoot, SlotLayout.LEDGER_LEAD, proof.storageProof);
        require(failure == TriePath.Failure.None, IClaims.ClaimsLeadProofInvalid(failure));
    }
}
