// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICrossRollupMessenger} from "../../../contracts/l2/interfaces/ICrossRollupMessenger.sol";
import {SystemAddresses} from "../../../contracts/superblock/SlotLayout.sol";

/// @dev Stands at the same address on every rollup and does to results what apps might do; tests of groups.
contract ResultProbe {
    ICrossRollupMessenger private constant MESSENGER = ICrossRollupMessenger(SystemAddresses.MESSENGER);
    uint64 private constant GAS_LIMIT = 1_500_000;
    uint64 private constant MAX_RESULT_BYTES = 64;

    enum What {
        /// asks for a result and adds it up
        Ask,
        /// a plain trigger
        Trigger,
        /// asks and goes on without if that reverts
        AskOrGoOn,
        /// reads a result in a frame that then reverts, and goes on
        AskAndUndo,
        /// reverts
        Fail,
        /// burns gas
        Work
    }
    struct Step {
        What what;
        uint64 dstChainId;
        bytes data;
    }

    uint256 public number;
    uint256 public calls;
    uint256[] public seen;

    error ProbeFailed(uint256 sum);
    error ProbeUndone();

    receive() external payable {}

    function set(uint256 number_) external {
        number = number_;
    }

    function answer() external returns (uint256) {
        ++calls;
        return number;
    }

    function nothing() external {
        ++calls;
    }

    /// @notice Gives back `size` bytes.
    function sized(uint256 size) external pure {
        assembly {
            return(0, size)
        }
    }

    function ask(uint64 dstChainId, bytes memory data) public payable returns (uint256) {
        uint256 feeWei = MESSENGER.quoteForResult(dstChainId, GAS_LIMIT, MAX_RESULT_BYTES);
        bytes memory result = MESSENGER.triggerForResult{value: feeWei}(
            dstChainId,
            address(this),
            data,
            GAS_LIMIT,
            MAX_RESULT_BYTES
        );
        return abi.decode(result, (uint256));
    }

    function askThenRevert(uint64 dstChainId, bytes calldata data) external {
        ask(dstChainId, data);
        revert ProbeUndone();
    }

    function play(Step[] calldata steps) external payable returns (uint256 sum) {
        for (uint256 i = 0; i < steps.length; ++i) sum += _do(steps[i], sum);
        seen.push(sum);
    }

    function seenCount() external view returns (uint256) {
        return seen.length;
    }

    function _do(Step calldata step, uint256 sum) private returns (uint256) {
        if (step.what == What.Ask) return ask(step.dstChainId, step.data);
        if (step.what == What.Fail) revert ProbeFailed(sum);
        if (step.what == What.Trigger) {
            uint256 feeWei = MESSENGER.quote(step.dstChainId, GAS_LIMIT);
            MESSENGER.trigger{value: feeWei}(step.dstChainId, address(this), step.data, GAS_LIMIT);
        } else if (step.what == What.AskOrGoOn) {
            try this.ask(step.dstChainId, step.data) returns (uint256 result) {
                return result;
            } catch {
                return 1_000_000;
            }
        } else if (step.what == What.AskAndUndo) {
            try this.askThenRevert(step.dstChainId, step.data) {} catch {}
        } else {
            uint256 end = gasleft() - 1_000_000;
            while (gasleft() > end) {}
        }
        return 0;
    }
}
