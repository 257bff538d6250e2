/** Tip of the batch that is on its way to the inbox: what miners may work on before L1 has it. */
import type { Store } from "../ports.ts";
import type { BatchTip } from "../protocol/batch/batch.ts";
import { isTipTimely, type PlannerLimits } from "./batchPlanner.ts";
import { journalKey } from "./posting.ts";
import type { PostingState, SealedRange } from "./postingState.ts";

export type SealedTipFacts = {
  readonly store: Pick<Store, "superblock" | "records">;
  /** number of the inbox's newest tip */
  readonly posted: bigint;
  readonly posting: PostingState;
  /** Unix seconds */
  readonly nowSec: bigint;
  readonly limits: PlannerLimits;
};

/**
 * The journaled range behind what is posted, unless the inbox refuses it now (for want of work, it would wait for a
 * checkpoint on itself) or it will be sealed anew because its tip has grown too old.
 */
export function sealedTip({ store, posted, posting, nowSec, limits }: SealedTipFacts): BatchTip | undefined {
  if (posting.phase === "held" || posting.phase === "stopped") return undefined;
  const range = store.records.get<SealedRange>(journalKey(posted + 1n));
  const tip = range && store.superblock(range.last);
  if (tip === undefined || tip.hash !== range?.tip) return undefined;
  const { number, timestamp } = tip.superblock;
  return isTipTimely(timestamp, nowSec, limits) ? { superblock: tip.hash, number, timestamp } : undefined;
}
