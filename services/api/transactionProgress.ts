/**
 * What somebody who follows one transaction is told: a reducer over where it stands. Looks may be missed: ranks in
 * between are told all the same, in order, and a transaction that moved to another superblock was reverted in between.
 */
import type { Hex } from "viem";
import type { GroupFailure, Rank } from "../ports.ts";

/** Where a transaction stands, as far as this process knows. */
export type Standing =
  | { readonly status: "unknown" | "pending" }
  | { readonly status: "dropped"; readonly failure: GroupFailure }
  | ({ readonly status: "included"; readonly rank: Rank } & Place);

export type Place = {
  /** of the rollup on which it stands */
  readonly chainId: bigint;
  readonly superblock: bigint;
  readonly superblockHash: Hex;
};

export type Notice =
  | { readonly status: "unknown" | "pending" }
  /** `was` is set when L1 went back below a rank that was told */
  | ({ readonly status: Rank; readonly was?: Rank } & Place)
  /** its superblock is gone */
  | ({ readonly status: "reverted"; readonly was: Rank; readonly reason: "superblock-taken-back" } & Place)
  | { readonly status: "dropped"; readonly failure: GroupFailure };

export type Progress = {
  /** what was told last; undefined before the first look */
  readonly told: Standing | undefined;
  readonly notices: readonly Notice[];
  /** Nothing can change any more. */
  readonly isOver: boolean;
};

const RANKS: readonly Rank[] = ["soft", "posted", "mined", "final"];

export function reduceProgress(told: Standing | undefined, now: Standing): Progress {
  const isOver = now.status === "included" && now.rank === "final";
  return { told: now, notices: noticesOf(told, now), isOver };
}

function noticesOf(told: Standing | undefined, now: Standing): readonly Notice[] {
  const before = told?.status === "included" ? told : undefined;
  if (now.status === "included") {
    const place = placeOf(now);
    if (before === undefined) return steps(place, "soft", now.rank);
    if (before.superblockHash !== now.superblockHash)
      return [reverted(before), ...steps(place, "soft", now.rank)];
    return moved(place, before.rank, now.rank);
  }
  if (before !== undefined)
    // Unknown is no news after this: it waits nowhere here, or is about to.
    return now.status === "unknown" ? [reverted(before)] : [reverted(before), now];
  const isNews = told === undefined || told.status !== now.status;
  // One that is sent again after it was dropped waits first; one that expired is gone without a word.
  return isNews ? [now] : [];
}

/** Every rank from one to another, both told. */
const steps = (place: Place, first: Rank, last: Rank): readonly Notice[] =>
  RANKS.slice(RANKS.indexOf(first), RANKS.indexOf(last) + 1).map((status) => ({ status, ...place }));

function moved(place: Place, was: Rank, now: Rank): readonly Notice[] {
  if (was === now) return [];
  if (RANKS.indexOf(now) < RANKS.indexOf(was)) return [{ status: now, was, ...place }];
  return steps(place, was, now).slice(1);
}

const reverted = ({ rank: was, ...place }: Place & { readonly rank: Rank }): Notice => ({
  status: "reverted",
  was,
  reason: "superblock-taken-back",
  ...placeOf(place),
});

const placeOf = ({ chainId, superblock, superblockHash }: Place): Place => ({
  chainId,
  superblock,
  superblockHash,
});
