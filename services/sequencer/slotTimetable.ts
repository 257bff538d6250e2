/**
 * One slot as a timeline, arithmetic only:
 *
 *   0 ms                     60 %           70 %                                    100 %
 *   |--- open, L1, users' rounds ---|--- last round ---|--- seal, journal, sign, announce ---|
 */
export type Slot = {
  /** Unix milliseconds */
  readonly startMs: number;
  /** the last round of users begins then, Unix milliseconds; who arrives later waits for the next superblock */
  readonly lastRoundMs: number;
  /** no further group is begun after this, Unix milliseconds */
  readonly deadlineMs: number;
};

const ROUNDS_SHARE = 0.6;
const USERS_SHARE = 0.7;

/** The first slot that begins at or after `nowMs`; slots stand at whole multiples of `slotMs`. */
export function nextSlot(nowMs: number, slotMs: number): Slot {
  const startMs = Math.ceil(nowMs / slotMs) * slotMs;
  const at = (share: number): number => startMs + slotMs * share;
  return { startMs, lastRoundMs: at(ROUNDS_SHARE), deadlineMs: at(USERS_SHARE) };
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
