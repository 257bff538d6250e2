// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

/// @title Cheatcodes of the Solidity test runner that our tests use.
interface Vm {
    function coinbase(address producer) external;
    function prank(address sender, address origin) external;
    function warp(uint256 timestampSec) external;
    function deal(address account, uint256 balance) external;
    function store(address account, bytes32 slot, bytes32 value) external;
}

Vm constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
