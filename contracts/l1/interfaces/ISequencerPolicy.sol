// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

/// @title Who leads.
interface ISequencerPolicy {
    /// @notice The account whose signature counts for a superblock number.
    function leader(uint64 number) external view returns (address);

    /// @notice Told by the inbox when `leader` ends its term without a fault of others.
    /// @dev A bonded policy takes its price here, from this inbox's calls only; a revert keeps the term.
    function onAbandon(address leader) external;
}
