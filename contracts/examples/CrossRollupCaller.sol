// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICrossRollupMessenger} from "../l2/interfaces/ICrossRollupMessenger.sol";
import {SystemAddresses} from "../superblock/SlotLayout.sol";
import {CrossRollupCounter} from "./CrossRollupCounter.sol";

/// @title Counts on this rollup and, in the same superblock, on a CrossRollupCounter of another rollup.
contract CrossRollupCaller {
    ICrossRollupMessenger private constant MESSENGER = ICrossRollupMessenger(SystemAddresses.MESSENGER);

    uint256 private _total;

    event CallerCounted(uint64 indexed dstChainId, address indexed counter, uint256 amount, bytes32 leaf);

    /// @notice Both counters go up or neither does. `msg.value` = the messenger's quote for `gasLimit`.
    function count(
        uint64 dstChainId,
        address counter,
        uint256 amount,
        uint64 gasLimit
    ) external payable returns (bytes32 leaf) {
        _total += amount;
        bytes memory call = abi.encodeCall(CrossRollupCounter.increment, (amount));
        leaf = MESSENGER.trigger{value: msg.value}(dstChainId, counter, call, gasLimit);
        emit CallerCounted(dstChainId, counter, amount, leaf);
    }

    function total() external view returns (uint256) {
        return _total;
    }
}
