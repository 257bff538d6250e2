/** Why no superblock is produced, for RPC, health and log. */
import type { SignedSuperblock } from "../ports.ts";
import { isWorkOverdue } from "../protocol/clocks.ts";
import type { InboxDiverged } from "./alignment.ts";
import type { L1State, OriginGone } from "./l1State.ts";

export type Halt =
  | { readonly reason: "work-overdue"; readonly clockSec: bigint; readonly timeoutSec: bigint }
  | { readonly reason: "too-many-unmined"; readonly unmined: bigint; readonly maximum: bigint }
  | { readonly reason: "l1-unreachable"; readonly sinceMs: number }
  /** miners build on superblock `base` and above; the sequencer follows them until it has returned */
  | { readonly reason: "fallback"; readonly base: bigint }
  | OriginGone
  | InboxDiverged;

export type HaltLimits = {
  readonly miningTimeoutSec: bigint;
  readonly maxUnminedSuperblocks: bigint;
};

/** Whether work is missing. */
export function haltReason(
  state: Pick<L1State, "miningClockSec" | "minedNumber" | "fallbackBase">,
  head: SignedSuperblock,
  { miningTimeoutSec, maxUnminedSuperblocks }: HaltLimits,
): Halt | undefined {
  if (state.fallbackBase !== undefined) return { reason: "fallback", base: state.fallbackBase };
  if (isWorkOverdue(state.miningClockSec, miningTimeoutSec))
    return { reason: "work-overdue", clockSec: state.miningClockSec, timeoutSec: miningTimeoutSec };
  const unmined = head.superblock.number - state.minedNumber;
  return unmined >= maxUnminedSuperblocks
    ? { reason: "too-many-unmined", unmined, maximum: maxUnminedSuperblocks }
    : undefined;
}
