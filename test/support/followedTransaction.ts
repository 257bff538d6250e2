/** Hears of one transaction by subscription, and keeps what it was told. */
import type { Hex } from "viem";
import { WebSocket } from "ws";

export type Told = {
  readonly status: string;
  readonly was?: string;
  readonly superblock?: Hex;
  readonly reason?: string;
};

export interface FollowedTransaction {
  readonly told: readonly Told[];
  /** The next notice of a status that was not waited for yet; those in between are passed over. */
  next(status: string): Promise<Told>;
  close(): void;
}

type Message = { readonly error?: unknown; readonly params?: { readonly result: Told } };

/** @param url of a rollup's JSON-RPC over HTTP */
export async function followTransaction(url: string, hash: Hex): Promise<FollowedTransaction> {
  const socket = new WebSocket(url.replace(/^http/, "ws"));
  const told: Told[] = [];
  let failure: unknown;
  let read = 0;
  let wake = (): void => undefined;
  socket.on("message", (text) => {
    const { error, params } = JSON.parse(String(text)) as Message;
    failure ??= error;
    if (params !== undefined) told.push(params.result);
    wake();
  });
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  const params = ["transaction", { hash }];
  socket.send(JSON.stringify({ jsonrpc: "2.0", id: 1, method: "lockstep_subscribe", params }));
  return {
    told,
    next: async (status) => {
      for (;;) {
        while (read === told.length && failure === undefined)
          await new Promise<void>((resolve) => (wake = resolve));
        if (failure !== undefined) throw new Error(JSON.stringify(failure));
        const notice = told[read++]!;
        if (notice.status === status) return notice;
      }
    },
    close: () => socket.close(),
  };
}
