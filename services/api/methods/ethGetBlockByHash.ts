import { z } from "zod";
import { formattedBlock } from "../blocks.ts";
import { method } from "../method.ts";
import { hash } from "../params.ts";
import { blockAt } from "../ranks.ts";

export const ethGetBlockByHash = method({
  name: "eth_getBlockByHash",
  params: z.tuple([hash, z.boolean().default(false)]),
  handle(deps, [blockHash, full]) {
    const block = blockAt(deps, { hash: blockHash });
    return block ? formattedBlock(deps, block, full) : null;
  },
});
