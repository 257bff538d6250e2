/** Tags and ranks of block numbers. A block's number is its superblock's. */
import type { BlockHeader, Rank, Ranks } from "../ports.ts";
import type { BlockId } from "./params.ts";
import type { RpcDeps } from "./rpcDeps.ts";

export function rankOf(number: bigint, ranks: Ranks): Rank {
  if (number <= ranks.final) return "final";
  if (number <= ranks.mined) return "mined";
  return number <= ranks.posted ? "posted" : "soft";
}

type Deps = Pick<RpcDeps, "chainId" | "store" | "ranks">;

/**
 * latest = soft, safe = posted, finalized = final; pending blocks are not shown. After L1 went back the head is there
 * before the ranks are counted anew.
 */
export function numberOf(deps: Deps, id: Exclude<BlockId, { hash: unknown }>): bigint {
  if ("number" in id) return id.number;
  switch (id.tag) {
    case "earliest":
      return 0n;
    case "safe":
      return least(deps.ranks().posted, headNumber(deps));
    case "finalized":
      return least(deps.ranks().final, headNumber(deps));
    default:
      return headNumber(deps);
  }
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

export const headNumber = (deps: Pick<Deps, "store">): bigint => deps.store.head()?.superblock.number ?? 0n;

export function headerAt(deps: Deps, id: BlockId): BlockHeader | undefined {
  if ("hash" in id) return deps.store.blockByHash(deps.chainId, id.hash)?.header;
  return deps.store.header(deps.chainId, numberOf(deps, id));
}

export function blockAt(deps: Deps, id: BlockId) {
  if ("hash" in id) return deps.store.blockByHash(deps.chainId, id.hash);
  return deps.store.block(deps.chainId, numberOf(deps, id));
}
