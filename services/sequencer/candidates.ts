/** Who is next among the transactions that wait, and who may take the place of another. */
import type { Address } from "viem";
import type { PooledTransaction } from "./admission.ts";

/** Key of one sender on one rollup. */
export const laneKey = (chainId: bigint, sender: Address): string => `${chainId}:${sender}`;

/** Highest tip at this base fee, then arrival. */
export function bestFirst(
  transactions: readonly PooledTransaction[],
  baseFees: ReadonlyMap<bigint, bigint>,
): PooledTransaction[] {
  const tip = (tx: PooledTransaction): bigint => {
    const room = tx.maxFeePerGas - (baseFees.get(tx.chainId) ?? 0n);
    return room < tx.maxPriorityFeePerGas ? room : tx.maxPriorityFeePerGas;
  };
  return transactions.toSorted((a, b) => {
    const [tipA, tipB] = [tip(a), tip(b)];
    return tipA === tipB ? a.arrival - b.arrival : tipA > tipB ? -1 : 1;
  });
}

/** Least nonce that waits. */
export function lowest(lane: ReadonlyMap<bigint, unknown>): bigint {
  let low: bigint | undefined;
  for (const nonce of lane.keys()) if (low === undefined || nonce < low) low = nonce;
  return low ?? 0n;
}

type Fees = Pick<PooledTransaction, "maxFeePerGas" | "maxPriorityFeePerGas">;

/** Whether both fees are higher by the percentage. */
export function paysToReplace(tx: Fees, present: Fees, percent: bigint): boolean {
  const bar = (fee: bigint) => (fee * (100n + percent) + 99n) / 100n;
  return (
    tx.maxFeePerGas >= bar(present.maxFeePerGas) &&
    tx.maxPriorityFeePerGas >= bar(present.maxPriorityFeePerGas) &&
    tx.maxFeePerGas !== present.maxFeePerGas
  );
}
