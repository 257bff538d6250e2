// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {BitcoinHash} from "./BitcoinHash.sol";
import {CompactTarget} from "./CompactTarget.sol";

/// @notice Reads an 80-byte Bitcoin block header in place and checks its own proof of work.
/// @dev The readers take a header whose length the caller has checked.
/// @custom:source Bitcoin Core primitives/block.h CBlockHeader, pow.cpp CheckProofOfWork.
library BlockHeader {
    enum Failure {
        None,
        NBitsNegative,
        NBitsZero,
        NBitsOverflow,
        HeaderLengthInvalid,
        HashAboveTarget
    }

    error BlockHeaderInvalid(Failure failure);

    uint256 internal constant LENGTH = 80;

    /// @notice The hash of a header that meets its own target, or why it does not.
    /// @return failure Why it does not.
    /// @return blockHash Wire order.
    function tryVerify(bytes calldata header) internal view returns (Failure failure, bytes32 blockHash) {
        if (header.length != LENGTH) return (Failure.HeaderLengthInvalid, 0);
        uint32 bits = nBits(header);
        blockHash = hash(header);
        if (CompactTarget.isPlainlyMetBy(bits, blockHash)) return (Failure.None, blockHash);

        (CompactTarget.Failure invalid, ) = CompactTarget.tryDecode(bits);
        if (invalid != CompactTarget.Failure.None) return (Failure(uint8(invalid)), 0);
        if (!CompactTarget.isMetBy(bits, blockHash)) return (Failure.HashAboveTarget, 0);
    }

    /// @notice The hash of a header that meets its own target; reverts if it does not.
    function verify(bytes calldata header) internal view returns (bytes32) {
        (Failure failure, bytes32 blockHash) = tryVerify(header);
        require(failure == Failure.None, BlockHeaderInvalid(failure));
        return blockHash;
    }

    /// @notice The header's hash, wire order.
    function hash(bytes calldata header) internal view returns (bytes32) {
        uint256 pos;
        assembly ("memory-safe") {
            pos := mload(0x40)
            calldatacopy(pos, header.offset, 80)
        }
        return BitcoinHash.sha256dAt(pos, LENGTH);
    }

    /// @notice The version, a signed number in Bitcoin; miners roll its bits.
    function version(bytes calldata header) internal pure returns (uint32) {
        return uint32(BitcoinHash.reverse32(_word(header, 0) >> 224));
    }

    /// @notice The previous block's hash, wire order.
    function previousHash(bytes calldata header) internal pure returns (bytes32) {
        return bytes32(_word(header, 4));
    }

    /// @notice The root of the transactions' Merkle tree, wire order.
    function merkleRoot(bytes calldata header) internal pure returns (bytes32) {
        return bytes32(_word(header, 36));
    }

    /// @notice The miner's clock, Unix seconds.
    function timeSec(bytes calldata header) internal pure returns (uint32) {
        return uint32(BitcoinHash.reverse32(_word(header, 48) >> 64));
    }

    /// @notice The compact target.
    function nBits(bytes calldata header) internal pure returns (uint32) {
        return uint32(BitcoinHash.reverse32(_word(header, 48) >> 32));
    }

    /// @notice The nonce.
    function nonce(bytes calldata header) internal pure returns (uint32) {
        return uint32(BitcoinHash.reverse32(_word(header, 48)));
    }

    function _word(bytes calldata header, uint256 pos) private pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := calldataload(add(header.offset, pos))
        }
    }
}
