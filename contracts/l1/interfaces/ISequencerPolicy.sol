// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

/// @title Who leads.
interface ISequencerPolicy {
    /// @notice The account whose signature counts for a superblock number.
    function leader(uint64 number) external view returns (address);

    /// @notice Told by the inbox when `leader` ends its term without a fault of others.
    /// @dev A bonded policy takes its price here, from this inbox's calls only; a revert keeps the term.
    function onAbandon(address leader) external;

    /// @notice The account that answers for the superblocks of a number, whether it may lead now or not.
    function accountable(uint64 number) external view returns (address);

    /// @notice Told by the claims contract when a lie or an equivocation of the accountable account was proven.
    /// @dev A bonded policy slashes here, on calls of that contract only; with nothing left to slash it does nothing.
    /// @param number of the false batch's tip, or of the superblocks signed twice
    /// @param sinceSec the fault was committed at this time or later, Unix seconds
    /// @param prover who brought the proof
    function onFault(uint64 number, uint64 sinceSec, address prover) external;
}
