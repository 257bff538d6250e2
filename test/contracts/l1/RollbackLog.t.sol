// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {RollbackLog} from "../../../contracts/l1/RollbackLog.sol";

/// @dev Against a plain array.
contract RollbackLogTest {
    using RollbackLog for RollbackLog.Log;

    RollbackLog.Log private _log;
    uint64[] private _plain;

    function testFuzz_agreesWithAPlainArray(uint32[13] calldata targets, uint8 length, uint32 index) public {
        uint256 count = uint256(length) % 14;
        for (uint256 i = 0; i < count; ++i) {
            _log.push(targets[i]);
            _plain.push(targets[i]);
            require(_log.length() == i + 1, "length");
        }
        for (uint256 from = 0; from <= count; ++from) {
            require(_log.hasStayed(index, from) == _stayed(index, from), "any index");
            for (uint256 i = 0; i < count; ++i) {
                require(_log.hasStayed(targets[i], from) == _stayed(targets[i], from), "at a target");
            }
        }
    }

    function _stayed(uint64 index, uint256 from) private view returns (bool) {
        for (uint256 i = from; i < _plain.length; ++i) if (_plain[i] < index) return false;
        return true;
    }
}
