/** Where a transaction of any rollup stands, from the store, the pool and the ranks. */
import type { Hex } from "viem";
import { rankOf } from "./ranks.ts";
import type { RpcDeps } from "./rpcDeps.ts";
import type { Standing } from "./transactionProgress.ts";

export function standingOf({ store, pool, ranks }: RpcDeps, hash: Hex): Standing {
  const head = store.head();
  const chainIds = head?.blocks.map(({ chainId }) => chainId) ?? [];
  for (const chainId of chainIds) {
    const number = store.transactionPlace(chainId, hash)?.blockNumber;
    const superblock = number === undefined ? undefined : store.superblock(number);
    if (number === undefined || superblock === undefined) continue;
    // A sequencer has promised nothing before it has signed; a node derives without signatures.
    const isUnsigned = number === head?.superblock.number && head.signature === undefined;
    if (pool !== undefined && isUnsigned) continue;
    const rank = rankOf(number, ranks());
    return { status: "included", rank, chainId, superblock: number, superblockHash: superblock.hash };
  }
  const dropped = pool?.dropped(hash);
  if (dropped !== undefined) return { status: "dropped", failure: dropped.failure };
  const waits = chainIds.some((chainId) => pool?.pending(chainId, hash) !== undefined);
  return { status: waits ? "pending" : "unknown" };
}
