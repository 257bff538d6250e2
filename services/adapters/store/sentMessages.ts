/** Messages that a block's transactions sent, read from the messenger's logs. */
import { decodeEventLog, encodeEventTopics, type Hex } from "viem";
import { crossRollupMessengerAbi } from "../../abi/index.ts";
import type { Log, SealedBlock, SentMessage } from "../../ports.ts";
import { MESSENGER } from "../../protocol/systemAddresses.ts";

export type Sent = { readonly leaf: Hex; readonly sent: SentMessage };

const [MESSAGE_SENT] = encodeEventTopics({ abi: crossRollupMessengerAbi, eventName: "MessageSent" });

export const sentMessages = (block: Pick<SealedBlock, "header" | "receipts">): Sent[] =>
  block.receipts.flatMap((receipt) =>
    receipt.logs
      .filter((log) => log.address === MESSENGER && log.topics[0] === MESSAGE_SENT)
      .map((log) => toSent(log, block.header.number, receipt.transactionHash)),
  );

function toSent(log: Log, blockNumber: bigint, transactionHash: Hex): Sent {
  const { args } = decodeEventLog({
    abi: crossRollupMessengerAbi,
    eventName: "MessageSent",
    topics: log.topics as [Hex, ...Hex[]],
    data: log.data,
  });
  return { leaf: args.leaf, sent: { message: args.message, data: args.data, blockNumber, transactionHash } };
}
