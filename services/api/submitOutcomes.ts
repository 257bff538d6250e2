/** Why the pool refused a transaction: its text is the one that wallets and libraries look for (geth's). */
import { type RpcRefusal, refuse } from "./rpcErrors.ts";

export const refuseTransaction = (reason: string, detail: string): RpcRefusal =>
  refuse("rejected", detail, { reason });
