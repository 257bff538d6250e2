// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {IPortal} from "../../../contracts/l1/interfaces/IPortal.sol";

/// @dev What a claim may meet: a target that looks who speaks, one that refuses, one that calls back.
contract ClaimTargetHarness {
    error ClaimTargetRefuses(uint256 reason);

    IPortal private immutable PORTAL;

    address public sender;
    uint64 public chainId;
    uint256 public received;
    bytes public lastData;
    uint256 public gasGiven;

    constructor(address portal) {
        PORTAL = IPortal(portal);
    }

    receive() external payable {
        received += msg.value;
        lastData = "";
    }

    function look(uint256) external payable {
        gasGiven = gasleft();
        sender = PORTAL.crossSender();
        chainId = PORTAL.crossChainId();
        received += msg.value;
        lastData = msg.data;
    }

    function refuse(uint256 reason) external payable {
        revert ClaimTargetRefuses(reason);
    }

    /// @dev Passes on what the Portal answers to a nested claim.
    function reenter(bytes calldata claim) external payable {
        (bool ok, bytes memory returned) = address(PORTAL).call(claim);
        if (ok) return;
        assembly ("memory-safe") {
            revert(add(returned, 0x20), mload(returned))
        }
    }
}
