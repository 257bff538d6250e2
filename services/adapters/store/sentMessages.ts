/** Messages that a block's transactions sent, with their place. */
import type { Hex } from "viem";
import type { BlockHeader, Receipt, SentMessage } from "../../ports.ts";
import { sentMessages as sentIn } from "../../protocol/channels/messengerLogs.ts";

export type Sent = { readonly leaf: Hex; readonly sent: SentMessage };

type Sending = {
  readonly header: BlockHeader;
  readonly receipts: readonly Pick<Receipt, "logs" | "transactionHash">[];
};

export const sentMessages = ({ header, receipts }: Sending): Sent[] =>
  receipts.flatMap(({ logs, transactionHash }) =>
    sentIn(logs).map(({ leaf, message, data }) => ({
      leaf,
      sent: { message, data, blockNumber: header.number, transactionHash },
    })),
  );
