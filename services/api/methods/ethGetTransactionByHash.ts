import { z } from "zod";
import { transactionAt } from "../blocks.ts";
import { formatTransaction } from "../formatTransaction.ts";
import { method } from "../method.ts";
import { hash } from "../params.ts";

/** Also what still waits in the pool, then without a block. */
export const ethGetTransactionByHash = method({
  name: "eth_getTransactionByHash",
  params: z.tuple([hash]),
  async handle({ store, pool, engine, chainId }, [transactionHash]) {
    const place = store.transactionPlace(chainId, transactionHash);
    if (place) return transactionAt(store.block(chainId, place.blockNumber)!, place.index);
    const raw = pool?.pending(chainId, transactionHash);
    if (raw === undefined) return null;
    const read = await engine.readTransaction(raw);
    return read.ok ? formatTransaction(raw, { chainId, from: read.facts.sender }) : null;
  },
});
