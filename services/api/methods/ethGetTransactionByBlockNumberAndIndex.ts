import { z } from "zod";
import { transactionAt } from "../blocks.ts";
import { method } from "../method.ts";
import { blockId, quantity } from "../params.ts";
import { blockAt } from "../ranks.ts";

export const ethGetTransactionByBlockNumberAndIndex = method({
  name: "eth_getTransactionByBlockNumberAndIndex",
  params: z.tuple([blockId, quantity]),
  handle(deps, [id, index]) {
    const block = blockAt(deps, id);
    return block ? transactionAt(block, Number(index)) : null;
  },
});
