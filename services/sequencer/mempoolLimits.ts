/** Bounds of the mempool. */
import { MIN_TIP_WEI } from "../protocol/superblock/baseFee.ts";

export type MempoolLimits = {
  readonly maxTransactions: number;
  readonly maxPerSender: number;
  readonly maxNonceGap: bigint;
  readonly expiryMs: number;
  /** least tip, wei per gas */
  readonly minTipWei: bigint;
  /** a replacement pays at least this much more, in percent */
  readonly replacementPercent: bigint;
  /** failed groups that a sender may cause within the window before he is refused for its rest */
  readonly maxFailures: number;
  readonly failureWindowMs: number;
  readonly droppedRemembered: number;
};

export const DEFAULT_MEMPOOL_LIMITS: MempoolLimits = {
  maxTransactions: 20_000,
  maxPerSender: 256,
  maxNonceGap: 256n,
  expiryMs: 3 * 3600_000,
  minTipWei: MIN_TIP_WEI,
  replacementPercent: 10n,
  maxFailures: 16,
  failureWindowMs: 60_000,
  droppedRemembered: 10_000,
};
