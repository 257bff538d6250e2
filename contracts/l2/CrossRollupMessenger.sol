// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {AppendOnlyTree} from "../superblock/AppendOnlyTree.sol";
import {Channel, ChannelEntry, Message, MessageKind} from "../superblock/Channel.sol";
import {ForbiddenTargets} from "../superblock/ForbiddenTargets.sol";
import {ActionPrice} from "./ActionPrice.sol";
import {Bounce} from "./Bounce.sol";
import {CappedCall} from "./CappedCall.sol";
import {ChannelEnds} from "./ChannelEnds.sol";
import {ICrossRollupMessenger} from "./interfaces/ICrossRollupMessenger.sol";

/// @title A rollup's end of all its channels.
/// @dev Longer than the house allows: whatever enters or leaves a channel changes the same trees, the same reserve and
/// the same innermost call; a second contract would have to be let into all three.
contract CrossRollupMessenger is ICrossRollupMessenger, ReentrancyGuardTransient {
    using AppendOnlyTree for AppendOnlyTree.Tree;
    using ChannelEnds for ChannelEnds.Ends;

    /// @dev At least what CALL itself costs before it hands gas on: cold account 2600, its EIP-7702 delegate 2600,
    /// value 9000, new account 25000.
    uint256 private constant CALL_COST_GAS = 42_000;

    uint64 private immutable SELF_CHAIN_ID;
    uint64 private immutable L1_CHAIN_ID;
    uint256 private immutable ACTION_GAS_PRICE_WEI;

    // slot 0: SlotLayout.MESSENGER_CHANNELS_DIGEST
    bytes32 private _channelsDigest;
    // slot 1: SlotLayout.MESSENGER_UNSEALED: whether a channel changed (1 byte), results that wait (8)
    bool private _unsealed;
    uint64 private _resultsWaiting;
    ChannelEnds.Ends private _ends;
    mapping(bytes32 request => bytes) private _results;

    // transient slot 0: sender (20 bytes), source chain (8), rollup triggers forbidden (1), results forbidden (1)
    address private transient _innermostSender;
    uint64 private transient _innermostChainId;
    bool private transient _rollupTriggersForbidden;
    bool private transient _resultsForbidden;
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
        if (dstChainId != L1_CHAIN_ID) _checkTrigger(target, data, gasLimit);
        Message memory message = _call(dstChainId, target, data, gasLimit, feeWei);

        leaf = _send(message, data);

        if (feeWei != 0) _payProducer(feeWei);
    }

    /// @inheritdoc ICrossRollupMessenger
    /// @dev The nonce is part of the request, so a result is taken only at the place of the channel at which the
    /// destination has it.
    function triggerForResult(
        uint64 dstChainId,
        address target,
        bytes calldata data,
        uint64 gasLimit,
        uint64 maxResultBytes
    ) external payable returns (bytes memory result) {
        require(!_resultsForbidden, MessengerResultNotAllowed());
        uint256 feeWei = quoteForResult(dstChainId, gasLimit, maxResultBytes);
        _checkTrigger(target, data, gasLimit);
        Message memory message = _call(dstChainId, target, data, gasLimit, feeWei);
        bytes32 request = Channel.hashMessage(message);
        result = _results[request];
        require(result.length != 0, MessengerResultMissing(message, data));
        require(result.length <= maxResultBytes, MessengerResultTooLong(maxResultBytes, result.length));

        delete _results[request];
        --_resultsWaiting;
        message.resultHash = keccak256(result);
        _send(message, data);

        _payProducer(feeWei);
    }

    /// @inheritdoc ICrossRollupMessenger
    function action(Message calldata message, bytes calldata data) external nonReentrant onlyProducer {
        _checkAction(message, data);

        bytes32 leaf = _receive(message);
        emit MessageReceived(message.srcChainId, message.nonce, leaf, true);

        (bool success, bytes memory returnData) = _deliver(message, data);
        require(success, MessengerActionFailed(returnData));
    }

    /// @inheritdoc ICrossRollupMessenger
    /// @dev The leaf holds the result, so it is appended after the call. Meanwhile nothing else can enter an inbox:
    /// all that could is guarded. What CappedCall cuts off is longer than any result may be.
    function actionForResult(
        Message calldata message,
        bytes calldata data
    ) external nonReentrant onlyProducer returns (bytes memory result) {
        _checkAction(message, data);

        bool success;
        (success, result) = _deliver(message, data);
        require(success, MessengerActionFailed(result));
        require(result.length != 0, MessengerResultEmpty(message.target));
        require(
            result.length <= ActionPrice.MAX_RESULT_BYTES,
            MessengerResultCut(ActionPrice.MAX_RESULT_BYTES, result.length)
        );

        Message memory completed = message;
        completed.resultHash = keccak256(result);
        bytes32 leaf = _receive(completed);
        emit MessageReceived(message.srcChainId, message.nonce, leaf, true);
    }

    /// @inheritdoc ICrossRollupMessenger
    function supply(bytes32 request, bytes calldata result) external onlyProducer {
        require(_results[request].length == 0, MessengerResultKnown(request));

        _results[request] = result;
        ++_resultsWaiting;
        emit ResultSupplied(request, result);
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
            _resultsForbidden = true;
            (success, ) = _deliver(message, data);
            _rollupTriggersForbidden = false;
            _resultsForbidden = false;
        }
        emit MessageReceived(message.srcChainId, message.nonce, leaf, success);

        if (success) return;
        (Message memory bounce, bytes memory preimage) = Bounce.answering(message, leaf);
        bounce.nonce = _ends.outbox[L1_CHAIN_ID].count;
        _send(bounce, preimage);
    }

    /// @inheritdoc ICrossRollupMessenger
    function seal() external onlyProducer {
        require(_unsealed, MessengerNothingToSeal());
        require(_resultsWaiting == 0, MessengerResultsWaiting(_resultsWaiting));

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
    function resultsWaiting() external view returns (uint64) {
        return _resultsWaiting;
    }

    /// @inheritdoc ICrossRollupMessenger
    function quote(uint64 dstChainId, uint64 gasLimit) public view returns (uint256 feeWei) {
        uint64 maxGas = ActionPrice.MAX_GAS_LIMIT;
        require(gasLimit <= maxGas, MessengerGasLimitTooHigh(maxGas, gasLimit));
        if (dstChainId == L1_CHAIN_ID) return 0;
        require(_ends.isPeerRollup[dstChainId], MessengerUnknownChain(dstChainId));
        return ActionPrice.gasOfAction(gasLimit) * ACTION_GAS_PRICE_WEI;
    }

    /// @inheritdoc ICrossRollupMessenger
    function quoteForResult(
        uint64 dstChainId,
        uint64 gasLimit,
        uint64 maxResultBytes
    ) public view returns (uint256 feeWei) {
        uint64 maxBytes = ActionPrice.MAX_RESULT_BYTES;
        require(dstChainId != L1_CHAIN_ID, MessengerNoResultFromL1(dstChainId));
        require(maxResultBytes <= maxBytes, MessengerMaxResultTooHigh(maxBytes, maxResultBytes));
        return quote(dstChainId, gasLimit) + ActionPrice.gasOfResult(maxResultBytes) * ACTION_GAS_PRICE_WEI;
    }

    /// @dev A call that msg.sender pays for, with its place in the channel.
    function _call(
        uint64 dstChainId,
        address target,
        bytes calldata data,
        uint64 gasLimit,
        uint256 feeWei
    ) private view returns (Message memory message) {
        require(msg.value >= feeWei, MessengerFeeTooLow(feeWei, msg.value));
        message.kind = MessageKind.CALL;
        message.srcChainId = SELF_CHAIN_ID;
        message.dstChainId = dstChainId;
        message.nonce = _ends.outbox[dstChainId].count;
        message.sender = msg.sender;
        message.target = target;
        message.value = msg.value - feeWei;
        message.gasLimit = gasLimit;
        message.dataHash = keccak256(data);
    }

    /// @dev Appends and announces.
    function _send(Message memory message, bytes memory data) private returns (bytes32 leaf) {
        leaf = Channel.hashMessage(message);
        _ends.outbox[message.dstChainId].append(leaf);
        _unsealed = true;
        emit MessageSent(message.dstChainId, message.nonce, leaf, message, data);
    }

    function _payProducer(uint256 feeWei) private {
        (bool paid, ) = CappedCall.call(block.coinbase, feeWei, gasleft(), "");
        require(paid, MessengerFeeTransferFailed(block.coinbase));
    }

    function _receive(Message memory message) private returns (bytes32 leaf) {
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

    function _checkTrigger(address target, bytes calldata data, uint64 gasLimit) private view {
        uint64 leastGas = ActionPrice.leastGasLimit(data.length);
        require(gasLimit >= leastGas, MessengerGasLimitTooLow(leastGas, gasLimit));
        require(!_rollupTriggersForbidden, MessengerTriggerNotAllowed());
        require(!ForbiddenTargets.includes(target), MessengerForbiddenTarget(target));
    }

    function _checkAction(Message calldata message, bytes calldata data) private view {
        require(_ends.isPeerRollup[message.srcChainId], MessengerUnknownChain(message.srcChainId));
        require(message.kind == MessageKind.CALL, MessengerWrongKind(message.kind));
        _checkNext(message, data);
        require(!ForbiddenTargets.includes(message.target), MessengerForbiddenTarget(message.target));
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
