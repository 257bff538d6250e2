// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {CappedCall} from "../../../contracts/l2/CappedCall.sol";

/// @title CappedCall and its twin in plain Solidity.
contract CappedCallHarness {
    function capped(
        address target,
        uint256 gasLimit,
        bytes memory data
    ) external payable returns (bool success, bytes memory returnData) {
        return CappedCall.call(target, msg.value, gasLimit, data);
    }

    function plain(
        address target,
        uint256 gasLimit,
        bytes memory data
    ) external payable returns (bool success, bytes memory returnData) {
        bytes memory whole;
        (success, whole) = target.call{value: msg.value, gas: gasLimit}(data);
        uint256 size =
            whole.length < CappedCall.MAX_RETURN_BYTES ? whole.length : CappedCall.MAX_RETURN_BYTES;
        returnData = new bytes(size);
        for (uint256 i = 0; i < size; ++i) returnData[i] = whole[i];
    }
}

/// @title Gives back, or reverts with, exactly the bytes it is called with.
contract Echo {
    fallback(bytes calldata data) external payable returns (bytes memory) {
        if (data.length != 0 && uint8(data[0]) & 1 == 1) {
            bytes memory reason = data;
            assembly {
                revert(add(reason, 0x20), mload(reason))
            }
        }
        return data;
    }
}
