// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICrossRollupTokenReceiver} from "../l2/interfaces/ICrossRollupTokenReceiver.sol";
import {SystemAddresses} from "../superblock/SlotLayout.sol";

/// @title Takes tokens from other rollups once it is open; until then every transfer to it is undone on both.
contract RefusingReceiver is ICrossRollupTokenReceiver {
    uint64 private immutable CLOSED_UNTIL_SEC;

    mapping(address from => uint256 amount) private _received;

    event ReceiverTook(
        address indexed token,
        uint64 indexed srcChainId,
        address indexed from,
        uint256 amount
    );

    error ReceiverNotBridge(address caller);
    error ReceiverClosed(uint256 untilSec);

    /// @param closedUntilSec_ Unix seconds
    constructor(uint64 closedUntilSec_) {
        CLOSED_UNTIL_SEC = closedUntilSec_;
    }

    /// @inheritdoc ICrossRollupTokenReceiver
    function onCrossRollupTokens(
        address token,
        uint64 srcChainId,
        address from,
        uint256 amount,
        bytes calldata
    ) external {
        require(msg.sender == SystemAddresses.TOKEN_BRIDGE, ReceiverNotBridge(msg.sender));
        require(block.timestamp >= CLOSED_UNTIL_SEC, ReceiverClosed(CLOSED_UNTIL_SEC));

        _received[from] += amount;
        emit ReceiverTook(token, srcChainId, from, amount);
    }

    function receivedFrom(address from) external view returns (uint256 amount) {
        return _received[from];
    }

    function closedUntilSec() external view returns (uint64) {
        return CLOSED_UNTIL_SEC;
    }
}
