// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

import {Superblock, SuperblockHash} from "../../superblock/Superblock.sol";

/// @title Two superblocks for one place, signed by one account.
library EquivocationClaim {
    enum Failure {
        None,
        TermsDiffer,
        NumbersDiffer,
        SameSuperblock,
        SignatureInvalid,
        SignersDiffer
    }

    /// @param signature r ‖ s ‖ v, 65 bytes
    struct Signed {
        Superblock superblock;
        bytes signature;
    }

    /// @return failure why it is no equivocation
    /// @return signer of both
    function tryProve(
        Signed calldata first,
        Signed calldata second,
        bytes32 domain
    ) internal pure returns (Failure failure, address signer) {
        if (first.superblock.term != second.superblock.term) return (Failure.TermsDiffer, signer);
        if (first.superblock.number != second.superblock.number) return (Failure.NumbersDiffer, signer);
        bytes32 firstHash = SuperblockHash.hashPosted(first.superblock, domain);
        bytes32 secondHash = SuperblockHash.hashPosted(second.superblock, domain);
        if (firstHash == secondHash) return (Failure.SameSuperblock, signer);

        (signer, , ) = ECDSA.tryRecover(firstHash, first.signature);
        (address other, , ) = ECDSA.tryRecover(secondHash, second.signature);
        if (signer == address(0) || other == address(0)) return (Failure.SignatureInvalid, signer);
        if (signer != other) return (Failure.SignersDiffer, signer);
    }
}
