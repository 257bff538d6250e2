// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {Message, MessageKind} from "../superblock/Channel.sol";

/// @title A message from L1 that failed or came too late, on its way back.
library Bounce {
    /// @return message without its nonce, which the outbox gives
    /// @return preimage of the leaf that failed: `dataHash` is that leaf, so the Portal can open it
    function answering(
        Message calldata failed,
        bytes32 failedLeaf
    ) internal pure returns (Message memory message, bytes memory preimage) {
        message.kind = MessageKind.BOUNCE;
        message.srcChainId = failed.dstChainId;
        message.dstChainId = failed.srcChainId;
        message.sender = failed.sender;
        message.target = failed.refundTo;
        message.value = failed.value;
        message.refundTo = failed.refundTo;
        message.dataHash = failedLeaf;
        preimage = bytes.concat(bytes1(0x00), abi.encode(failed));
    }
}
