// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

/// @notice Bitcoin's double SHA-256, and the only place that turns bytes round.
/// @dev Hashes are `bytes32` in wire order: the digest as SHA-256 returns it.
/// Callers of `reverse`: CompactTarget (comparing a hash with a target of unusual exponent) and AuxPow (the
/// merged-mining root stands reversed in the coinbase). Callers of `reverse32`: BlockHeader, HeaderChain and
/// AuxPow, for little-endian 32-bit fields.
library BitcoinHash {
    uint256 private constant M8 = 0x00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff;
    uint256 private constant M16 = 0x0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff;
    uint256 private constant M32 = 0x00000000ffffffff00000000ffffffff00000000ffffffff00000000ffffffff;
    uint256 private constant M64 = 0x0000000000000000ffffffffffffffff0000000000000000ffffffffffffffff;

    /// @notice The SHA-256d of calldata bytes.
    function sha256d(bytes calldata content) internal pure returns (bytes32) {
        return sha256(abi.encodePacked(sha256(content)));
    }

    /// @notice The SHA-256d of `length` bytes of memory at `pos`.
    /// @dev A precompile call fails only for want of gas; then the frame ends, so no caller sees another hash.
    function sha256dAt(uint256 pos, uint256 length) internal view returns (bytes32 hash) {
        assembly ("memory-safe") {
            let done := staticcall(gas(), 2, pos, length, 0x00, 0x20)
            if iszero(and(staticcall(gas(), 2, 0x00, 0x20, 0x00, 0x20), done)) {
                invalid()
            }
            hash := mload(0x00)
        }
    }

    /// @notice The 32 bytes in the opposite order.
    function reverse(bytes32 word) internal pure returns (bytes32) {
        uint256 x = uint256(word);
        x = ((x >> 8) & M8) | ((x & M8) << 8);
        x = ((x >> 16) & M16) | ((x & M16) << 16);
        x = ((x >> 32) & M32) | ((x & M32) << 32);
        x = ((x >> 64) & M64) | ((x & M64) << 64);
        return bytes32((x >> 128) | (x << 128));
    }

    /// @notice A 32-bit number with its four bytes in the opposite order.
    /// @param x Only the low 32 bits count.
    function reverse32(uint256 x) internal pure returns (uint256) {
        x = ((x >> 8) & 0x00ff00ff) | ((x & 0x00ff00ff) << 8);
        return (x >> 16) | ((x & 0xffff) << 16);
    }
}
