// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AuxPow} from "../../../../contracts/bitcoin/AuxPow.sol";
import {BlockHeader} from "../../../../contracts/bitcoin/BlockHeader.sol";

/// @notice What `npm run gas` measures: the auxiliary header's hash and its proof.
contract AuxPowGas {
    function verify(
        bytes calldata auxHeader,
        uint32 auxChainId,
        uint32 nBits,
        bytes calldata proof
    ) external view returns (AuxPow.Failure) {
        return AuxPow.tryVerify(BlockHeader.hash(auxHeader), auxChainId, nBits, proof);
    }
}
