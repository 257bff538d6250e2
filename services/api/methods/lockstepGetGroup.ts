import { z } from "zod";
import { jsonValue } from "../jsonValue.ts";
import { method } from "../method.ts";
import { hash } from "../params.ts";
import { rankOf } from "../ranks.ts";

/** The group of a transaction: its legs on all rollups, or why it was dropped. */
export const lockstepGetGroup = method({
  name: "lockstep_getGroup",
  params: z.tuple([hash]),
  handle({ store, pool, ranks, chainId }, [transactionHash]) {
    const group = store.group(transactionHash);
    if (group) return jsonValue({ status: "included", ...group, rank: rankOf(group.superblock, ranks()) });
    const dropped = pool?.dropped(transactionHash);
    if (dropped) return jsonValue({ status: "dropped", ...dropped });
    if (pool?.pending(chainId, transactionHash) !== undefined)
      return { status: "pending", id: transactionHash };
    return { status: "unknown", id: transactionHash };
  },
});
