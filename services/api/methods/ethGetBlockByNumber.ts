import { z } from "zod";
import { formattedBlock } from "../blocks.ts";
import { method } from "../method.ts";
import { blockId } from "../params.ts";
import { blockAt } from "../ranks.ts";

export const ethGetBlockByNumber = method({
  name: "eth_getBlockByNumber",
  params: z.tuple([blockId, z.boolean().default(false)]),
  handle(deps, [id, full]) {
    const block = blockAt(deps, id);
    return block ? formattedBlock(deps, block, full) : null;
  },
});
