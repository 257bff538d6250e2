// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Create2} from "@openzeppelin/contracts/utils/Create2.sol";
import {SystemAddresses} from "../superblock/SlotLayout.sol";
import {SharedERC20} from "./SharedERC20.sol";
import {ICrossRollupMessenger} from "./interfaces/ICrossRollupMessenger.sol";
import {ICrossRollupTokenBridge} from "./interfaces/ICrossRollupTokenBridge.sol";
import {ICrossRollupTokenReceiver} from "./interfaces/ICrossRollupTokenReceiver.sol";
import {ISharedERC20} from "./interfaces/ISharedERC20.sol";

/// @title Burn here, mint there.
contract CrossRollupTokenBridge is ICrossRollupTokenBridge {
    ICrossRollupMessenger private constant MESSENGER = ICrossRollupMessenger(SystemAddresses.MESSENGER);

    mapping(address token => bool) private _isToken;

    /// @inheritdoc ICrossRollupTokenBridge
    function createToken(TokenTerms calldata terms) external returns (address token) {
        token = tokenAddress(terms);
        if (_isToken[token]) return token;

        _isToken[token] = true;
        emit TokenCreated(token, terms.homeChainId, terms.initialHolder);

        new SharedERC20{salt: _salt(terms)}(terms);
    }

    /// @inheritdoc ICrossRollupTokenBridge
    function burn(
        address token,
        uint64 dstChainId,
        address to,
        uint256 amount,
        bytes calldata data,
        uint64 gasLimit
    ) external payable returns (bytes32 leaf) {
        require(_isToken[token], BridgeUnknownToken(token));
        require(to != address(0), BridgeZeroRecipient());
        require(dstChainId != MESSENGER.l1ChainId(), BridgeNotRollup(dstChainId));
        uint256 feeWei = MESSENGER.quote(dstChainId, gasLimit);
        require(msg.value == feeWei, BridgeWrongFee(feeWei, msg.value));

        ISharedERC20(token).crosschainBurn(msg.sender, amount);
        bytes memory call = abi.encodeCall(this.mint, (token, msg.sender, to, amount, data));
        leaf = MESSENGER.trigger{value: feeWei}(dstChainId, address(this), call, gasLimit);
        emit TokensSent(token, dstChainId, msg.sender, to, amount, leaf);
    }

    /// @inheritdoc ICrossRollupTokenBridge
    function mint(address token, address from, address to, uint256 amount, bytes calldata data) external {
        require(msg.sender == address(MESSENGER), BridgeNotMessenger(msg.sender));
        address sender = MESSENGER.crossSender();
        require(sender == address(this), BridgeNotBridge(sender));
        require(_isToken[token], BridgeUnknownToken(token));
        uint64 srcChainId = MESSENGER.crossChainId();

        ISharedERC20(token).crosschainMint(to, amount);
        emit TokensReceived(token, srcChainId, from, to, amount);

        if (data.length != 0) {
            ICrossRollupTokenReceiver(to).onCrossRollupTokens(token, srcChainId, from, amount, data);
        }
    }

    /// @inheritdoc ICrossRollupTokenBridge
    function tokenAddress(TokenTerms calldata terms) public view returns (address) {
        bytes memory initCode = bytes.concat(type(SharedERC20).creationCode, abi.encode(terms));
        return Create2.computeAddress(_salt(terms), keccak256(initCode));
    }

    /// @inheritdoc ICrossRollupTokenBridge
    function isToken(address token) external view returns (bool) {
        return _isToken[token];
    }

    function _salt(TokenTerms calldata terms) private pure returns (bytes32) {
        return keccak256(abi.encode(terms));
    }
}
