// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Create2} from "@openzeppelin/contracts/utils/Create2.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {SystemAddresses} from "../superblock/SlotLayout.sol";
import {SharedERC20} from "./SharedERC20.sol";
import {ICrossRollupMessenger} from "./interfaces/ICrossRollupMessenger.sol";
import {ICrossRollupTokenBridge} from "./interfaces/ICrossRollupTokenBridge.sol";
import {ICrossRollupTokenReceiver} from "./interfaces/ICrossRollupTokenReceiver.sol";
import {ISharedERC20} from "./interfaces/ISharedERC20.sol";

/// @title Burn here, mint there.
contract CrossRollupTokenBridge is ICrossRollupTokenBridge, EIP712, Nonces {
    ICrossRollupMessenger private constant MESSENGER = ICrossRollupMessenger(SystemAddresses.MESSENGER);
    bytes32 private constant ORDER_TYPEHASH = keccak256(
        "BurnOrder(address owner,address token,uint64 dstChainId,address to,uint256 amount,bytes data,uint64 gasLimit,uint256 nonce,uint256 deadline)"
    );

    mapping(address token => bool) private _isToken;

    constructor() EIP712("Lockstep Token Bridge", "1") {}

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
        return _burn(msg.sender, token, dstChainId, to, amount, data, gasLimit);
    }

    /// @inheritdoc ICrossRollupTokenBridge
    function burnFor(
        BurnOrder calldata order,
        bytes calldata signature
    ) external payable returns (bytes32 leaf) {
        require(block.timestamp <= order.deadline, BridgeOrderLate(order.deadline));
        bytes32 digest = _orderDigest(order);
        bool isSigned = SignatureChecker.isValidSignatureNow(order.owner, digest, signature);
        require(isSigned, BridgeOrderNotSigned(order.owner));
        _useCheckedNonce(order.owner, order.nonce);

        return
            _burn(
                order.owner,
                order.token,
                order.dstChainId,
                order.to,
                order.amount,
                order.data,
                order.gasLimit
            );
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

    /// @inheritdoc ICrossRollupTokenBridge
    function nonces(address owner) public view override(ICrossRollupTokenBridge, Nonces) returns (uint256) {
        return super.nonces(owner);
    }

    /// @param owner has agreed: by calling, or by signing
    function _burn(
        address owner,
        address token,
        uint64 dstChainId,
        address to,
        uint256 amount,
        bytes calldata data,
        uint64 gasLimit
    ) private returns (bytes32 leaf) {
        require(_isToken[token], BridgeUnknownToken(token));
        require(to != address(0), BridgeZeroRecipient());
        require(dstChainId != MESSENGER.l1ChainId(), BridgeNotRollup(dstChainId));
        uint256 feeWei = MESSENGER.quote(dstChainId, gasLimit);
        require(msg.value == feeWei, BridgeWrongFee(feeWei, msg.value));

        ISharedERC20(token).crosschainBurn(owner, amount);
        bytes memory call = abi.encodeCall(this.mint, (token, owner, to, amount, data));
        leaf = MESSENGER.trigger{value: feeWei}(dstChainId, address(this), call, gasLimit);
        emit TokensSent(token, dstChainId, owner, to, amount, leaf);
    }

    /// @custom:source EIP-712
    function _orderDigest(BurnOrder calldata order) private view returns (bytes32) {
        return
            _hashTypedDataV4(
                keccak256(
                    abi.encode(
                        ORDER_TYPEHASH,
                        order.owner,
                        order.token,
                        order.dstChainId,
                        order.to,
                        order.amount,
                        keccak256(order.data),
                        order.gasLimit,
                        order.nonce,
                        order.deadline
                    )
                )
            );
    }

    function _salt(TokenTerms calldata terms) private pure returns (bytes32) {
        return keccak256(abi.encode(terms));
    }
}
