// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {PowLimitedExchange} from "../../../contracts/examples/PowLimitedExchange.sol";

/// @title Sells tokens and, when it is paid, calls the exchange once more.
contract ReenteringTrader {
    PowLimitedExchange private immutable EXCHANGE;
    bytes private _again;

    constructor(PowLimitedExchange exchange, IERC20 token) {
        EXCHANGE = exchange;
        token.approve(address(exchange), type(uint256).max);
    }

    /// @param again call to the exchange when the ETH comes; none when empty
    function sell(uint256 tokens, bytes calldata again) external {
        _again = again;
        EXCHANGE.sell(tokens, 0);
    }

    receive() external payable {
        if (_again.length == 0) return;
        (bool done, bytes memory why) = address(EXCHANGE).call(_again);
        if (!done) {
            assembly ("memory-safe") {
                revert(add(why, 32), mload(why))
            }
        }
    }
}
