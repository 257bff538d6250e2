// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICrossRollupMessenger} from "../l2/interfaces/ICrossRollupMessenger.sol";
import {SystemAddresses} from "../superblock/SlotLayout.sol";

/// @title A counter that only one contract on one other rollup may raise.
/// @dev Three checks, none of which may be left out: the messenger calls, for that sender, on that chain. The same
/// address on another chain may belong to somebody else.
contract CrossRollupCounter {
    ICrossRollupMessenger private constant MESSENGER = ICrossRollupMessenger(SystemAddresses.MESSENGER);
    uint256 private constant MAX_AMOUNT = 1000;

    uint64 private immutable CALLER_CHAIN_ID;
    address private immutable CALLER;

    uint256 private _total;
    address private _lastCrossSender;

    event CounterIncremented(uint64 indexed srcChainId, address indexed crossSender, uint256 amount);

    error CounterNotMessenger(address caller);
    error CounterWrongChain(uint64 expected, uint64 actual);
    error CounterWrongSender(address expected, address actual);
    error CounterTooMuch(uint256 maximum, uint256 amount);

    /// @param callerChainId_ rollup of the CrossRollupCaller
    /// @param caller_ its address there
    constructor(uint64 callerChainId_, address caller_) {
        CALLER_CHAIN_ID = callerChainId_;
        CALLER = caller_;
    }

    function increment(uint256 amount) external {
        require(msg.sender == address(MESSENGER), CounterNotMessenger(msg.sender));
        uint64 srcChainId = MESSENGER.crossChainId();
        require(srcChainId == CALLER_CHAIN_ID, CounterWrongChain(CALLER_CHAIN_ID, srcChainId));
        address sender = MESSENGER.crossSender();
        require(sender == CALLER, CounterWrongSender(CALLER, sender));
        require(amount <= MAX_AMOUNT, CounterTooMuch(MAX_AMOUNT, amount));

        _total += amount;
        _lastCrossSender = sender;
        emit CounterIncremented(srcChainId, sender, amount);
    }

    function total() external view returns (uint256) {
        return _total;
    }

    function lastCrossSender() external view returns (address) {
        return _lastCrossSender;
    }
}
