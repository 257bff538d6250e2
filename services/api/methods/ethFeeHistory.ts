import { z } from "zod";
import { feeHistory } from "../feeHistory.ts";
import { method, unknownBlock } from "../method.ts";
import { blockId, quantity } from "../params.ts";
import { headerAt } from "../ranks.ts";

export const ethFeeHistory = method({
  name: "eth_feeHistory",
  params: z.tuple([
    z.union([quantity.transform(Number), z.number().int().min(1)]),
    blockId,
    z.array(z.number().min(0).max(100)).max(100).default([]),
  ]),
  handle(deps, [count, newest, percentiles]) {
    const header = headerAt(deps, newest);
    return header ? feeHistory(deps, { count, newest: header.number, percentiles }) : unknownBlock();
  },
});
