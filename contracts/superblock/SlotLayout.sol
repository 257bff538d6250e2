// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

/// @title Storage slots that other chains prove: public API, never moved.
library SlotLayout {
    /// @notice CrossRollupMessenger: digest of all channels of this rollup (Channel.digest), bytes32.
    uint256 internal constant MESSENGER_CHANNELS_DIGEST = 0;
    /// @notice CrossRollupMessenger: non-zero while a channel has changed since the last seal (lowest byte) or results
    /// wait to be taken (the next eight). A block that ends with a value other than zero here is invalid.
    uint256 internal constant MESSENGER_UNSEALED = 1;
    /// @notice CrossRollupMessenger: mapping from a destination to the tree of what was sent there; its first slot is
    /// the count.
    uint256 internal constant MESSENGER_OUTBOX = 2;
    /// @notice CrossRollupMessenger: mapping from a source to the tree of what came from there.
    uint256 internal constant MESSENGER_INBOX = 3;
    /// @notice CheckpointLedger: id of the leading checkpoint, bytes32.
    uint256 internal constant LEDGER_LEAD = 2;

    /// @notice First slot of the value that a mapping at `slot` has for a chain.
    function ofChain(uint256 slot, uint64 chainId) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(chainId, slot)));
    }
}

/// @title Fixed addresses of our system contracts on every rollup.
library SystemAddresses {
    address internal constant MESSENGER = 0x4C53000000000000000000000000000000000001;
    address internal constant TOKEN_BRIDGE = 0x4c53000000000000000000000000000000000002;
    address internal constant MINED_BLOCK_ORACLE = 0x4C53000000000000000000000000000000000003;
}
