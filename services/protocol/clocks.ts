/** What time decides on L1 (contracts/l1/Clocks.sol): Unix seconds in, seconds or a verdict out. */

/** Seconds for which unmined superblocks have been waiting for work. */
export const miningClock = (unmined: bigint, sinceSec: bigint, nowSec: bigint): bigint =>
  unmined === 0n ? 0n : nowSec - sinceSec;

/** Start of the mining clock after a batch was posted: the first that waits starts it. */
export const sinceAfterPosting = (unminedBefore: bigint, sinceSec: bigint, nowSec: bigint): bigint =>
  unminedBefore === 0n ? nowSec : sinceSec;

/** Start of the mining clock after another checkpoint took the lead: never an earlier one. */
export const sinceAfterLead = (sinceSec: bigint, leadSinceSec: bigint): bigint =>
  later(sinceSec, leadSinceSec);

/** Start of the mining clock after a rollback: anew if work fell with it, else what was due stays due. */
export const sinceAfterRollback = (hasWorkFallen: boolean, sinceSec: bigint, nowSec: bigint): bigint =>
  hasWorkFallen ? later(sinceSec, nowSec) : sinceSec;

/** Whether batches are refused because work is missing. The last second is in time. */
export const isWorkOverdue = (clockSec: bigint, miningTimeoutSec: bigint): boolean =>
  clockSec > miningTimeoutSec;

/** Whether what no work came for may be taken back. The last second is in time. */
export const isRevertDue = (clockSec: bigint, revertDelaySec: bigint): boolean => clockSec > revertDelaySec;

/** From when on a batch that was mined at `minedAtSec` can be final. */
export const challengeEndsAtSec = (minedAtSec: bigint, challengeWindowSec: bigint): bigint =>
  minedAtSec + challengeWindowSec;

/** Whether the newest work is recent enough for anything to become final on it. */
export const isFresh = (leadAtSec: bigint, miningTimeoutSec: bigint, nowSec: bigint): boolean =>
  leadAtSec + miningTimeoutSec >= nowSec;

/** Last sign that posting was possible and expected: a batch, work, a rollback if nothing was posted since. */
export const heardAtSec = (postedAtSec: bigint, leadAtSec: bigint, termAtSec: bigint): bigint =>
  later(later(postedAtSec, leadAtSec), termAtSec);

/** @param isRefusing whether the inbox takes no batch: work is overdue, or too much of it is */
export type LastHeard = { readonly heardSec: bigint; readonly isRefusing: boolean };

/** Whether the leader has been silent for too long, in which case anyone may open the fallback. */
export const isSilent = (heard: LastHeard, sequencerTimeoutSec: bigint, nowSec: bigint): boolean =>
  !heard.isRefusing && nowSec > heard.heardSec + sequencerTimeoutSec;

export type DryLimits = { readonly sequencerTimeoutSec: bigint; readonly revertDelaySec: bigint };

/** Whether no work has come for so long that anyone may open the fallback, whatever the leader does. */
export const isDry = (leadAtSec: bigint, limits: DryLimits, nowSec: bigint): boolean =>
  nowSec > leadAtSec + limits.sequencerTimeoutSec + limits.revertDelaySec;

const later = (a: bigint, b: bigint): bigint => (a > b ? a : b);
