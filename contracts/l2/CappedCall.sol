// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

/// @title A call that copies at most MAX_RETURN_BYTES of what the callee gives back.
/// @dev Solidity's own call copies everything, so a callee could make its caller pay for megabytes of memory.
library CappedCall {
    uint256 internal constant MAX_RETURN_BYTES = 4096;

    /// @param gasLimit gas for the callee; the caller has checked that it is there (63/64 rule)
    /// @return success whether the call succeeded
    /// @return returnData the first MAX_RETURN_BYTES of what came back
    function call(
        address target,
        uint256 value,
        uint256 gasLimit,
        bytes memory data
    ) internal returns (bool success, bytes memory returnData) {
        uint256 maxBytes = MAX_RETURN_BYTES;
        assembly ("memory-safe") {
            success := call(gasLimit, target, value, add(data, 0x20), mload(data), 0, 0)
            let size := returndatasize()
            if gt(size, maxBytes) {
                size := maxBytes
            }
            returnData := mload(0x40)
            mstore(returnData, size)
            returndatacopy(add(returnData, 0x20), 0, size)
            mstore(0x40, and(add(add(returnData, size), 0x3f), not(0x1f)))
        }
    }
}
