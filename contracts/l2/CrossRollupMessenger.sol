// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {AppendOnlyTree} from "../superblock/AppendOnlyTree.sol";
import {Channel, ChannelEntry, Message, MessageKind} from "../superblock/Channel.sol";
import {ForbiddenTargets} from "../superblock/ForbiddenTargets.sol";
import {CappedCall} from "./CappedCall.sol";
import {ChannelEnds} from "./ChannelEnds.sol";
import {ICrossRollupMessenger} from "./interfaces/ICrossRollupMessenger.sol";

/// @title A rollup's end of all its channels.
contract CrossRollupMessenger is ICrossRollupMessenger, ReentrancyGuardTransient {
    using AppendOnlyTree for AppendOnlyTree.Tree;
    using ChannelEnds for ChannelEnds.Ends;

    uint64 private constant MAX_GAS_LIMIT = 5_000_000;
    /// @dev What an action costs the producer besides its call: intrinsic gas, appending the leaf, its share of
    /// the seal. The data are paid by the gas limit (MIN_GAS_PER_DATA_BYTE).
    uint256 private constant ACTION_OVERHEAD_GAS = 150_000;
    /// @dev EIP-2028's price of a non-zero byte of call data, which the producer pays at the destination.
    uint64 private constant MIN_GAS_PER_DATA_BYTE = 16;
    /// @dev At least what CALL itself costs before it hands gas on: cold account 2600, its EIP-7702 delegate 2600,
    /// value 9000, new account 25000.
    uint256 private constant CALL_COST_GAS = 42_000;

    uint64 private immutable SELF_CHAIN_ID;
    uint64 private immutable L1_CHAIN_ID;
    uint256 private immutable ACTION_GAS_PRICE_WEI;

    // slot 0: SlotLayout.MESSENGER_CHANNELS_DIGEST
    bytes32 private _channelsDigest;
    // slot 1: SlotLayout.MESSENGER_UNSEALED
    bool private _unsealed;
    ChannelEnds.Ends private _ends;

    // transient slot 0: sender (20 bytes), source chain (8), rollup triggers forbidden (1)
    address private transient _innermostSender;
    uint64 private transient _innermostChainId;
    bool private transient _rollupTriggersForbidden;
    // transient slot 1
    address private transient _innermostTarget;

    modifier onlyProducer() {
        require(
            msg.sender == tx.origin && msg.sender == block.coinbase && msg.sender.code.length == 0,
            MessengerNotProducer(msg.sender, block.coinbase)
        );
        _;
    }

    /// @param rollupChainIds all rollups of the set, ascending, this one among them
    /// @param actionGasPriceWei price of a unit of gas at the destination, in wei
    constructor(uint64 l1ChainId_, uint64[] memory rollupChainIds, uint256 actionGasPriceWei) {
        SELF_CHAIN_ID = uint64(block.chainid);
        L1_CHAIN_ID = l1ChainId_;
        ACTION_GAS_PRICE_WEI = actionGasPriceWei;
        _ends.init(SELF_CHAIN_ID, L1_CHAIN_ID, rollupChainIds);
        _channelsDigest = Channel.digest(_ends.entries(SELF_CHAIN_ID));
    }

    /// @inheritdoc ICrossRollupMessenger
    function trigger(
        uint64 dstChainId,
        address target,
        bytes calldata data,
        uint64 gasLimit
    ) external payable returns (bytes32 leaf) {
        uint256 feeWei = quote(dstChainId, gasLimit);
        if (dstChainId != L1_CHAIN_ID) {
            uint64 leastGas = uint64(data.length) * MIN_GAS_PER_DATA_BYTE;
            require(gasLimit >= leastGas, MessengerGasLimitTooLow(leastGas, gasLimit));
            require(!_rollupTriggersForbidden, MessengerTriggerNotAllowed());
            require(!ForbiddenTargets.includes(target), MessengerForbiddenTarget(target));
        }
        require(msg.value >= feeWei, MessengerFeeTooLow(feeWei, msg.value));

        Message memory message;
        message.kind = MessageKind.CALL;
        message.dstChainId = dstChainId;
        message.sender = msg.sender;
        message.target = target;
        message.value = msg.value - feeWei;
        message.gasLimit = gasLimit;
        message.dataHash = keccak256(data);
        leaf = _send(message, data);

        if (feeWei != 0) {
            (bool paid, ) = CappedCall.call(block.coinbase, feeWei, gasleft(), "");
            require(paid, MessengerFeeTransferFailed(block.coinbase));
        }
    }

    /// @inheritdoc ICrossRollupMessenger
    function action(Message calldata message, bytes calldata data) external nonReentrant onlyProducer {
        require(_ends.isPeerRollup[message.srcChainId], MessengerUnknownChain(message.srcChainId));
        require(message.kind == MessageKind.CALL, MessengerWrongKind(message.kind));
        _checkNext(message, data);
        require(!ForbiddenTargets.includes(message.target), MessengerForbiddenTarget(message.target));

        bytes32 leaf = _receive(message);
        emit MessageReceived(message.srcChainId, message.nonce, leaf, true);

        (bool success, bytes memory returnData) = _deliver(message, data);
        require(success, MessengerActionFailed(returnData));
    }

    /// @inheritdoc ICrossRollupMessenger
    /// @dev A reserved target bounces here instead of reverting: a message that stands in the Portal must not be
    /// able to block the ones behind it.
    function consume(Message calldata message, bytes calldata data) external nonReentrant onlyProducer {
        require(message.srcChainId == L1_CHAIN_ID, MessengerUnknownChain(message.srcChainId));
        require(
            message.kind == MessageKind.CALL || message.kind == MessageKind.TRIGGERING_CALL,
            MessengerWrongKind(message.kind)
        );
        _checkNext(message, data);

        bytes32 leaf = _receive(message);
        bool success = false;
        if (!_isLate(message.deadline) && !ForbiddenTargets.includes(message.target)) {
            _rollupTriggersForbidden = message.kind == MessageKind.CALL;
            (success, ) = _deliver(message, data);
            _rollupTriggersForbidden = false;
        }
        emit MessageReceived(message.srcChainId, message.nonce, leaf, success);

        if (!success) _bounce(message, leaf);
    }

    /// @inheritdoc ICrossRollupMessenger
    function seal() external onlyProducer {
        require(_unsealed, MessengerNothingToSeal());

        bytes32 digest = Channel.digest(_ends.entries(SELF_CHAIN_ID));
        _channelsDigest = digest;
        _unsealed = false;
        emit ChannelsSealed(digest);
    }

    /// @inheritdoc ICrossRollupMessenger
    function crossSender() external view returns (address) {
        _checkInnermostTarget();
        return _innermostSender;
    }

    /// @inheritdoc ICrossRollupMessenger
    function crossChainId() external view returns (uint64) {
        _checkInnermostTarget();
        return _innermostChainId;
    }

    /// @inheritdoc ICrossRollupMessenger
    function channels() external view returns (ChannelEntry[] memory) {
        return _ends.entries(SELF_CHAIN_ID);
    }

    /// @inheritdoc ICrossRollupMessenger
    function channelsDigest() external view returns (bytes32) {
        return _channelsDigest;
    }

    /// @inheritdoc ICrossRollupMessenger
    function unsealed() external view returns (bool) {
        return _unsealed;
    }

    /// @inheritdoc ICrossRollupMessenger
    function outboxCount(uint64 dstChainId) external view returns (uint64) {
        return _ends.outbox[dstChainId].count;
    }

    /// @inheritdoc ICrossRollupMessenger
    function inboxCount(uint64 srcChainId) external view returns (uint64) {
        return _ends.inbox[srcChainId].count;
    }

    /// @inheritdoc ICrossRollupMessenger
    function rollups() external view returns (uint64[] memory) {
        return _ends.rollupsOf(L1_CHAIN_ID);
    }

    /// @inheritdoc ICrossRollupMessenger
    function l1ChainId() external view returns (uint64) {
        return L1_CHAIN_ID;
    }

    /// @inheritdoc ICrossRollupMessenger
    function quote(uint64 dstChainId, uint64 gasLimit) public view returns (uint256 feeWei) {
        require(gasLimit <= MAX_GAS_LIMIT, MessengerGasLimitTooHigh(MAX_GAS_LIMIT, gasLimit));
        if (dstChainId == L1_CHAIN_ID) return 0;
        require(_ends.isPeerRollup[dstChainId], MessengerUnknownChain(dstChainId));
        return (gasLimit + ACTION_OVERHEAD_GAS) * ACTION_GAS_PRICE_WEI;
    }

    /// @dev Fills in the place in the channel, appends and announces.
    function _send(Message memory message, bytes memory data) private returns (bytes32 leaf) {
        AppendOnlyTree.Tree storage tree = _ends.outbox[message.dstChainId];
        message.srcChainId = SELF_CHAIN_ID;
        message.nonce = tree.count;
        leaf = Channel.hashMessage(message);
        tree.append(leaf);
        _unsealed = true;
        emit MessageSent(message.dstChainId, message.nonce, leaf, message, data);
    }

    function _receive(Message calldata message) private returns (bytes32 leaf) {
        leaf = Channel.hashMessage(message);
        _ends.inbox[message.srcChainId].append(leaf);
        _unsealed = true;
    }

    /// @dev The gas check makes the outcome independent of what the producer gives: the callee gets its whole gas
    /// limit or the transaction reverts (EIP-150 would silently hand on less).
    function _deliver(
        Message calldata message,
        bytes memory data
    ) private returns (bool success, bytes memory returnData) {
        _innermostSender = message.sender;
        _innermostChainId = message.srcChainId;
        _innermostTarget = message.target;

        uint256 requiredGas = (uint256(message.gasLimit) * 64) / 63 + CALL_COST_GAS;
        uint256 availableGas = gasleft();
        require(availableGas >= requiredGas, MessengerNotEnoughGas(requiredGas, availableGas));
        (success, returnData) = CappedCall.call(message.target, message.value, message.gasLimit, data);

        _innermostSender = address(0);
        _innermostChainId = 0;
        _innermostTarget = address(0);
    }

    /// @dev The data of a bounce are the preimage of the leaf that failed, so that `dataHash` is that leaf and the
    /// Portal can open it.
    function _bounce(Message calldata failed, bytes32 failedLeaf) private {
        Message memory message;
        message.kind = MessageKind.BOUNCE;
        message.dstChainId = L1_CHAIN_ID;
        message.sender = failed.sender;
        message.target = failed.refundTo;
        message.value = failed.value;
        message.refundTo = failed.refundTo;
        message.dataHash = failedLeaf;
        _send(message, bytes.concat(bytes1(0x00), abi.encode(failed)));
    }

    function _checkNext(Message calldata message, bytes calldata data) private view {
        require(
            message.dstChainId == SELF_CHAIN_ID,
            MessengerWrongDestination(SELF_CHAIN_ID, message.dstChainId)
        );
        uint64 nonce = _ends.inbox[message.srcChainId].count;
        require(message.nonce == nonce, MessengerWrongNonce(nonce, message.nonce));
        bytes32 dataHash = keccak256(data);
        require(message.dataHash == dataHash, MessengerWrongData(message.dataHash, dataHash));
    }

    function _checkInnermostTarget() private view {
        require(_innermostChainId != 0 && msg.sender == _innermostTarget, MessengerNotInAction(msg.sender));
    }

    function _isLate(uint64 deadline) private view returns (bool) {
        return deadline != 0 && block.timestamp > deadline;
    }
}
