/**
 * One slot as a timeline, arithmetic only:
 *
 *   0 ms                          70 %              100 %
 *   |--- open, L1, users' groups ---|--- seal, journal, sign, announce ---|
 */
export type Slot = {
  /** Unix milliseconds */
  readonly startMs: number;
  /** no further group is begun after this, Unix milliseconds */
  readonly deadlineMs: number;
};

const USERS_SHARE = 0.7;

/** The first slot that begins at or after `nowMs`; slots stand at whole multiples of `slotMs`. */
export function nextSlot(nowMs: number, slotMs: number): Slot {
  const startMs = Math.ceil(nowMs / slotMs) * slotMs;
  return { startMs, deadlineMs: startMs + slotMs * USERS_SHARE };
}

/**
 * Timestamp of a superblock in Unix seconds: the wall clock's, but never before its L1 origin's and always after
 * its parent's.
 */
export function superblockTimestamp(nowMs: number, parentSec: bigint, l1OriginSec: bigint): bigint {
  const wall = BigInt(Math.floor(nowMs / 1000));
  const earliest = parentSec + 1n > l1OriginSec ? parentSec + 1n : l1OriginSec;
  return wall > earliest ? wall : earliest;
}
