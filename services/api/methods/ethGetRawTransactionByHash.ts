import { z } from "zod";
import { method } from "../method.ts";
import { hash } from "../params.ts";

export const ethGetRawTransactionByHash = method({
  name: "eth_getRawTransactionByHash",
  params: z.tuple([hash]),
  handle({ store, pool, chainId }, [transactionHash]) {
    const place = store.transactionPlace(chainId, transactionHash);
    if (!place) return pool?.pending(chainId, transactionHash) ?? null;
    return store.block(chainId, place.blockNumber)!.transactions[place.index]!;
  },
});
