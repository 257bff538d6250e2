/** Messages that a block's transactions sent, with their place. */
import type { Hex } from "viem";
import type { SealedBlock, SentMessage } from "../../ports.ts";
import { sentMessages as sentIn } from "../../protocol/channels/messengerLogs.ts";

export type Sent = { readonly leaf: Hex; readonly sent: SentMessage };

export const sentMessages = ({ header, receipts }: Pick<SealedBlock, "header" | "receipts">): Sent[] =>
  receipts.flatMap(({ logs, transactionHash }) =>
    sentIn(logs).map(({ leaf, message, data }) => ({
      leaf,
      sent: { message, data, blockNumber: header.number, transactionHash },
    })),
  );
