// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title A price that its owner sets, for contracts on this rollup and on the others.
/// @dev Nothing in it knows of other rollups: whoever answers a call can answer one from elsewhere.
contract CrossRollupPriceFeed {
    address private immutable OWNER;

    uint256 private _price;

    event FeedPriceSet(uint256 price);

    error FeedNotOwner(address caller);
    error FeedWithoutPrice();

    constructor() {
        OWNER = msg.sender;
    }

    function setPrice(uint256 price_) external {
        require(msg.sender == OWNER, FeedNotOwner(msg.sender));

        _price = price_;
        emit FeedPriceSet(price_);
    }

    function price() external view returns (uint256) {
        require(_price != 0, FeedWithoutPrice());
        return _price;
    }
}
