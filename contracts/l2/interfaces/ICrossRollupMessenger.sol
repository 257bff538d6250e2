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
/// - K6: a result is given once, to the very request that it was supplied for; its hash is in the leaf at both ends,
///   and none waits when a block ends
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
    /// @notice The producer left a result for the transaction that asks for it.
    /// @param request hash of the message that asks, its `resultHash` zero
    event ResultSupplied(bytes32 indexed request, bytes result);
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
    /// @notice The action has not been run yet. The producer sees this error wherever in a transaction it comes up,
    /// runs `message` on its destination, supplies the result and runs the transaction again.
    error MessengerResultMissing(Message message, bytes data);
    error MessengerResultTooLong(uint256 maximum, uint256 actual);
    error MessengerMaxResultTooHigh(uint64 maximum, uint64 maxResultBytes);
    error MessengerNoResultFromL1(uint64 dstChainId);
    /// @notice A message from L1 asks for a result. Whether it succeeds must not be up to the producer.
    error MessengerResultNotAllowed();
    /// @notice The target gave nothing back, as accounts without code do: a plain trigger is what fits.
    error MessengerResultEmpty(address target);
    /// @notice The target gave back more than a result may have; `actual` may itself be cut off.
    error MessengerResultCut(uint256 maximum, uint256 actual);
    error MessengerResultKnown(bytes32 request);
    error MessengerResultsWaiting(uint64 count);

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

    /// @notice As `trigger`, and gives back what `target` on the other rollup returned, in the same transaction. The
    /// callee runs first: it sees its rollup as it was before this transaction.
    /// @param maxResultBytes longest answer that is taken, at most 4064; the price goes by it
    /// @return result what the call returned, never empty
    /// @dev `msg.value` = `quoteForResult(dstChainId, gasLimit, maxResultBytes)` + the native ETH to move. A frame
    /// that read a result must not revert: then the whole group is dropped.
    function triggerForResult(
        uint64 dstChainId,
        address target,
        bytes calldata data,
        uint64 gasLimit,
        uint64 maxResultBytes
    ) external payable returns (bytes memory result);

    /// @notice The call that a trigger on another rollup asked for. Producer only; reverts if the call fails.
    function action(Message calldata message, bytes calldata data) external;

    /// @notice The call that a triggerForResult on another rollup will ask for. Producer only; reverts if the call fails.
    /// @param message as in MessengerResultMissing; the leaf has the hash of the result besides
    function actionForResult(
        Message calldata message,
        bytes calldata data
    ) external returns (bytes memory result);

    /// @notice Leaves the result of an action for the trigger that asks for it. Producer only.
    /// @param request hash of the message that asks, its `resultHash` zero
    function supply(bytes32 request, bytes calldata result) external;

    /// @notice Takes a message from L1. Producer only. If its call fails or its deadline has passed, the value
    /// goes back to L1 as a bounce.
    function consume(Message calldata message, bytes calldata data) external;

    /// @notice Writes the digest of all channels to its slot. Producer only, last transaction of a block in which
    /// a channel changed.
    function seal() external;

    /// @notice Price of a trigger, in wei, paid to the producer at once.
    function quote(uint64 dstChainId, uint64 gasLimit) external view returns (uint256 feeWei);

    /// @notice Price of a triggerForResult, in wei, paid to the producer at once.
    function quoteForResult(
        uint64 dstChainId,
        uint64 gasLimit,
        uint64 maxResultBytes
    ) external view returns (uint256 feeWei);

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

    /// @notice Results that were supplied and not taken yet. Zero between transactions of users.
    function resultsWaiting() external view returns (uint64);

    /// @notice Number of leaves in the outbox towards a chain.
    function outboxCount(uint64 dstChainId) external view returns (uint64);

    /// @notice Number of leaves in the inbox from a chain.
    function inboxCount(uint64 srcChainId) external view returns (uint64);

    /// @notice Chain ids of all rollups of the set, ascending.
    function rollups() external view returns (uint64[] memory);

    function l1ChainId() external view returns (uint64);
}
