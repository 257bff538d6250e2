/** Messages of the messenger as tests send, expect and forge them. */
import {
  type Abi,
  type Address,
  type Hex,
  keccak256,
  parseEventLogs,
  type TransactionReceipt,
  zeroAddress,
  zeroHash,
} from "viem";
import { crossRollupMessengerAbi } from "../../services/abi/index.ts";
import { hashMessage, MESSAGE_KIND, type Message } from "../../services/protocol/channels/channel.ts";
import { MESSENGER } from "../../services/protocol/systemAddresses.ts";

export const L1_CHAIN_ID = 31337n;
export const ROLLUP_A = 42101n;
export const ROLLUP_B = 42102n;
/** wei per gas at the destination */
export const ACTION_GAS_PRICE = 1_000_000_000n;

export type SentMessage = { readonly message: Message; readonly data: Hex; readonly leaf: Hex };
export type Call = {
  readonly to: Address;
  readonly abi: Abi;
  readonly functionName: string;
  readonly args?: readonly unknown[];
};

/** Messages that a transaction put into outboxes, in order. */
export const sentMessages = (receipt: TransactionReceipt): SentMessage[] =>
  parseEventLogs({ abi: crossRollupMessengerAbi, eventName: "MessageSent", logs: receipt.logs }).map(
    ({ args }) => ({ message: args.message, data: args.data, leaf: args.leaf }),
  );

/** A trigger, to be sent from an account or through a probe. */
export const triggerCall = (dstChainId: bigint, target: Address, data: Hex, gasLimit: bigint): Call => ({
  to: MESSENGER,
  abi: crossRollupMessengerAbi,
  functionName: "trigger",
  args: [dstChainId, target, data, gasLimit],
});

/** The price that the contract must ask for a trigger between rollups: (gasLimit + 150000) × price. */
export const priceOf = (gasLimit: bigint): bigint => (gasLimit + 150_000n) * ACTION_GAS_PRICE;

/** The price of a trigger that asks for a result: 80000 for the supply and 23700 for each word besides. */
export const priceForResult = (gasLimit: bigint, maxResultBytes: bigint): bigint =>
  priceOf(gasLimit) + (80_000n + 23_700n * ((maxResultBytes + 31n) / 32n)) * ACTION_GAS_PRICE;

/** Fields of a message that a test wants otherwise. */
export type MessageFields = Partial<Omit<Message, "dataHash">> & { readonly data?: Hex };

/** A call to a rollup that no outbox has seen: what a lying producer, or a test for L1, would hand in. */
export function sentFrom(srcChainId: bigint, dstChainId: bigint, fields: MessageFields): SentMessage {
  const { data = "0x", ...rest } = fields;
  const message: Message = {
    kind: MESSAGE_KIND.call,
    srcChainId,
    dstChainId,
    nonce: 0n,
    sender: zeroAddress,
    target: zeroAddress,
    value: 0n,
    gasLimit: 100_000n,
    deadline: 0n,
    refundTo: zeroAddress,
    dataHash: keccak256(data),
    resultHash: zeroHash,
    ...rest,
  };
  return { message, data, leaf: hashMessage(message) };
}
