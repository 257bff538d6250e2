// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {IERC7802} from "@openzeppelin/contracts/interfaces/draft-IERC7802.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";

/// @title A token that lives on all rollups at one address (ERC-20, ERC-2612, ERC-7802).
///
/// Assumes
/// - the bridge mints only what a bridge on another rollup burnt
///
/// Keeps
/// - K1: only the bridge that created it mints and burns; the initial supply comes into being on its home only
interface ISharedERC20 is IERC20Metadata, IERC20Permit, IERC7802 {
    error SharedERC20NotBridge(address caller);

    /// @notice The rollup on which the initial supply came into being.
    function homeChainId() external view returns (uint64);

    function bridge() external view returns (address);
}
