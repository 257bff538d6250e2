// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AuxPow} from "./AuxPow.sol";

/// @notice Answers off-chain callers what the verifier says about a proof. No contract depends on it.
contract AuxPowLens {
    /// @notice Why `proof` does not prove work on `auxHash`, or None.
    /// @param auxHash Hash of the auxiliary block, wire order.
    function tryVerify(
        bytes32 auxHash,
        uint32 auxChainId,
        uint32 nBits,
        bytes calldata proof
    ) external view returns (AuxPow.Failure) {
        return AuxPow.tryVerify(auxHash, auxChainId, nBits, proof);
    }
}
