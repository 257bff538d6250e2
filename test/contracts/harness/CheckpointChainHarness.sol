// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Checkpoint, CheckpointCodec} from "../../../contracts/superblock/Checkpoint.sol";
import {CheckpointChain} from "../../../contracts/superblock/CheckpointChain.sol";
import {CheckpointRules} from "../../../contracts/superblock/CheckpointRules.sol";

/// @notice CheckpointChain with a clock that the caller sets.
contract CheckpointChainHarness {
    using CheckpointChain for CheckpointChain.State;

    event Tried(CheckpointRules.Failure failure, bytes32 id, bool leadChanged);

    CheckpointChain.State private _state;

    function init(CheckpointRules.Rules calldata rules, uint160 note, uint64 nowSec) external {
        _state.init(rules, note, nowSec);
    }

    function tryAccept(
        CheckpointRules.Rules calldata rules,
        Checkpoint calldata checkpoint,
        bytes calldata auxPow,
        uint160 note,
        uint64 nowSec
    ) external {
        (CheckpointRules.Failure failure, bytes32 id, bool leadChanged) = _state.tryAccept(
            rules,
            checkpoint,
            auxPow,
            note,
            nowSec
        );
        emit Tried(failure, id, leadChanged);
    }

    function accept(
        CheckpointRules.Rules calldata rules,
        Checkpoint calldata checkpoint,
        bytes calldata auxPow,
        uint160 note,
        uint64 nowSec
    ) external returns (bytes32 id, bool isNew, bool leadChanged) {
        return _state.accept(rules, checkpoint, auxPow, note, nowSec);
    }

    function promote(bytes32 id) external returns (bool) {
        return _state.promote(id);
    }

    function moveLead(bytes32 id) external {
        _state.moveLead(id);
    }

    function lead() external view returns (bytes32) {
        return _state.lead;
    }

    function link(bytes32 id) external view returns (CheckpointChain.Link memory) {
        return _state.links[id];
    }

    function isLeading(bytes32 id) external view returns (bool) {
        return _state.isLeading(id);
    }

    function requiredBits(
        CheckpointRules.Rules calldata rules,
        bytes32 parentId,
        uint64 nowSec
    ) external view returns (uint32) {
        return _state.requiredBits(rules, parentId, nowSec);
    }

    function requiredTarget(
        CheckpointRules.Rules calldata rules,
        bytes32 parentId,
        uint64 nowSec
    ) external view returns (uint256) {
        return _state.requiredTarget(rules, parentId, nowSec);
    }

    function encode(Checkpoint calldata checkpoint) external pure returns (bytes memory) {
        return CheckpointCodec.encode(checkpoint);
    }

    function checkpointId(Checkpoint calldata checkpoint) external view returns (bytes32) {
        return CheckpointCodec.id(checkpoint);
    }
}
