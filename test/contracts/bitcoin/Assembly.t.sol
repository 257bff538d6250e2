// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AuxPow} from "../../../contracts/bitcoin/AuxPow.sol";
import {BitcoinHash} from "../../../contracts/bitcoin/BitcoinHash.sol";
import {BlockHeader} from "../../../contracts/bitcoin/BlockHeader.sol";
import {CoinbaseScript} from "../../../contracts/bitcoin/CoinbaseScript.sol";
import {CompactTarget} from "../../../contracts/bitcoin/CompactTarget.sol";
import {HeaderChain} from "../../../contracts/bitcoin/HeaderChain.sol";
import {HeaderRun} from "../../../contracts/bitcoin/HeaderRun.sol";
import {MerkleBranch} from "../../../contracts/bitcoin/MerkleBranch.sol";
import {PlainTwins} from "../harness/PlainTwins.sol";

/// @notice Every piece of assembly equals its plain twin.
contract AssemblyTest {
    function testFuzz_sha256dAt(bytes memory content) public view {
        uint256 start;
        assembly ("memory-safe") {
            start := add(content, 32)
        }
        require(BitcoinHash.sha256dAt(start, content.length) == PlainTwins.sha256d(content), "sha256d");
    }

    function testFuzz_reverse(bytes32 word) public pure {
        require(uint256(BitcoinHash.reverse(word)) == PlainTwins.reverse(word), "reverse");
        require(
            BitcoinHash.reverse32(uint32(uint256(word))) == PlainTwins.reverse(bytes32(uint256(word) << 224)),
            "32"
        );
    }

    function testFuzz_fold(bytes32 leaf, bytes32 seed, uint256 index, uint8 depthSeed) public view {
        uint256 depth = depthSeed % 20;
        bytes32[] memory branch = _branch(seed, depth);
        index &= (1 << depth) - 1;
        bytes memory packed = abi.encodePacked(branch);
        require(this.fold(leaf, packed, index) == PlainTwins.fold(leaf, branch, index), "fold");
        require(this.foldFirst(leaf, packed) == PlainTwins.fold(leaf, branch, 0), "foldFirst");
    }

    function testFuzz_isPlainlyMetBy(uint32 nBits, bytes32 hash, uint8 zeros) public pure {
        hash = bytes32((uint256(hash) >> (zeros % 64)) << (uint256(zeros % 33) * 8));
        require(
            CompactTarget.isPlainlyMetBy(nBits, hash) == PlainTwins.isPlainlyMetBy(nBits, hash),
            "target"
        );
        nBits = (nBits & 0x7fffff) | (uint32(32 - (zeros % 33)) << 24);
        require(CompactTarget.isPlainlyMetBy(nBits, hash) == PlainTwins.isPlainlyMetBy(nBits, hash), "near");
    }

    function testFuzz_hasMagic(
        bytes32 seed,
        uint8 length,
        uint8 first,
        uint8 second,
        bool excepted
    ) public pure {
        bytes memory tx_ = _noise(seed, 200);
        uint256 scriptLength = 2 + (length % 99);
        _put(tx_, 40 + (first % 110), hex"fabe6d6d");
        _put(tx_, 40 + (second % 110), second % 2 == 0 ? bytes(hex"fabe6d") : bytes(hex"fabe6d6d"));
        // Only a magic can be excepted, as AuxPow does.
        uint256 except = 40 + (first % 110);
        if (!excepted || CoinbaseScript.word(tx_, except) >> 224 != 0xfabe6d6d) except = 0;
        bool found = CoinbaseScript.hasMagic(tx_, scriptLength, except);
        require(found == PlainTwins.hasMagic(tx_, scriptLength, except), "magic");
    }

    function testFuzz_readOutputs(bytes32 seed, uint8 count, uint16 cut) public pure {
        bytes memory tx_ = abi.encodePacked(bytes5(0), count % 6);
        for (uint256 i = 0; i < count % 6; ++i) tx_ = abi.encodePacked(tx_, bytes8(seed), _script(seed, i));
        tx_ = abi.encodePacked(tx_, bytes4(0));
        if (cut % 4 == 0) tx_[5 + (cut % (tx_.length - 5))] = seed[0];
        if (cut % 5 == 0) tx_ = PlainTwins.slice(tx_, 0, tx_.length - (cut % (tx_.length - 9)));
        (CoinbaseScript.Failure failure, uint256 commitments, uint256 rootAt) = CoinbaseScript.readOutputs(
            tx_,
            5
        );
        (bool ok, uint256 plainCommitments, uint256 plainRootAt) = PlainTwins.readOutputs(tx_, 5);
        require((failure == CoinbaseScript.Failure.None) == ok, "parses");
        if (ok) require(commitments == plainCommitments, "commitments");
        if (ok && commitments == 1) require(rootAt == plainRootAt, "root");
    }

    function testFuzz_extend(bytes32 seed, uint8 broken) public view {
        uint32 nBits = 0x2070ffff;
        bytes32 first = keccak256(abi.encode(seed));
        bytes memory headers;
        bytes32 hash = first;
        for (uint256 i = 0; i < 5; ++i) {
            bytes32 noise = keccak256(abi.encode(seed, i));
            bytes memory header = abi.encodePacked(
                bytes4(seed),
                hash,
                noise,
                bytes4(noise),
                hex"ffff7020",
                bytes4(seed)
            );
            if (broken % 7 == i) header[4 + (broken % 72)] = seed[1];
            headers = abi.encodePacked(headers, header);
            hash = PlainTwins.sha256d(header);
        }
        (uint256 passed, bytes32 plainTip) = PlainTwins.extend(first, nBits, headers);
        (HeaderRun.Failure failure, uint256 index, bytes32 tip) = this.extend(first, nBits, headers);
        require(index == passed, "passed");
        require((failure == HeaderRun.Failure.None) == (passed == 5), "verdict");
        if (passed == 5) require(tip == plainTip, "tip");
        if (passed < 5) return;
        (failure, index, tip) = this.extendCompact(first, nBits, PlainTwins.compact(headers));
        require(failure == HeaderRun.Failure.None && index == 5 && tip == plainTip, "compact");
    }

    function testFuzz_tryParentHash(
        bytes32 seed,
        uint8 prefix,
        uint8 coinbaseDepth,
        uint8 chainDepth
    ) public view {
        bytes32[] memory coinbaseBranch = _branch(
            keccak256(abi.encode(seed, "coinbase")),
            coinbaseDepth % 14
        );
        bytes32[] memory chainBranch = _branch(keccak256(abi.encode(seed, "chain")), chainDepth % 8);
        (AuxPow.Failure failure, bytes32 hash) = this.tryParentHash(
            seed,
            77,
            _proof(seed, prefix % 57, coinbaseBranch, chainBranch)
        );
        require(failure == AuxPow.Failure.None, "refused");
        bytes memory coinbase = _coinbase(seed, prefix % 57, chainBranch);
        require(hash == PlainTwins.parentHash(_noise(seed, 48), coinbase, coinbaseBranch), "parent hash");
    }

    function _proof(
        bytes32 seed,
        uint8 prefix,
        bytes32[] memory coinbaseBranch,
        bytes32[] memory chainBranch
    ) private pure returns (bytes memory proof) {
        proof = abi.encodePacked(
            _noise(seed, 48),
            uint8(0),
            uint8(coinbaseBranch.length),
            uint8(chainBranch.length)
        );
        proof = abi.encodePacked(proof, 46 + uint24(prefix), coinbaseBranch, chainBranch, bytes4(seed));
        (bytes memory before, bytes memory behind) = _aroundRoot(seed, prefix, chainBranch.length);
        proof = abi.encodePacked(proof, before, behind);
    }

    function _coinbase(
        bytes32 seed,
        uint8 prefix,
        bytes32[] memory chainBranch
    ) private pure returns (bytes memory tx_) {
        uint256 index = AuxPow.slot(0x04030201, 77, chainBranch.length);
        uint256 root = PlainTwins.reverse(PlainTwins.fold(seed, chainBranch, index));
        (bytes memory before, bytes memory behind) = _aroundRoot(seed, prefix, chainBranch.length);
        tx_ = abi.encodePacked(bytes4(seed), uint8(1), bytes32(0), hex"ffffffff", before, root, behind);
    }

    /// @dev Script length, prefix and magic; then size, nonce, sequence, one output of 35 bytes and the lock time.
    function _aroundRoot(
        bytes32 seed,
        uint8 prefix,
        uint256 chainDepth
    ) private pure returns (bytes memory before, bytes memory behind) {
        before = abi.encodePacked(prefix + 44, new bytes(prefix), hex"fabe6d6d");
        bytes memory sizeToOutput = hex"000000010203040506070801000000000000000023";
        behind = abi.encodePacked(uint8(1 << chainDepth), sizeToOutput, _noise(seed, 35), bytes4(seed));
    }

    function fold(bytes32 leaf, bytes calldata branch, uint256 index) external view returns (bytes32) {
        return MerkleBranch.fold(leaf, branch, index);
    }

    function foldFirst(bytes32 leaf, bytes calldata branch) external view returns (bytes32) {
        return MerkleBranch.foldFirst(leaf, branch);
    }

    function extend(
        bytes32 hash,
        uint32 nBits,
        bytes calldata headers
    ) external view returns (HeaderRun.Failure failure, uint256 index, bytes32) {
        HeaderChain.Tip memory tip = HeaderChain.Tip(hash, 100, 0, nBits, 0, 0);
        (failure, index) = HeaderChain.tryExtend(tip, headers);
        return (failure, index, tip.hash);
    }

    function extendCompact(
        bytes32 hash,
        uint32 nBits,
        bytes calldata headers
    ) external view returns (HeaderRun.Failure failure, uint256 index, bytes32) {
        HeaderChain.Tip memory tip = HeaderChain.Tip(hash, 100, 0, nBits, 0, 0);
        (failure, index) = HeaderChain.tryExtendCompact(tip, headers);
        return (failure, index, tip.hash);
    }

    function tryParentHash(
        bytes32 auxHash,
        uint32 auxChainId,
        bytes calldata proof
    ) external view returns (AuxPow.Failure, bytes32) {
        return AuxPow.tryParentHash(auxHash, auxChainId, proof);
    }

    function _branch(bytes32 seed, uint256 depth) private pure returns (bytes32[] memory branch) {
        branch = new bytes32[](depth);
        for (uint256 i = 0; i < depth; ++i) branch[i] = keccak256(abi.encode(seed, i));
    }

    function _script(bytes32 seed, uint256 i) private pure returns (bytes memory) {
        uint256 kind = uint8(seed[i]) % 5;
        if (kind == 0) return abi.encodePacked(hex"2e6a2c4c534350", seed, bytes8(seed));
        if (kind == 1) return abi.encodePacked(hex"2e6a2c4c534351", seed, bytes8(seed));
        if (kind == 2) return abi.encodePacked(hex"fd0001", _noise(seed, 256));
        if (kind == 3) return abi.encodePacked(hex"fd3000", _noise(seed, 48));
        return abi.encodePacked(uint8(seed[i]) % 100, _noise(seed, uint8(seed[i]) % 100));
    }

    function _noise(bytes32 seed, uint256 length) private pure returns (bytes memory noise) {
        noise = new bytes(length);
        for (uint256 i = 0; i < length; ++i) noise[i] = keccak256(abi.encode(seed, i / 32))[i % 32];
    }

    function _put(bytes memory content, uint256 start, bytes memory part) private pure {
        for (uint256 i = 0; i < part.length; ++i) content[start + i] = part[i];
    }
}
