// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

/// @title Storage slots that other chains prove: public API, never moved.
library SlotLayout {
    /// @notice CrossRollupMessenger: digest of all channels of this rollup (Channel.digest), bytes32.
    uint256 internal constant MESSENGER_CHANNELS_DIGEST = 0;
    /// @notice CrossRollupMessenger: non-zero while a channel has changed since the last seal. A block that ends
    /// with a value other than zero here is invalid.
    uint256 internal constant MESSENGER_UNSEALED = 1;
}

/// @title Fixed addresses of our system contracts on every rollup.
library SystemAddresses {
    address internal constant MESSENGER = 0x4C53000000000000000000000000000000000001;
    address internal constant TOKEN_BRIDGE = 0x4c53000000000000000000000000000000000002;
    address internal constant MINED_BLOCK_ORACLE = 0x4C53000000000000000000000000000000000003;
}
