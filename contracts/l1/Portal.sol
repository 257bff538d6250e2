// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";

import {AppendOnlyTree} from "../superblock/AppendOnlyTree.sol";
import {Channel, Message, MessageKind} from "../superblock/Channel.sol";
import {ClaimCall} from "./ClaimCall.sol";
import {ForbiddenTargets} from "../superblock/ForbiddenTargets.sol";
import {IPortal} from "./interfaces/IPortal.sol";
import {ISettlement} from "./interfaces/ISettlement.sol";
import {PayoutWindow} from "./PayoutWindow.sol";
import {RollupSet} from "./RollupSet.sol";

/// @title L1's end of the channels, and the custody of all native ETH of the rollups.
/// @dev The balance is what is locked for the rollups: fees of messages are burnt, plain payments are refused.
contract Portal is IPortal, ReentrancyGuardTransient {
    using AppendOnlyTree for AppendOnlyTree.Tree;
    using BitMaps for BitMaps.BitMap;
    using PayoutWindow for PayoutWindow.Window;

    /// @dev The least that a call costs anywhere; keeps the queue from being filled with messages that weigh
    /// nothing in the rule on forced gas.
    uint64 private constant MIN_GAS_LIMIT = 21_000;

    ISettlement private immutable SETTLEMENT;
    uint64 private immutable L1_CHAIN_ID;
    uint64 private immutable FORCE_DELAY_SEC;
    uint64 private immutable MAX_LAG_SEC;
    uint64 private immutable MAX_GAS_PER_MESSAGE;
    uint64 private immutable MAX_DATA_BYTES;
    uint64 private immutable WITHDRAW_WINDOW_SEC;
    uint16 private immutable WITHDRAW_CAP_BPS;
    uint256 private immutable GAS_PRICE_WEI;

    // slot 0: chain ids of the rollups, four to a slot
    // slot 1: destination → tree of the messages to it
    // slot 2: destination → count → record (two slots: root; sentAtSec ‖ gasTotal)
    // slot 3: source → bitmap of claimed nonces
    // slot 4: payout window, packed: startSec ‖ capWei ‖ paidWei
    uint64[] private _rollups;
    mapping(uint64 dstChainId => AppendOnlyTree.Tree) private _sent;
    mapping(uint64 dstChainId => mapping(uint64 count => Record)) private _records;
    mapping(uint64 srcChainId => BitMaps.BitMap) private _claimed;
    PayoutWindow.Window private _window;

    // Set while a claim's call runs.
    address private transient _claimTarget;
    address private transient _claimSender;
    uint64 private transient _claimChainId;

    constructor(Config memory c) {
        RollupSet.requireValid(c.rollups, uint64(block.chainid));
        require(c.withdrawCapBps <= PayoutWindow.ALL_BPS, PortalCapOutOfRange(c.withdrawCapBps));
        SETTLEMENT = ISettlement(c.settlement);
        L1_CHAIN_ID = uint64(block.chainid);
        FORCE_DELAY_SEC = c.forceDelaySec;
        MAX_LAG_SEC = c.maxLagSec;
        MAX_GAS_PER_MESSAGE = c.maxGasPerMessage;
        MAX_DATA_BYTES = c.maxDataBytes;
        WITHDRAW_WINDOW_SEC = c.withdrawWindowSec;
        WITHDRAW_CAP_BPS = c.withdrawCapBps;
        GAS_PRICE_WEI = c.gasPriceWei;
        _rollups = c.rollups;
        for (uint256 i = 0; i < c.rollups.length; ++i) {
            _records[c.rollups[i]][0].root = AppendOnlyTree.EMPTY_ROOT;
        }
    }

    /// @inheritdoc IPortal
    function send(
        uint64 dstChainId,
        address target,
        bytes calldata data,
        uint64 gasLimit,
        uint64 deadline,
        address refundTo
    ) external payable returns (bytes32 leaf) {
        require(_records[dstChainId][0].root != 0, PortalUnknownRollup(dstChainId));
        require(!ForbiddenTargets.includes(target), PortalForbiddenTarget(target));
        // A bounce could never be claimed for one of these.
        require(
            refundTo != address(this) && !ForbiddenTargets.includes(refundTo),
            PortalForbiddenRefund(refundTo)
        );
        require(
            gasLimit >= MIN_GAS_LIMIT && gasLimit <= MAX_GAS_PER_MESSAGE,
            PortalGasLimitOutOfRange(MIN_GAS_LIMIT, MAX_GAS_PER_MESSAGE, gasLimit)
        );
        require(data.length <= MAX_DATA_BYTES, PortalDataTooLong(MAX_DATA_BYTES, data.length));
        uint256 feeWei = quote(gasLimit);
        require(msg.value >= feeWei, PortalFeeTooLow(feeWei, msg.value));

        Message memory message;
        message.kind = MessageKind.CALL;
        message.srcChainId = L1_CHAIN_ID;
        message.dstChainId = dstChainId;
        message.nonce = _sent[dstChainId].count;
        message.sender = msg.sender;
        message.target = target;
        message.value = msg.value - feeWei;
        message.gasLimit = gasLimit;
        message.deadline = _deadline(deadline);
        message.refundTo = refundTo == address(0) ? msg.sender : refundTo;
        message.dataHash = keccak256(data);
        leaf = _append(message);

        emit MessageSent(dstChainId, message.nonce, leaf, message, data);

        // Zero is the address that Ethereum itself treats as "nobody"; what it gets is gone.
        (bool burnt, ) = address(0).call{value: feeWei}("");
        require(burnt, PortalBurnFailed());
    }

    /// @inheritdoc IPortal
    function claim(
        Message calldata message,
        bytes calldata data,
        bytes32[] calldata siblings
    ) external nonReentrant {
        _requireClaimable(message, data);
        _requireProven(message, siblings);
        BitMaps.BitMap storage claimed = _claimed[message.srcChainId];
        require(!claimed.get(message.nonce), PortalAlreadyClaimed(message.srcChainId, message.nonce));

        claimed.set(message.nonce);
        _countPayout(message.value);

        emit MessageClaimed(message.srcChainId, message.nonce, message.target, message.value);

        _call(message, data);
    }

    /// @inheritdoc IPortal
    function quote(uint64 gasLimit) public view returns (uint256 feeWei) {
        return gasLimit * GAS_PRICE_WEI;
    }

    /// @inheritdoc IPortal
    function sentCount(uint64 dstChainId) external view returns (uint64) {
        return _sent[dstChainId].count;
    }

    /// @inheritdoc IPortal
    function record(uint64 dstChainId, uint64 count) external view returns (Record memory) {
        return _records[dstChainId][count];
    }

    /// @inheritdoc IPortal
    function isClaimed(uint64 srcChainId, uint64 nonce) external view returns (bool) {
        return _claimed[srcChainId].get(nonce);
    }

    /// @inheritdoc IPortal
    function crossSender() external view returns (address) {
        require(msg.sender == _claimTarget, PortalNotInClaim());
        return _claimSender;
    }

    /// @inheritdoc IPortal
    function crossChainId() external view returns (uint64) {
        require(msg.sender == _claimTarget, PortalNotInClaim());
        return _claimChainId;
    }

    /// @inheritdoc IPortal
    function config() external view returns (Config memory c) {
        c.settlement = address(SETTLEMENT);
        c.rollups = _rollups;
        c.forceDelaySec = FORCE_DELAY_SEC;
        c.maxLagSec = MAX_LAG_SEC;
        c.maxGasPerMessage = MAX_GAS_PER_MESSAGE;
        c.maxDataBytes = MAX_DATA_BYTES;
        c.gasPriceWei = GAS_PRICE_WEI;
        c.withdrawWindowSec = WITHDRAW_WINDOW_SEC;
        c.withdrawCapBps = WITHDRAW_CAP_BPS;
    }

    function _append(Message memory message) private returns (bytes32 leaf) {
        leaf = Channel.hashMessage(message);
        AppendOnlyTree.Tree storage tree = _sent[message.dstChainId];
        mapping(uint64 count => Record) storage records = _records[message.dstChainId];
        uint64 index = tree.append(leaf);
        records[index + 1] = Record({
            root: tree.root(),
            sentAtSec: uint64(block.timestamp),
            gasTotal: records[index].gasTotal + message.gasLimit
        });
    }

    function _deadline(uint64 asked) private view returns (uint64) {
        uint64 earliest = uint64(block.timestamp) + FORCE_DELAY_SEC + MAX_LAG_SEC;
        if (asked == 0) return earliest;
        require(asked >= earliest, PortalDeadlineTooSoon(earliest, asked));
        return asked;
    }

    function _requireClaimable(Message calldata message, bytes calldata data) private view {
        require(
            message.kind == MessageKind.CALL || message.kind == MessageKind.BOUNCE,
            PortalWrongKind(message.kind)
        );
        require(message.dstChainId == L1_CHAIN_ID, PortalWrongDestination(L1_CHAIN_ID, message.dstChainId));
        require(
            message.target != address(this) && !ForbiddenTargets.includes(message.target),
            PortalForbiddenTarget(message.target)
        );
        bytes32 dataHash = keccak256(data);
        require(dataHash == message.dataHash, PortalWrongData(message.dataHash, dataHash));
    }

    function _requireProven(Message calldata message, bytes32[] calldata siblings) private view {
        ISettlement.FinalOutbox memory outbox = SETTLEMENT.finalOutbox(message.srcChainId);
        require(
            message.nonce < outbox.count,
            PortalNotFinal(message.srcChainId, outbox.count, message.nonce)
        );
        bytes32 leaf = Channel.hashMessage(message);
        require(
            AppendOnlyTree.isLeafAt(leaf, message.nonce, outbox.count, outbox.root, siblings),
            PortalProofInvalid(leaf)
        );
    }

    function _countPayout(uint256 valueWei) private {
        if (valueWei == 0) return;
        (bool fits, uint256 leftWei) = _window.tryPay(
            valueWei,
            address(this).balance,
            WITHDRAW_WINDOW_SEC,
            WITHDRAW_CAP_BPS
        );
        require(fits, PortalWithdrawCapReached(leftWei, valueWei));
    }

    /// @dev A failing call undoes the claim, so it can be tried again. A bounce only pays: its data open what
    /// failed, and nobody speaks in it.
    function _call(Message calldata message, bytes calldata data) private {
        uint256 required = ClaimCall.requiredGas(message.gasLimit);
        require(gasleft() >= required, PortalNotEnoughGas(required, gasleft()));

        bool isBounce = message.kind == MessageKind.BOUNCE;
        if (!isBounce) {
            _claimTarget = message.target;
            _claimSender = message.sender;
            _claimChainId = message.srcChainId;
        }
        (bool ok, bytes memory returned) = message.target.call{value: message.value}(
            isBounce ? data[:0] : data
        );
        require(ok, PortalCallFailed(returned));
        _claimTarget = address(0);
        _claimSender = address(0);
        _claimChainId = 0;
    }
}
