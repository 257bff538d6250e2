/** Takes accepted work to L1 in fallback, each with the superblock that it names. Every step may run twice. */
import type { Hex } from "viem";
import type { Clock, L1SendOutcome } from "../ports.ts";
import { FAILURES } from "../protocol/superblock/checkpointChain.ts";
import type { Logger } from "../runtime/logger.ts";
import type { AcceptedWork, AcceptedWorks } from "./acceptedWork.ts";
import { type RelayVerdict, relayVerdict, waitingWork } from "./relay.ts";

export type FallbackRelayDeps = {
  readonly works: AcceptedWorks;
  /** Posts what a piece of work names; refusals of ours have names like the contracts' errors. */
  readonly post: (work: AcceptedWork, signal: AbortSignal) => Promise<L1SendOutcome>;
  readonly clock: Pick<Clock, "now">;
  readonly log: Logger;
  /** why each waiting piece of work waited the last time, so that the log says it once */
  readonly noted: Map<Hex, string>;
};

/** What L1, or the tree of batches, may heal by moving on or back. */
const PASSING = new Set([
  "lighter",
  "not-leading",
  "parent-not-there",
  "FallbackNotOpen",
  "FallbackParentUnknown",
  "FallbackForkNotThere",
  "FallbackBranchStands",
  "FallbackBranchBroken",
  "InboxTimestampTooLate",
  "InboxOriginUnknown",
  "l1-moved",
]);
export const isPassing = (reason: string): boolean => PASSING.has(reason);

/** A superblock grows too old for L1 within its `maxLag`, whatever it waits for. */
const RETRY_FOR_MS = 3_600_000;

/** What an answer means for a piece of work. */
export function fallbackVerdict(outcome: L1SendOutcome): RelayVerdict {
  if (outcome.ok) return { kind: "recorded" };
  if (outcome.error === "LedgerRefused" && FAILURES[Number(outcome.args[0])] === "Known")
    return { kind: "recorded" };
  if (isPassing(outcome.error)) return { kind: "retry", reason: outcome.error };
  return relayVerdict(outcome);
}

/** @param known checkpoints that L1 has */
export async function fallbackRelayStep(
  deps: FallbackRelayDeps,
  known: { has(id: Hex): boolean },
  signal: AbortSignal,
): Promise<void> {
  const { works, clock, log, noted } = deps;
  for (const work of waitingWork(works.all(), known)) {
    if (signal.aborted) return;
    const { id } = work;
    const { number } = work.tip;
    const verdict = fallbackVerdict(await deps.post(work, signal));
    const before = noted.get(id);
    noted.delete(id);
    if (verdict.kind === "recorded") {
      log.info({ checkpoint: id, number }, "superblock and its work on L1");
      continue;
    }
    const isLate = clock.now() - work.foundAtMs > RETRY_FOR_MS;
    if (verdict.kind === "retry" && !isLate) {
      noted.set(id, verdict.reason);
      if (before !== verdict.reason)
        log.info({ checkpoint: id, number, reason: verdict.reason }, "work waits");
      continue;
    }
    works.refuse(id, verdict.reason);
    log.warn({ checkpoint: id, number, reason: verdict.reason }, "accepted work is given up");
  }
}
