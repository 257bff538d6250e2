/** What wallets are told to pay. */
import { nextBaseFee } from "../protocol/superblock/baseFee.ts";
import type { RpcDeps } from "./rpcDeps.ts";

/** Arrival order comes first here, so a tip beyond a token one buys nothing: 0.001 gwei. */
export const SUGGESTED_TIP_WEI = 1_000_000n;

/** Wei per gas that the next block accepts, with the tip. */
export function suggestedGasPrice({ store, chainId }: Pick<RpcDeps, "store" | "chainId">): bigint {
  const head = store.header(chainId, store.head()!.superblock.number)!;
  return nextBaseFee(head) + SUGGESTED_TIP_WEI;
}
