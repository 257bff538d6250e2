/** In which order a rollup's users get their turn. A sender's own transactions go by nonce under every policy. */
import type { PooledTransaction } from "./admission.ts";

/** What a policy may look at. */
export type Ordered = Pick<PooledTransaction, "maxFeePerGas" | "maxPriorityFeePerGas" | "arrival">;

export interface OrderingPolicy {
  readonly name: string;
  /** Negative when `a` goes first. A total order: arrivals differ, so no two are equal. */
  compare(a: Ordered, b: Ordered, baseFee: bigint): number;
}

/** Wei per gas that the producer gets at this base fee. */
const tipOf = ({ maxFeePerGas, maxPriorityFeePerGas }: Ordered, baseFee: bigint): bigint => {
  const room = maxFeePerGas - baseFee;
  return room < maxPriorityFeePerGas ? room : maxPriorityFeePerGas;
};

/** Who pays more goes first; equal tips go by arrival. */
export const byTip: OrderingPolicy = {
  name: "tip",
  compare: (a, b, baseFee) => {
    const [tipA, tipB] = [tipOf(a, baseFee), tipOf(b, baseFee)];
    if (tipA === tipB) return a.arrival - b.arrival;
    return tipA > tipB ? -1 : 1;
  },
};

/** First come, first served. */
export const byArrival: OrderingPolicy = {
  name: "arrival",
  compare: (a, b) => a.arrival - b.arrival,
};
