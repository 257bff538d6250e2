/** When to seal a range of superblocks for posting, and which: arithmetic only. */

export type PlannerLimits = {
  readonly maxSuperblocks: bigint;
  /** a superblock waits for its batch at most about this long */
  readonly everySec: bigint;
  /** oldest tip that the inbox takes, counted from L1's time at inclusion */
  readonly maxLagSec: bigint;
};

export type PlannerInput = {
  /** number of the inbox's newest tip */
  readonly postedNumber: bigint;
  /** number of the newest signed superblock */
  readonly headNumber: bigint;
  /** Unix seconds of a superblock in (posted, head] */
  readonly timestampOf: (number: bigint) => bigint;
  /** Unix seconds; the later of our clock and L1's newest block */
  readonly nowSec: bigint;
};

export type BatchPlan =
  | { readonly action: "seal"; readonly first: bigint; readonly last: bigint }
  | {
      readonly action: "wait";
      readonly reason: "nothing-new" | "not-due" | "head-too-old";
      readonly waiting: bigint;
    };

/** Part of `maxLagSec` that is kept for the way into an L1 block: a third. */
const inclusionReserve = (limits: PlannerLimits): bigint => limits.maxLagSec / 3n;

/** Whether a tip of this age still has time to get into an L1 block. */
export const isTipTimely = (timestamp: bigint, nowSec: bigint, limits: PlannerLimits): boolean =>
  nowSec - timestamp <= limits.maxLagSec - inclusionReserve(limits);

/**
 * Due are as many superblocks as a batch may hold, or the first one's waiting time. The range is the oldest that
 * is due; after a pause its tip is too old for the inbox, and then the range goes up to the head.
 */
export function planBatch(input: PlannerInput, limits: PlannerLimits): BatchPlan {
  const { postedNumber, headNumber, timestampOf, nowSec } = input;
  const waiting = headNumber - postedNumber;
  if (waiting <= 0n) return { action: "wait", reason: "nothing-new", waiting: 0n };
  const first = postedNumber + 1n;
  const isFull = waiting >= limits.maxSuperblocks;
  if (!isFull && nowSec - timestampOf(first) < limits.everySec)
    return { action: "wait", reason: "not-due", waiting };
  if (!isTipTimely(timestampOf(headNumber), nowSec, limits))
    return { action: "wait", reason: "head-too-old", waiting };
  const wanted = isFull ? postedNumber + limits.maxSuperblocks : headNumber;
  const last = isTipTimely(timestampOf(wanted), nowSec, limits) ? wanted : headNumber;
  return { action: "seal", first, last };
}
