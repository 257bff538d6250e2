// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {ICrossRollupMessenger} from "../../../contracts/l2/interfaces/ICrossRollupMessenger.sol";

/// @title A target that does to the messenger what targets might do.
contract MessageProbe {
    ICrossRollupMessenger private immutable MESSENGER;

    address public caller;
    address public crossSender;
    uint64 public crossChainId;
    uint256 public valueWei;
    uint256 public gasAtEntry;
    uint256 public calls;
    bytes public answer;

    error ProbeRefused(string why, uint256 number);

    constructor(ICrossRollupMessenger messenger) {
        MESSENGER = messenger;
    }

    receive() external payable {
        ++calls;
    }

    function record() external payable {
        gasAtEntry = gasleft();
        caller = msg.sender;
        crossSender = MESSENGER.crossSender();
        crossChainId = MESSENGER.crossChainId();
        valueWei = msg.value;
        ++calls;
    }

    function refuse(string calldata why, uint256 number) external payable {
        ++calls;
        revert ProbeRefused(why, number);
    }

    function burnAllGas() external payable {
        ++calls;
        while (true) {}
    }

    /// @notice Gives back or reverts with `size` bytes.
    function bomb(uint256 size, bool reverts) external payable {
        assembly {
            if reverts {
                revert(0, size)
            }
            return(0, size)
        }
    }

    /// @notice Calls anything and keeps what came back, whether it worked or not.
    function forward(address target, bytes calldata data) external payable {
        (, answer) = target.call(data);
        ++calls;
    }

    /// @notice Calls anything with ETH and bubbles a revert.
    function forwardOrRevert(address target, bytes calldata data, uint256 sendWei) external payable {
        (bool success, bytes memory returned) = target.call{value: sendWei}(data);
        if (!success) {
            assembly {
                revert(add(returned, 0x20), mload(returned))
            }
        }
        ++calls;
    }

    function askCrossSender() external view returns (address) {
        return MESSENGER.crossSender();
    }
}
