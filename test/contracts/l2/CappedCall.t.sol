// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {CappedCall} from "../../../contracts/l2/CappedCall.sol";
import {CappedCallHarness, Echo} from "../harness/CappedCallHarness.sol";

/// @title The assembly equals its plain twin.
contract CappedCallTest {
    CappedCallHarness private _harness = new CappedCallHarness();
    address private _echo = address(new Echo());

    function testFuzzEqualsPlain(bytes memory data, uint64 valueWei) external {
        _compare(data, valueWei % 1000);
    }

    function testFuzzEqualsPlainAroundTheCap(bytes32 seed, uint8 offset) external {
        bytes memory data = new bytes(CappedCall.MAX_RETURN_BYTES - 128 + offset);
        for (uint256 i = 0; i < data.length; i += 32) {
            bytes32 word = keccak256(abi.encode(seed, i));
            for (uint256 k = 0; k < 32 && i + k < data.length; ++k) data[i + k] = word[k];
        }
        _compare(data, 0);
    }

    function testNoCodeNoData() external {
        (bool success, bytes memory returnData) = _harness.capped{value: 3}(address(0xabcd), 0, "");
        require(success && returnData.length == 0 && address(0xabcd).balance == 3, "plain payment");
    }

    function _compare(bytes memory data, uint256 valueWei) private {
        (bool ok, bytes memory got) = _harness.capped{value: valueWei}(_echo, 1_000_000, data);
        (bool okTwin, bytes memory expected) = _harness.plain{value: valueWei}(_echo, 1_000_000, data);
        require(ok == okTwin && keccak256(got) == keccak256(expected), "differs");
        require(got.length <= CappedCall.MAX_RETURN_BYTES, "cap");
        bool reverts = data.length != 0 && uint8(data[0]) & 1 == 1;
        require(ok != reverts, "outcome");
    }
}
