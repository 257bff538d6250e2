// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC20Bridgeable} from "@openzeppelin/contracts/token/ERC20/extensions/draft-ERC20Bridgeable.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {ICrossRollupTokenBridge} from "./interfaces/ICrossRollupTokenBridge.sol";
import {ISharedERC20} from "./interfaces/ISharedERC20.sol";

/// @title A token that lives on all rollups at one address.
/// @dev The constructor's arguments are the same on every rollup, or CREATE2 would give different addresses; what
/// differs (the supply) is decided by `block.chainid`.
contract SharedERC20 is ERC20Permit, ERC20Bridgeable, ISharedERC20 {
    uint8 private immutable DECIMALS;
    uint64 private immutable HOME_CHAIN_ID;
    address private immutable BRIDGE;

    constructor(
        ICrossRollupTokenBridge.TokenTerms memory terms
    ) ERC20(terms.name, terms.symbol) ERC20Permit(terms.name) {
        DECIMALS = terms.decimals;
        HOME_CHAIN_ID = terms.homeChainId;
        BRIDGE = msg.sender;
        bool createsSupply = block.chainid == terms.homeChainId && terms.initialSupply != 0;
        if (createsSupply) _mint(terms.initialHolder, terms.initialSupply);
    }

    /// @inheritdoc ISharedERC20
    function homeChainId() external view returns (uint64) {
        return HOME_CHAIN_ID;
    }

    /// @inheritdoc ISharedERC20
    function bridge() external view returns (address) {
        return BRIDGE;
    }

    function decimals() public view override(ERC20, IERC20Metadata) returns (uint8) {
        return DECIMALS;
    }

    function nonces(address owner) public view override(ERC20Permit, IERC20Permit) returns (uint256) {
        return super.nonces(owner);
    }

    function supportsInterface(
        bytes4 interfaceId
    ) public view override(ERC20Bridgeable, IERC165) returns (bool) {
        return
            interfaceId == type(ISharedERC20).interfaceId ||
            interfaceId == type(IERC20).interfaceId ||
            interfaceId == type(IERC20Metadata).interfaceId ||
            interfaceId == type(IERC20Permit).interfaceId ||
            super.supportsInterface(interfaceId);
    }

    function _checkTokenBridge(address caller) internal view override {
        require(caller == BRIDGE, SharedERC20NotBridge(caller));
    }
}
