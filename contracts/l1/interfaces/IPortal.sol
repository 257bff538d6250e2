// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {Message} from "../../superblock/Channel.sol";

/// @title L1's end of the channels, and the custody of all native ETH of the rollups.
///
/// Keeps
/// - K1: ETH leaves only for a leaf of a final, proven outbox, once
/// - K2: messages of a channel are ordered, and each prefix's root is recorded
interface IPortal {
    struct Config {
        address settlement;
        uint64[] rollups;
        uint64 forceDelaySec;
        uint64 maxLagSec;
        uint64 maxGasPerMessage;
        uint64 maxDataBytes;
        uint256 gasPriceWei;
        uint64 withdrawWindowSec;
        uint16 withdrawCapBps;
    }

    /// @notice What is recorded of a channel after each message.
    /// @param sentAtSec L1 timestamp of the message that made this count, Unix seconds
    /// @param gasTotal sum of the gas limits of all messages up to here
    struct Record {
        bytes32 root;
        uint64 sentAtSec;
        uint128 gasTotal;
    }

    event MessageSent(
        uint64 indexed dstChainId,
        uint64 indexed nonce,
        bytes32 indexed leaf,
        Message message,
        bytes data
    );
    event MessageClaimed(
        uint64 indexed srcChainId,
        uint64 indexed nonce,
        address indexed target,
        uint256 value
    );

    error PortalUnknownRollup(uint64 chainId);
    error PortalForbiddenTarget(address target);
    error PortalForbiddenRefund(address refundTo);
    error PortalGasLimitOutOfRange(uint64 minimum, uint64 maximum, uint64 gasLimit);
    error PortalDataTooLong(uint256 maximum, uint256 length);
    error PortalDeadlineTooSoon(uint64 earliest, uint64 deadline);
    error PortalFeeTooLow(uint256 requiredWei, uint256 sentWei);
    error PortalBurnFailed();
    error PortalWrongDestination(uint64 expected, uint64 actual);
    error PortalWrongData(bytes32 expected, bytes32 actual);
    error PortalNotFinal(uint64 chainId, uint64 finalCount, uint64 nonce);
    error PortalProofInvalid(bytes32 leaf);
    error PortalAlreadyClaimed(uint64 chainId, uint64 nonce);
    error PortalWrongKind(uint8 kind);
    error PortalCallFailed(bytes returnData);
    error PortalWithdrawCapReached(uint256 capWei, uint256 askedWei);
    error PortalNotInClaim();
    error PortalNotEnoughGas(uint256 requiredGas, uint256 availableGas);
    error PortalCapOutOfRange(uint16 capBps);

    /// @notice Sends a call, with ETH, to a rollup. It is forced: the sequencer must take it in time.
    /// @param deadline Unix seconds after which the message bounces; zero means the earliest that is allowed
    /// @param refundTo L1 account that gets the value back on a bounce; zero means the sender
    /// @dev `msg.value` = `quote(gasLimit)` (burnt) + the ETH to move.
    function send(
        uint64 dstChainId,
        address target,
        bytes calldata data,
        uint64 gasLimit,
        uint64 deadline,
        address refundTo
    ) external payable returns (bytes32 leaf);

    /// @notice Pays out and calls what a rollup sent to L1. Open to anyone.
    /// @param siblings Merkle path of the leaf in the outbox, 32 nodes, lowest first
    function claim(Message calldata message, bytes calldata data, bytes32[] calldata siblings) external;

    /// @notice Price of a forced message, in wei; burnt.
    function quote(uint64 gasLimit) external view returns (uint256 feeWei);

    /// @notice Number of messages sent to a rollup.
    function sentCount(uint64 dstChainId) external view returns (uint64);

    /// @notice Record of the channel to a rollup when it had `count` messages. Count 0 is the empty tree.
    function record(uint64 dstChainId, uint64 count) external view returns (Record memory);

    function isClaimed(uint64 srcChainId, uint64 nonce) external view returns (bool);

    /// @notice Sender on the rollup, while a claim's call runs. Answers only the target.
    function crossSender() external view returns (address);

    /// @notice Source rollup, while a claim's call runs. Answers only the target.
    function crossChainId() external view returns (uint64);

    function config() external view returns (Config memory);
}
