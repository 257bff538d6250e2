/** What the sender asks an L1 node. */
import type { Hex, PublicClient, TransactionReceipt } from "viem";
import type { Market, SendKind } from "./fees.ts";
import type { Attempt } from "./sendingState.ts";

export async function readMarket(client: PublicClient, kind: SendKind): Promise<Market> {
  const [block, priorityFee, blobBaseFee] = await Promise.all([
    client.getBlock({ blockTag: "latest" }),
    client.estimateMaxPriorityFeePerGas(),
    kind === "blob" ? client.getBlobBaseFee() : 0n,
  ]);
  return { baseFee: block.baseFeePerGas ?? 0n, priorityFee, blobBaseFee };
}

export async function findReceipt(client: PublicClient, hash: Hex): Promise<TransactionReceipt | undefined> {
  try {
    return await client.getTransactionReceipt({ hash });
  } catch (error) {
    if ((error as Error).name === "TransactionReceiptNotFoundError") return undefined;
    throw error;
  }
}

/** Which of the attempts a block holds. */
export async function includedHash(
  client: PublicClient,
  attempts: readonly Attempt[],
): Promise<Hex | undefined> {
  for (const { hash } of attempts) if ((await findReceipt(client, hash)) !== undefined) return hash;
  return undefined;
}

/** Whether L1's pool still has one of the attempts. */
export async function isPending(client: PublicClient, attempts: readonly Attempt[]): Promise<boolean> {
  for (const { hash } of attempts) {
    try {
      if ((await client.getTransaction({ hash })).blockHash === null) return true;
    } catch (error) {
      if ((error as Error).name !== "TransactionNotFoundError") throw error;
    }
  }
  return false;
}
