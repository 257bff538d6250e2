// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICrossRollupMessenger} from "../../../contracts/l2/interfaces/ICrossRollupMessenger.sol";
import {SystemAddresses} from "../../../contracts/superblock/SlotLayout.sol";

/// @dev Stands at the same address on every rollup; notes who comes by, carries value on, refuses where it is told
/// to. Random tests of groups put a tree of visits into one call.
contract Courier {
    ICrossRollupMessenger private constant MESSENGER = ICrossRollupMessenger(SystemAddresses.MESSENGER);
    uint64 private constant RESULT_BYTES = 32;

    /// @dev Where to go on from here; `call` is a whole call of `visit` there.
    struct Leg {
        uint64 dstChainId;
        uint256 valueWei;
        uint64 gasLimit;
        bytes call;
    }

    uint256 public visits;

    event Visited(uint64 indexed id, address indexed caller, uint256 valueWei);

    error CourierRefused(uint64 id, uint64 chainId);

    receive() external payable {}

    /// @param refuses to fail here, with an error that names the place
    function visit(uint64 id, bool refuses, Leg[] calldata legs) external payable {
        if (refuses) revert CourierRefused(id, uint64(block.chainid));
        ++visits;
        emit Visited(id, msg.sender, msg.value);
        for (uint256 i = 0; i < legs.length; ++i) {
            Leg calldata leg = legs[i];
            uint256 fee = MESSENGER.quote(leg.dstChainId, leg.gasLimit);
            MESSENGER.trigger{value: fee + leg.valueWei}(
                leg.dstChainId,
                address(this),
                leg.call,
                leg.gasLimit
            );
        }
    }

    /// @notice Asks its twin on another rollup and notes the answer as if it were a visit of that many wei.
    function ask(uint64 id, uint64 dstChainId, bool refuses, uint64 gasLimit) external payable {
        uint256 fee = MESSENGER.quoteForResult(dstChainId, gasLimit, RESULT_BYTES);
        bytes memory call = abi.encodeCall(this.answer, (id, refuses));
        bytes memory result = MESSENGER.triggerForResult{value: fee}(
            dstChainId,
            address(this),
            call,
            gasLimit,
            RESULT_BYTES
        );
        ++visits;
        emit Visited(id, msg.sender, abi.decode(result, (uint256)));
    }

    /// @return a number that nobody else would say
    function answer(uint64 id, bool refuses) external payable returns (uint256) {
        if (refuses) revert CourierRefused(id, uint64(block.chainid));
        ++visits;
        emit Visited(id, msg.sender, msg.value);
        return uint256(keccak256(abi.encode(id, block.chainid)));
    }
}
