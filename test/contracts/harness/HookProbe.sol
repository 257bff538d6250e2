// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {ICrossRollupTokenReceiver} from "../../../contracts/l2/interfaces/ICrossRollupTokenReceiver.sol";

/// @title Uses every moment in which it is called to call something else; tests of re-entry.
contract HookProbe is ICrossRollupTokenReceiver {
    struct Call {
        address target;
        uint256 valueWei;
        bytes data;
    }

    Call[] private _armed;
    bool[] public successes;
    bytes[] public answers;

    receive() external payable {
        _fire();
    }

    /// @notice What to do the next time it is called, last first.
    function arm(Call[] calldata calls) external payable {
        for (uint256 i = 0; i < calls.length; ++i) _armed.push(calls[i]);
    }

    function fire() external payable {
        _fire();
    }

    /// @inheritdoc ICrossRollupTokenReceiver
    function onCrossRollupTokens(address, uint64, address, uint256, bytes calldata) external {
        _fire();
    }

    function outcomes() external view returns (bool[] memory, bytes[] memory) {
        return (successes, answers);
    }

    function _fire() private {
        while (_armed.length != 0) {
            Call memory call = _armed[_armed.length - 1];
            _armed.pop();
            (bool success, bytes memory answer) = call.target.call{value: call.valueWei}(call.data);
            successes.push(success);
            answers.push(answer);
        }
    }
}
