import { toHex } from "viem";
import { z } from "zod";
import { method } from "../method.ts";
import { blockId } from "../params.ts";
import { blockAt } from "../ranks.ts";

export const ethGetBlockTransactionCountByNumber = method({
  name: "eth_getBlockTransactionCountByNumber",
  params: z.tuple([blockId]),
  handle(deps, [id]) {
    const block = blockAt(deps, id);
    return block ? toHex(block.transactions.length) : null;
  },
});
