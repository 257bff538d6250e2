// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Asert} from "../../../contracts/bitcoin/Asert.sol";
import {AuxPow} from "../../../contracts/bitcoin/AuxPow.sol";
import {BitcoinHash} from "../../../contracts/bitcoin/BitcoinHash.sol";
import {BlockHeader} from "../../../contracts/bitcoin/BlockHeader.sol";
import {CompactTarget} from "../../../contracts/bitcoin/CompactTarget.sol";
import {HeaderChain} from "../../../contracts/bitcoin/HeaderChain.sol";
import {HeaderRun} from "../../../contracts/bitcoin/HeaderRun.sol";
import {MerkleBranch} from "../../../contracts/bitcoin/MerkleBranch.sol";

/// @notice The Bitcoin libraries as external functions, for measurements and for parity with TypeScript.
contract BitcoinLens {
    function auxPow(
        bytes calldata auxHeader,
        uint32 auxChainId,
        uint32 nBits,
        bytes calldata proof
    ) external view returns (AuxPow.Failure) {
        return AuxPow.tryVerify(BlockHeader.hash(auxHeader), auxChainId, nBits, proof);
    }

    function header(bytes calldata header_) external view returns (BlockHeader.Failure, bytes32) {
        return BlockHeader.tryVerify(header_);
    }

    function extend(
        HeaderChain.Tip memory tip,
        bytes calldata headers
    ) external view returns (HeaderRun.Failure failure, uint256 index, HeaderChain.Tip memory) {
        (failure, index) = HeaderChain.tryExtend(tip, headers);
        return (failure, index, tip);
    }

    function extendCompact(
        HeaderChain.Tip memory tip,
        bytes calldata headers
    ) external view returns (HeaderRun.Failure failure, uint256 index, HeaderChain.Tip memory) {
        (failure, index) = HeaderChain.tryExtendCompact(tip, headers);
        return (failure, index, tip);
    }

    function extendEpoch(
        bytes32 hash,
        uint32 nBits,
        bytes calldata headers
    ) external view returns (HeaderRun.Failure failure, uint256 index, bytes32 tipHash) {
        return HeaderChain.tryExtendEpoch(hash, nBits, headers);
    }

    function merkleRoot(bytes32 leaf, bytes calldata branch, uint256 index) external view returns (bytes32) {
        return MerkleBranch.root(leaf, branch, index);
    }

    function retarget(uint32 nBits, uint32 epochStartSec, uint32 epochEndSec) external pure returns (uint32) {
        return HeaderChain.retarget(nBits, epochStartSec, epochEndSec);
    }

    function decodeTargets(
        uint32[] calldata nBits
    ) external pure returns (CompactTarget.Failure[] memory failures, uint256[] memory targets) {
        failures = new CompactTarget.Failure[](nBits.length);
        targets = new uint256[](nBits.length);
        for (uint256 i = 0; i < nBits.length; ++i)
            (failures[i], targets[i]) = CompactTarget.tryDecode(nBits[i]);
    }

    function encodeTargets(uint256[] calldata targets) external pure returns (uint32[] memory nBits) {
        nBits = new uint32[](targets.length);
        for (uint256 i = 0; i < targets.length; ++i) nBits[i] = CompactTarget.encode(targets[i]);
    }

    function work(uint256 target) external pure returns (uint256) {
        return CompactTarget.work(target);
    }

    function isMetBy(uint32 nBits, bytes32 hash) external pure returns (bool) {
        return CompactTarget.isMetBy(nBits, hash);
    }

    function slot(uint256 nonce, uint256 auxChainId, uint256 depth) external pure returns (uint256) {
        return AuxPow.slot(nonce, auxChainId, depth);
    }

    function asertBits(
        uint32 anchorBits,
        int256[] calldata driftSec,
        uint256 halfLifeSec,
        uint32 limitBits
    ) external pure returns (uint32[] memory nBits) {
        nBits = new uint32[](driftSec.length);
        uint256 anchor = CompactTarget.decode(anchorBits);
        uint256 limit = CompactTarget.decode(limitBits);
        for (uint256 i = 0; i < driftSec.length; ++i) {
            nBits[i] = CompactTarget.encode(Asert.target(anchor, driftSec[i], halfLifeSec, limit));
        }
    }

    function scale(uint256 value, int256 exponent) external pure returns (uint256) {
        return Asert.scale(value, exponent);
    }

    function reverse(bytes32 word) external pure returns (bytes32) {
        return BitcoinHash.reverse(word);
    }

    function tryVerifyMany(
        bytes32 auxHash,
        uint32 auxChainId,
        uint32 nBits,
        bytes[] calldata proofs
    ) external view returns (AuxPow.Failure[] memory failures) {
        failures = new AuxPow.Failure[](proofs.length);
        for (uint256 i = 0; i < proofs.length; ++i) {
            failures[i] = AuxPow.tryVerify(auxHash, auxChainId, nBits, proofs[i]);
        }
    }
}
