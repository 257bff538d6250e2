import { recoverTransactionAddress, type TransactionSerialized } from "viem";
import { z } from "zod";
import { transactionAt } from "../blocks.ts";
import { formatTransaction } from "../formatTransaction.ts";
import { method } from "../method.ts";
import { hash } from "../params.ts";

/** Also what still waits in the pool, then without a block. */
export const ethGetTransactionByHash = method({
  name: "eth_getTransactionByHash",
  params: z.tuple([hash]),
  async handle({ store, pool, chainId }, [transactionHash]) {
    const place = store.transactionPlace(chainId, transactionHash);
    if (place) return transactionAt(store.block(chainId, place.blockNumber)!, place.index);
    const raw = pool?.pending(chainId, transactionHash);
    if (raw === undefined) return null;
    const from = await recoverTransactionAddress({ serializedTransaction: raw as TransactionSerialized });
    return formatTransaction(raw, from, undefined);
  },
});
