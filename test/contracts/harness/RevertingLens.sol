// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Asert} from "../../../contracts/bitcoin/Asert.sol";
import {AuxPow} from "../../../contracts/bitcoin/AuxPow.sol";
import {BitcoinHash} from "../../../contracts/bitcoin/BitcoinHash.sol";
import {BlockHeader} from "../../../contracts/bitcoin/BlockHeader.sol";
import {CompactTarget} from "../../../contracts/bitcoin/CompactTarget.sol";
import {HeaderChain} from "../../../contracts/bitcoin/HeaderChain.sol";

/// @notice The reverting wrappers of the Bitcoin libraries, and the readers of a header.
contract RevertingLens {
    function verifyAuxPow(
        bytes32 auxHash,
        uint32 auxChainId,
        uint32 nBits,
        bytes calldata proof
    ) external view {
        AuxPow.verify(auxHash, auxChainId, nBits, proof);
    }

    function verifyHeader(bytes calldata header) external view returns (bytes32) {
        return BlockHeader.verify(header);
    }

    function extend(HeaderChain.Tip memory tip, bytes calldata headers) external view returns (uint64) {
        HeaderChain.extend(tip, headers);
        return tip.height;
    }

    function extendCompact(
        HeaderChain.Tip memory tip,
        bytes calldata headers
    ) external view returns (uint64) {
        HeaderChain.extendCompact(tip, headers);
        return tip.height;
    }

    function decodeTarget(uint32 nBits) external pure returns (uint256) {
        return CompactTarget.decode(nBits);
    }

    function asert(int256 driftSec, uint256 halfLifeSec) external pure returns (uint256) {
        return Asert.target(1 << 200, driftSec, halfLifeSec, 1 << 224);
    }

    function sha256d(bytes calldata content) external pure returns (bytes32) {
        return BitcoinHash.sha256d(content);
    }

    function fields(
        bytes calldata header
    )
        external
        pure
        returns (
            uint32 version,
            bytes32 previousHash,
            bytes32 merkleRoot,
            uint32 timeSec,
            uint32 nBits,
            uint32 nonce
        )
    {
        version = BlockHeader.version(header);
        previousHash = BlockHeader.previousHash(header);
        merkleRoot = BlockHeader.merkleRoot(header);
        timeSec = BlockHeader.timeSec(header);
        nBits = BlockHeader.nBits(header);
        nonce = BlockHeader.nonce(header);
    }
}
