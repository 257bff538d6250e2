import { toHex } from "viem";
import { z } from "zod";
import { method } from "../method.ts";
import { hash } from "../params.ts";
import { blockAt } from "../ranks.ts";

export const ethGetBlockTransactionCountByHash = method({
  name: "eth_getBlockTransactionCountByHash",
  params: z.tuple([hash]),
  handle(deps, [blockHash]) {
    const block = blockAt(deps, { hash: blockHash });
    return block ? toHex(block.transactions.length) : null;
  },
});
