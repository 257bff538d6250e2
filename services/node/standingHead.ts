/** How much of a node's store stands on L1. Pure. */
import type { L1Standing, PostedBatch, Store } from "../ports.ts";

type Chain = Pick<Store, "head" | "superblock">;

/** How many batches, from the first on, the store holds to the posted tip. Batches are a chain, so it is one cut. */
export function agreedBatches(store: Chain, batches: readonly PostedBatch[]): number {
  let [agreed, other] = [0, batches.length + 1];
  while (agreed + 1 < other) {
    const middle = (agreed + other) >> 1;
    const { batch } = batches[middle - 1]!;
    if (store.superblock(batch.number)?.hash === batch.superblock) agreed = middle;
    else other = middle;
  }
  return agreed;
}

/**
 * The newest superblock that may stay: the last agreed batch's tip, and above it what a feed brought, if no batch says
 * otherwise: signed, and of the term in force. In fallback nothing counts that L1 does not have.
 */
export function standingHead(
  store: Chain,
  { batches, term, fallback }: Pick<L1Standing, "batches" | "term" | "fallback">,
  agreed: number,
): bigint {
  let number = batches[agreed - 1]?.batch.number ?? 0n;
  if (agreed < batches.length || fallback !== undefined) return number;
  for (;;) {
    const next = store.superblock(number + 1n);
    if (next?.signature === undefined || next.superblock.term !== term.term) return number;
    number++;
  }
}
