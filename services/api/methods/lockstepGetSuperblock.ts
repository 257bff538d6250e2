import { z } from "zod";
import { jsonValue } from "../jsonValue.ts";
import { method } from "../method.ts";
import { blockId } from "../params.ts";
import { numberOf, rankOf } from "../ranks.ts";

/** By number, tag, or superblock hash. */
export const lockstepGetSuperblock = method({
  name: "lockstep_getSuperblock",
  params: z.tuple([blockId]),
  handle(deps, [id]) {
    const found =
      "hash" in id ? deps.store.superblockByHash(id.hash) : deps.store.superblock(numberOf(deps, id));
    if (!found) return null;
    return jsonValue({ ...found, rank: rankOf(found.superblock.number, deps.ranks()) });
  },
});
