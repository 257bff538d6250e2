/** What the messenger logs when it takes a message. */
import { encodeAbiParameters, encodeEventTopics, getAbiItem, type Hex } from "viem";
import { crossRollupMessengerAbi } from "../../services/abi/index.ts";
import type { Log } from "../../services/ports.ts";
import { hashMessage, type Message } from "../../services/protocol/channels/channel.ts";
import { MESSENGER } from "../../services/protocol/systemAddresses.ts";
import { CHAIN_A, CHAIN_B, FUNDED } from "./rollupChain.ts";

/** A message from rollup A to another chain, B by default. */
export const sentMessage = (nonce: bigint, dstChainId = CHAIN_B): Message => ({
  kind: 0,
  srcChainId: CHAIN_A,
  dstChainId,
  nonce,
  sender: FUNDED[0]!.address,
  target: FUNDED[1]!.address,
  value: 2n ** 70n,
  gasLimit: 50_000n,
  deadline: 0n,
  refundTo: FUNDED[0]!.address,
  dataHash: `0x${"11".repeat(32)}`,
  resultHash: `0x${"00".repeat(32)}`,
});

/** The messenger's log of a sent message, as it emits it. */
export function sentLog(m: Message, data: Hex): Log {
  const event = getAbiItem({ abi: crossRollupMessengerAbi, name: "MessageSent" });
  const args = { dstChainId: m.dstChainId, nonce: m.nonce, leaf: hashMessage(m) };
  return {
    address: MESSENGER,
    topics: encodeEventTopics({ abi: crossRollupMessengerAbi, eventName: "MessageSent", args }) as Hex[],
    data: encodeAbiParameters(event.inputs.slice(3), [m, data] as never),
  };
}
