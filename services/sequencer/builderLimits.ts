/** Bounds of one superblock. */
import type { GroupLimits } from "./group.ts";

export type BuilderLimits = GroupLimits & {
  /** gas that failed groups may cost in one superblock; afterwards no group is begun, local transactions go on (f1) */
  readonly maxWastedGas: bigint;
  /** gas of messages from L1 per rollup in one superblock */
  readonly maxMessageGas: bigint;
  /** bytes of all transactions of a superblock, below what one batch holds: a larger one could never be posted */
  readonly maxDataBytes: number;
};

export const DEFAULT_BUILDER_LIMITS: BuilderLimits = {
  maxDepth: 4,
  maxActionGas: 20_000_000n,
  maxResults: 4,
  maxDiscoveryGas: 20_000_000n,
  reservedGas: 2_500_000n,
  maxWastedGas: 60_000_000n,
  maxMessageGas: 10_000_000n,
  maxDataBytes: 100_000,
};
