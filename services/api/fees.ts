/** What wallets are told to pay. */
import { MIN_TIP_WEI, nextBaseFee } from "../protocol/superblock/baseFee.ts";
import type { RpcDeps } from "./rpcDeps.ts";

/** Blocks are seldom full, so more than the least buys nothing. */
export const SUGGESTED_TIP_WEI = MIN_TIP_WEI;

/** Wei per gas that the next block accepts, with the tip. */
export function suggestedGasPrice({ store, chainId }: Pick<RpcDeps, "store" | "chainId">): bigint {
  const head = store.header(chainId, store.head()!.superblock.number)!;
  return nextBaseFee(head) + SUGGESTED_TIP_WEI;
}
