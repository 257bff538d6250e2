import { z } from "zod";
import { receiptsOf } from "../blocks.ts";
import { method } from "../method.ts";
import { hash } from "../params.ts";

export const ethGetTransactionReceipt = method({
  name: "eth_getTransactionReceipt",
  params: z.tuple([hash]),
  handle(deps, [transactionHash]) {
    const place = deps.store.transactionPlace(deps.chainId, transactionHash);
    if (!place) return null;
    const block = deps.store.block(deps.chainId, place.blockNumber)!;
    return receiptsOf(deps, block)[place.index]!;
  },
});
