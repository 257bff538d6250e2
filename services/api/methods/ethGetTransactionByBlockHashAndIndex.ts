import { z } from "zod";
import { transactionAt } from "../blocks.ts";
import { method } from "../method.ts";
import { hash, quantity } from "../params.ts";
import { blockAt } from "../ranks.ts";

export const ethGetTransactionByBlockHashAndIndex = method({
  name: "eth_getTransactionByBlockHashAndIndex",
  params: z.tuple([hash, quantity]),
  handle(deps, [blockHash, index]) {
    const block = blockAt(deps, { hash: blockHash });
    return block ? transactionAt(block, Number(index)) : null;
  },
});
