/** Transactions that the producer itself puts into a block: actions, results, messages from L1, relayed work, seals. */
import { encodeFunctionData, type Hex, size } from "viem";
import { crossRollupMessengerAbi } from "../abi/index.ts";
import type { OpenBlock, ProducerKey, TxOutcome } from "../ports.ts";
import type { Message } from "../protocol/channels/channel.ts";
import { MESSENGER, MINED_BLOCK_ORACLE } from "../protocol/systemAddresses.ts";

/** Gas of the messenger around the call it makes, branch append and events included; measured below half of it. */
const MESSENGER_OVERHEAD_GAS = 400_000n;
/** Gas of `supply`: count, length and event, and a slot for each word of the result. */
const SUPPLY_BASE_GAS = 100_000n;
const SUPPLY_GAS_PER_WORD = 25_000n;
/** Gas of `seal` with the channels of one rollup; grows with the number of chains. */
const SEAL_BASE_GAS = 400_000n;
const SEAL_GAS_PER_CHANNEL = 150_000n;
/** Highest price of a byte of calldata: EIP-7623's floor for a byte that is not zero. */
const CALLDATA_GAS_PER_BYTE = 40n;

/**
 * Relaying a run of checkpoints. Each costs some 145k gas for storage, share, proof and event and has at least 400 bytes of
 * call data, at 40 gas each; the limit keeps half of a block for everybody else.
 */
const RELAY_BASE_GAS = 500_000n;
const RELAY_GAS_PER_BYTE = 420n;
const RELAY_MAX_GAS = 15_000_000n;

export type SystemCall = {
  readonly to: Hex;
  readonly data: Hex;
  readonly gas: bigint;
  readonly value?: bigint;
};

/** Work for a rollup's MinedBlockOracle: the call of `submit`, and money for its miners. */
export type Relay = { readonly data: Hex; readonly valueWei: bigint };

const withData = (data: Hex, gas: bigint): bigint =>
  21_000n + CALLDATA_GAS_PER_BYTE * BigInt(size(data)) + gas;

/** The counterpart of a trigger, with room for EIP-150's 1/64 that a call cannot take along. */
export function actionCall(message: Message, data: Hex): SystemCall {
  const input = encodeFunctionData({
    abi: crossRollupMessengerAbi,
    functionName: "action",
    args: [message, data],
  });
  return { to: MESSENGER, data: input, gas: messageGas(message, input) };
}

/** The counterpart of a triggerForResult: gives back what the target returned. */
export function actionForResultCall(message: Message, data: Hex): SystemCall {
  const input = encodeFunctionData({
    abi: crossRollupMessengerAbi,
    functionName: "actionForResult",
    args: [message, data],
  });
  return { to: MESSENGER, data: input, gas: messageGas(message, input) };
}

/** Leaves a result for the transaction that asks for it. */
export function supplyCall(request: Hex, result: Hex): SystemCall {
  const input = encodeFunctionData({
    abi: crossRollupMessengerAbi,
    functionName: "supply",
    args: [request, result],
  });
  const words = BigInt(Math.ceil(size(result) / 32));
  return { to: MESSENGER, data: input, gas: withData(input, SUPPLY_BASE_GAS + SUPPLY_GAS_PER_WORD * words) };
}

/** Takes a message from L1. */
export function consumeCall(message: Message, data: Hex): SystemCall {
  const input = encodeFunctionData({
    abi: crossRollupMessengerAbi,
    functionName: "consume",
    args: [message, data],
  });
  return { to: MESSENGER, data: input, gas: messageGas(message, input) };
}

const messageGas = (message: Message, input: Hex): bigint =>
  withData(input, (message.gasLimit * 64n) / 63n + MESSENGER_OVERHEAD_GAS);

/** Writes a rollup's channel digest; `channels` is the number of channels that start or end there. */
export const sealCall = (channels: number): SystemCall => ({
  to: MESSENGER,
  data: encodeFunctionData({ abi: crossRollupMessengerAbi, functionName: "seal" }),
  gas: SEAL_BASE_GAS + SEAL_GAS_PER_CHANNEL * BigInt(channels),
});

/** Gives a rollup's MinedBlockOracle a run of checkpoints. */
export function relayCall({ data, valueWei }: Relay): SystemCall {
  const gas = RELAY_BASE_GAS + RELAY_GAS_PER_BYTE * BigInt(size(data));
  return { to: MINED_BLOCK_ORACLE, data, gas: gas < RELAY_MAX_GAS ? gas : RELAY_MAX_GAS, value: valueWei };
}

/** Signs and applies one; the nonce is the one that the state as built so far expects (f4). */
export async function applySystemCall(
  block: OpenBlock,
  key: ProducerKey,
  chainId: bigint,
  call: SystemCall,
): Promise<TxOutcome> {
  const raw = await key.signTransaction({
    chainId,
    nonce: await block.nonceOf(key.address),
    to: call.to,
    data: call.data,
    gas: call.gas,
    ...(call.value !== undefined && { value: call.value }),
    maxFeePerGas: block.baseFee,
  });
  return block.apply(raw, key.address);
}
