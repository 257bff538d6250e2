/** What keeps a process from its work, named, with its numbers: from facts that the parts give. */
import type { Mismatch } from "../node/mismatch.ts";
import type { LoopReading } from "../runtime/heartbeats.ts";
import type { Halt } from "../sequencer/halt.ts";
import type { StopReason } from "../settlement/postingState.ts";

export type Impediment =
  | { readonly reason: "stopping" }
  | { readonly reason: "store-closed" }
  /** L1 has not been read since the start */
  | { readonly reason: "l1-not-read" }
  | { readonly reason: "l1-silent"; readonly silentMs: number; readonly limitMs: number }
  | Halt
  | { readonly reason: "slots-failing"; readonly slots: number }
  | { readonly reason: "posting-stopped"; readonly cause: StopReason; readonly detail: string }
  /** the inbox, or L1, refuses the batch for something that does not pass by itself */
  | { readonly reason: "posting-refused"; readonly error: string; readonly detail: string }
  /** a node that has not derived everything that L1 had when it started */
  | { readonly reason: "deriving"; readonly derived: bigint; readonly posted: bigint }
  /** a node disagrees with a batch that stands on L1; it goes on when L1 takes the batch back */
  | { readonly reason: "derivation-mismatch"; readonly batchIndex: bigint; readonly why: Mismatch["reason"] }
  /** no source has the blobs of a batch */
  | { readonly reason: "data-withheld"; readonly batchIndex: bigint; readonly detail: string }
  /** signed by the leader, but not what execution gives: not followed */
  | {
      readonly reason: "superblock-false";
      readonly number: bigint;
      readonly hash: string;
      readonly why: Mismatch["reason"];
    }
  /** the leader has signed two superblocks for one number of the term in force; `evidence` is the file */
  | {
      readonly reason: "equivocation";
      readonly term: string;
      readonly number: bigint;
      readonly evidence: string;
    }
  | { readonly reason: "loop-stuck"; readonly loop: string; readonly silentMs: number };

/** What the leader must not have done, as far as it matters now. */
export type Misconduct = Extract<Impediment, { reason: "superblock-false" | "equivocation" }>;

/** Every reason, for a metric that has a line for each. */
export const IMPEDIMENT_REASONS = [
  "stopping",
  "store-closed",
  "l1-not-read",
  "l1-silent",
  "work-overdue",
  "too-many-unmined",
  "fallback",
  "l1-unreachable",
  "l1-origin-gone",
  "inbox-diverged",
  "slots-failing",
  "posting-stopped",
  "posting-refused",
  "deriving",
  "derivation-mismatch",
  "superblock-false",
  "equivocation",
  "data-withheld",
  "loop-stuck",
] as const satisfies readonly Impediment["reason"][];

export type ReadinessFacts = {
  readonly isStopping: boolean;
  /** reading it told whether it is open */
  readonly isStoreOpen: boolean;
  readonly nowMs: number;
  /** when L1 answered last, Unix milliseconds; undefined before the first answer */
  readonly l1AtMs: number | undefined;
  /** loops that are stuck */
  readonly stuck: readonly LoopReading[];
  readonly halt?: Halt | undefined;
  readonly failedSlots?: number;
  readonly postingStop?: { readonly reason: StopReason; readonly detail: string } | undefined;
  readonly postingRefusal?: { readonly error: string; readonly detail: string } | undefined;
  /** newest superblock derived and posted, while the first derivation runs */
  readonly deriving?: { readonly derived: bigint; readonly posted: bigint } | undefined;
  /** the batch at which derivation waits for its data */
  readonly withheld?: { readonly batchIndex: bigint; readonly detail: string } | undefined;
  readonly misconduct?: readonly Misconduct[];
  readonly mismatch?: { readonly batchIndex: bigint; readonly mismatch: Mismatch } | undefined;
};

/** Above the pause between two looks at L1 and the longest answer worth waiting for. */
const L1_SILENT_AFTER_MS = 30_000;
/** One failed slot is made good by the next. */
const FAILING_SLOTS = 3;

/** All that holds now; empty when the process does its work. */
export function findImpediments(facts: ReadinessFacts): readonly Impediment[] {
  const { isStopping, isStoreOpen, halt, failedSlots = 0, postingStop, deriving, withheld } = facts;
  const found: Impediment[] = [];
  if (isStopping) found.push({ reason: "stopping" });
  if (!isStoreOpen) found.push({ reason: "store-closed" });
  found.push(...l1Impediments(facts));
  if (halt !== undefined) found.push(halt);
  if (failedSlots >= FAILING_SLOTS) found.push({ reason: "slots-failing", slots: failedSlots });
  if (postingStop !== undefined)
    found.push({ reason: "posting-stopped", cause: postingStop.reason, detail: postingStop.detail });
  if (facts.postingRefusal !== undefined) found.push({ reason: "posting-refused", ...facts.postingRefusal });
  if (deriving !== undefined) found.push({ reason: "deriving", ...deriving });
  if (facts.mismatch !== undefined) {
    const { batchIndex, mismatch } = facts.mismatch;
    found.push({ reason: "derivation-mismatch", batchIndex, why: mismatch.reason });
  }
  if (withheld !== undefined) found.push({ reason: "data-withheld", ...withheld });
  found.push(...(facts.misconduct ?? []));
  for (const { loop, silentMs } of facts.stuck) found.push({ reason: "loop-stuck", loop, silentMs });
  return found;
}

function l1Impediments({ l1AtMs, nowMs }: ReadinessFacts): readonly Impediment[] {
  if (l1AtMs === undefined) return [{ reason: "l1-not-read" }];
  const silentMs = nowMs - l1AtMs;
  const limitMs = L1_SILENT_AFTER_MS;
  return silentMs > limitMs ? [{ reason: "l1-silent", silentMs, limitMs }] : [];
}
