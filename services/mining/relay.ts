/** Takes accepted work to the CheckpointLedger on L1. Every step may run twice: what L1 knows is done. */
import { encodeFunctionData } from "viem";
import { checkpointLedgerAbi } from "../abi/index.ts";
import type { Clock, L1Sender, L1SendOutcome } from "../ports.ts";
import type { Deployment } from "../protocol/deployment.ts";
import { FAILURES } from "../protocol/superblock/checkpointChain.ts";
import type { Logger } from "../runtime/logger.ts";
import type { AcceptedWork, AcceptedWorks } from "./acceptedWork.ts";

export type RelayDeps = {
  readonly works: AcceptedWorks;
  readonly l1Sender: L1Sender;
  readonly deployment: Pick<Deployment, "addresses">;
  readonly clock: Pick<Clock, "now">;
  readonly log: Logger;
};

/** A batch that has not come back after this long will not. */
const RETRY_FOR_MS = 3_600_000;

/**
 * What may pass: the ledger's clock moves on, a parent or a batch arrives, or somebody fills the account that sends.
 * A miner's work must not be lost for want of our gas money.
 */
const TEMPORARY = new Set([
  "TargetNotReached",
  "UnknownParent",
  "InboxWrongParent",
  "insufficient-funds",
  "nonce-taken",
  "stuck",
  "aborted",
  "unknown",
]);

export type RelayVerdict =
  | { readonly kind: "recorded" }
  | { readonly kind: "retry"; readonly reason: string }
  | { readonly kind: "refused"; readonly reason: string };

/** What an answer of L1 means for a piece of work. */
export function relayVerdict(outcome: L1SendOutcome): RelayVerdict {
  if (outcome.ok) return { kind: "recorded" };
  const reason =
    outcome.error === "LedgerRefused" ? (FAILURES[Number(outcome.args[0])] ?? "unknown") : outcome.error;
  return TEMPORARY.has(reason) ? { kind: "retry", reason } : { kind: "refused", reason };
}

/** Work that L1 has neither recorded nor refused for good, in the order found. */
export const waitingWork = (
  works: readonly AcceptedWork[],
  known: ReadonlySet<string>,
): readonly AcceptedWork[] =>
  works.filter(({ id, refusedBecause }) => refusedBecause === undefined && !known.has(id));

/** Sends what waits, parents before children. */
export async function relayStep(
  { works, l1Sender, deployment, clock, log }: RelayDeps,
  known: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<void> {
  for (const { id, checkpoint, batch, auxPow, foundAtMs } of waitingWork(works.all(), known)) {
    if (signal.aborted) return;
    const data = encodeFunctionData({
      abi: checkpointLedgerAbi,
      functionName: "submitCheckpoint",
      args: [checkpoint, batch, auxPow],
    });
    const outcome = await l1Sender.send({ to: deployment.addresses.ledger, data }, signal);
    const verdict = relayVerdict(outcome);
    if (verdict.kind === "recorded") log.info({ checkpoint: id, number: batch.number }, "checkpoint on L1");
    if (verdict.kind === "retry") log.info({ checkpoint: id, reason: verdict.reason }, "checkpoint waits");
    const late = clock.now() - foundAtMs > RETRY_FOR_MS;
    if (verdict.kind === "recorded" || (verdict.kind === "retry" && !late)) continue;
    works.refuse(id, verdict.reason);
    log.warn({ checkpoint: id, reason: verdict.reason }, "L1 refused a checkpoint");
  }
}
