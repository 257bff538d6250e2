// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISequencerPolicy} from "../interfaces/ISequencerPolicy.sol";

/// @title The simplest sequencer policy: one leader, for good.
contract FixedSequencer is ISequencerPolicy {
    error FixedSequencerNoLeader();

    address private immutable LEADER;

    constructor(address leader_) {
        require(leader_ != address(0), FixedSequencerNoLeader());
        LEADER = leader_;
    }

    /// @inheritdoc ISequencerPolicy
    function leader(uint64) external view returns (address) {
        return LEADER;
    }

    /// @inheritdoc ISequencerPolicy
    /// @dev There is no bond to take from.
    function onAbandon(address) external pure {}

    /// @inheritdoc ISequencerPolicy
    function accountable(uint64) external view returns (address) {
        return LEADER;
    }

    /// @inheritdoc ISequencerPolicy
    /// @dev Nothing is bonded: the batch has fallen, and that is all.
    function onFault(uint64, uint64, address) external {}
}
