/** Messages that the messenger of a rollup announced in its logs. */
import { type Address, decodeEventLog, encodeEventTopics, type Hex } from "viem";
import { crossRollupMessengerAbi } from "../../abi/index.ts";
import { MESSENGER } from "../systemAddresses.ts";
import type { Message } from "./channel.ts";

type LogEntry = { readonly address: Address; readonly topics: readonly Hex[]; readonly data: Hex };

const [MESSAGE_SENT] = encodeEventTopics({ abi: crossRollupMessengerAbi, eventName: "MessageSent" });

/** Messages that entered an outbox, in the order of the logs. */
export function sentMessages(
  logs: readonly LogEntry[],
): { readonly leaf: Hex; readonly message: Message; readonly data: Hex }[] {
  return logs
    .filter((log) => log.address === MESSENGER && log.topics[0] === MESSAGE_SENT)
    .map((log) => {
      const { args } = decodeEventLog({
        abi: crossRollupMessengerAbi,
        eventName: "MessageSent",
        topics: log.topics as [Hex, ...Hex[]],
        data: log.data,
      });
      return { leaf: args.leaf, message: args.message, data: args.data };
    });
}
