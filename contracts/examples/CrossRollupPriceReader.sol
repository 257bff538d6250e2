// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICrossRollupMessenger} from "../l2/interfaces/ICrossRollupMessenger.sol";
import {SystemAddresses} from "../superblock/SlotLayout.sol";
import {CrossRollupPriceFeed} from "./CrossRollupPriceFeed.sol";

/// @title Settles at the price that a CrossRollupPriceFeed on another rollup gives in the same transaction.
contract CrossRollupPriceReader {
    ICrossRollupMessenger private constant MESSENGER = ICrossRollupMessenger(SystemAddresses.MESSENGER);
    uint64 private constant GAS_LIMIT = 50_000;
    /// @dev A uint256, ABI-encoded.
    uint64 private constant ANSWER_BYTES = 32;

    uint64 private immutable FEED_CHAIN_ID;
    address private immutable FEED;

    mapping(address owner => uint256) private _settled;

    event ReaderSettled(address indexed owner, uint256 amount, uint256 price, uint256 value);

    error ReaderPriceTooLow(uint256 leastPrice, uint256 price);

    constructor(uint64 feedChainId_, address feed_) {
        FEED_CHAIN_ID = feedChainId_;
        FEED = feed_;
    }

    /// @notice What `settle` must be sent, in wei.
    function fee() public view returns (uint256 feeWei) {
        return MESSENGER.quoteForResult(FEED_CHAIN_ID, GAS_LIMIT, ANSWER_BYTES);
    }

    /// @notice Values `amount` at the feed's price. Below `leastPrice` nothing happens, on either rollup.
    /// @dev The checks that could fail stand before the question where they can: after the answer was read a revert
    /// drops the transaction instead of including it as failed.
    function settle(uint256 amount, uint256 leastPrice) external payable returns (uint256 value) {
        bytes memory call = abi.encodeCall(CrossRollupPriceFeed.price, ());
        bytes memory answer = MESSENGER.triggerForResult{value: msg.value}(
            FEED_CHAIN_ID,
            FEED,
            call,
            GAS_LIMIT,
            ANSWER_BYTES
        );
        uint256 price = abi.decode(answer, (uint256));
        require(price >= leastPrice, ReaderPriceTooLow(leastPrice, price));

        value = amount * price;
        _settled[msg.sender] += value;
        emit ReaderSettled(msg.sender, amount, price, value);
    }

    function settledOf(address owner) external view returns (uint256 value) {
        return _settled[owner];
    }
}
