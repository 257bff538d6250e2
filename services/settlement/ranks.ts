/** Newest superblock of each rank, from what the store and L1 say. Final never falls; the rest follows L1. */
import type { MinedCheckpoint, PostedBatch, Ranks } from "../ports.ts";

export type RankFacts = {
  readonly softNumber: bigint;
  /** batches that stand, from index 1 on */
  readonly batches: readonly PostedBatch[];
  /** the leading checkpoint, if there is one */
  readonly lead: MinedCheckpoint | undefined;
  /** zero before the first */
  readonly finalBatchIndex: bigint;
};

export type RankEvent =
  | { readonly type: "counted"; readonly facts: RankFacts }
  /** Superblocks above `to` are gone: whatever stands in their place has not risen yet. */
  | { readonly type: "takenBack"; readonly to: bigint };

export const initialRanks: Ranks = { soft: 0n, posted: 0n, mined: 0n, final: 0n };

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const most = (a: bigint, b: bigint): bigint => (a > b ? a : b);

export function reduceRanks(before: Ranks, event: RankEvent): Ranks {
  return event.type === "counted" ? counted(before, event.facts) : takenBack(before, event.to);
}

function counted(before: Ranks, facts: RankFacts): Ranks {
  const numberAt = (index: bigint): bigint | undefined =>
    facts.batches.find(({ batch }) => batch.index === index)?.batch.number;
  const final = most(before.final, numberAt(facts.finalBatchIndex) ?? 0n);
  const posted = most(final, facts.batches.at(-1)?.batch.number ?? 0n);
  const mined = most(final, least(posted, facts.lead?.number ?? 0n));
  return { soft: most(posted, facts.softNumber), posted, mined, final };
}

function takenBack({ soft, posted, mined, final }: Ranks, to: bigint): Ranks {
  const lowered = (number: bigint): bigint => most(final, least(number, to));
  return { soft: lowered(soft), posted: lowered(posted), mined: lowered(mined), final };
}
