// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

/// @title Hashes of L1's own recent blocks.
library L1Origin {
    /// @custom:source EIP-2935
    address internal constant HISTORY = 0x0000F90827F1C53a10cb7A02335B175320002935;
    uint256 private constant BLOCKHASH_WINDOW = 256;

    /// @notice Hash of an L1 block before this one; zero if it is not known (anymore).
    /// @dev The opcode reaches 256 blocks back, the history contract 8191. On a chain without EIP-2935 the call
    /// to an account without code gives no bytes, which reads as unknown.
    function hashOf(uint64 number) internal view returns (bytes32 blockHash) {
        if (number >= block.number) return bytes32(0);
        if (block.number - number <= BLOCKHASH_WINDOW) return blockhash(number);

        (bool ok, bytes memory word) = HISTORY.staticcall(abi.encode(uint256(number)));
        if (ok && word.length == 32) blockHash = abi.decode(word, (bytes32));
    }
}
