// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {ChannelEntry, Message} from "../../superblock/Channel.sol";

/// @title A rollup's end of all its channels: outbox and inbox.
/// @notice A call made here on one rollup and its counterpart on another happen both or not at all.
///
/// Assumes
/// - the producer includes a trigger only together with its action (a lie shows in the channel roots)
/// - L1 accepts a superblock only if outbox and inbox of every channel agree
///
/// Keeps
/// - K1: a leaf enters an outbox only in a transaction that succeeded
/// - K2: a leaf enters an inbox only when its call succeeded, or, for messages from L1, together with a bounce
/// - K3: leaves of a channel stand in the order of their nonces, without gaps
/// - K4: native ETH leaves this contract only as `value` of an inbox leaf or as the fee of a trigger
/// - K5: `crossSender` answers only the target of the innermost action
interface ICrossRollupMessenger {
    /// @notice A message entered the outbox towards `dstChainId`.
    event MessageSent(
        uint64 indexed dstChainId,
        uint64 indexed nonce,
        bytes32 indexed leaf,
        Message message,
        bytes data
    );
    /// @notice A message entered the inbox from `srcChainId`. `success` is false only for messages from L1, which
    /// then go back as a bounce.
    event MessageReceived(
        uint64 indexed srcChainId,
        uint64 indexed nonce,
        bytes32 indexed leaf,
        bool success
    );
    /// @notice Roots and digest of the channels were written to their slots.
    event ChannelsSealed(bytes32 digest);

    error MessengerUnknownChain(uint64 chainId);
    error MessengerFeeTooLow(uint256 requiredWei, uint256 sentWei);
    error MessengerGasLimitTooHigh(uint64 maximum, uint64 gasLimit);
    /// @notice The gas limit must cover 16 gas for each byte of data that the producer carries to the destination.
    error MessengerGasLimitTooLow(uint64 minimum, uint64 gasLimit);
    error MessengerNotProducer(address caller, address producer);
    error MessengerWrongDestination(uint64 expected, uint64 actual);
    error MessengerWrongNonce(uint64 expected, uint64 actual);
    error MessengerWrongKind(uint8 kind);
    error MessengerWrongData(bytes32 expected, bytes32 actual);
    error MessengerForbiddenTarget(address target);
    error MessengerNotEnoughGas(uint256 required, uint256 available);
    error MessengerActionFailed(bytes returnData);
    error MessengerTriggerNotAllowed();
    error MessengerNotInAction(address caller);
    error MessengerFeeTransferFailed(address producer);
    error MessengerNothingToSeal();

    /// @notice Calls `target` on another rollup, in the same superblock, or nothing happens at all. With L1 as
    /// destination it is a withdrawal, to be claimed at the Portal once final.
    /// @param dstChainId another rollup of the set, or L1
    /// @param gasLimit gas for the call on the destination
    /// @return leaf hash of the message in the channel
    /// @dev `msg.value` = `quote(dstChainId, gasLimit)` + the native ETH to move.
    function trigger(
        uint64 dstChainId,
        address target,
        bytes calldata data,
        uint64 gasLimit
    ) external payable returns (bytes32 leaf);

    /// @notice The call that a trigger on another rollup asked for. Producer only; reverts if the call fails.
    function action(Message calldata message, bytes calldata data) external;

    /// @notice Takes a message from L1. Producer only. If its call fails or its deadline has passed, the value
    /// goes back to L1 as a bounce.
    function consume(Message calldata message, bytes calldata data) external;

    /// @notice Writes the digest of all channels to its slot. Producer only, last transaction of a block in which
    /// a channel changed.
    function seal() external;

    /// @notice Price of a trigger, in wei, paid to the producer at once.
    function quote(uint64 dstChainId, uint64 gasLimit) external view returns (uint256 feeWei);

    /// @notice Sender on the source chain. Answers only the target of the innermost action.
    function crossSender() external view returns (address);

    /// @notice Source chain of the innermost action. Answers only its target.
    function crossChainId() external view returns (uint64);

    /// @notice Channels that start or end here, ordered by (source, destination), with their present roots.
    function channels() external view returns (ChannelEntry[] memory);

    /// @notice Digest of the channels as of the last seal.
    function channelsDigest() external view returns (bytes32);

    /// @notice Whether a channel has changed since the last seal.
    function unsealed() external view returns (bool);

    /// @notice Number of leaves in the outbox towards a chain.
    function outboxCount(uint64 dstChainId) external view returns (uint64);

    /// @notice Number of leaves in the inbox from a chain.
    function inboxCount(uint64 srcChainId) external view returns (uint64);

    /// @notice Chain ids of all rollups of the set, ascending.
    function rollups() external view returns (uint64[] memory);

    function l1ChainId() external view returns (uint64);
}
