// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BlockHeader} from "../../../../contracts/bitcoin/BlockHeader.sol";

/// @notice What `npm run gas` measures: one header.
contract HeaderGas {
    function verify(bytes calldata header) external view returns (BlockHeader.Failure, bytes32) {
        return BlockHeader.tryVerify(header);
    }
}
