// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

/// @title Who leads.
interface ISequencerPolicy {
    /// @notice The account whose signature counts for a superblock number.
    function leader(uint64 number) external view returns (address);
}
