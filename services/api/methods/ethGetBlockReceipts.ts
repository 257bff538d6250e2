import { z } from "zod";
import { receiptsOf } from "../blocks.ts";
import { method } from "../method.ts";
import { blockId } from "../params.ts";
import { blockAt } from "../ranks.ts";

export const ethGetBlockReceipts = method({
  name: "eth_getBlockReceipts",
  params: z.tuple([blockId]),
  handle(deps, [id]) {
    const block = blockAt(deps, id);
    return block ? receiptsOf(deps, block) : null;
  },
});
