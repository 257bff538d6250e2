// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

/// @title An account that takes no ETH.
contract NoEther {
    function touch() external pure returns (bool) {
        return true;
    }
}
