/** Takes accepted work to the CheckpointLedger on L1. Every step may run twice: what L1 knows is done. */
import { encodeFunctionData, type Hex } from "viem";
import { checkpointLedgerAbi } from "../abi/index.ts";
import type { Clock, L1Sender, L1SendOutcome } from "../ports.ts";
import type { Batch, BatchTip } from "../protocol/batch/batch.ts";
import type { Deployment } from "../protocol/deployment.ts";
import { ROOT_ID } from "../protocol/superblock/checkpoint.ts";
import { FAILURES } from "../protocol/superblock/checkpointChain.ts";
import type { Logger } from "../runtime/logger.ts";
import type { AcceptedWork, AcceptedWorks } from "./acceptedWork.ts";

export type RelayDeps = {
  readonly works: AcceptedWorks;
  readonly l1Sender: L1Sender;
  readonly deployment: Pick<Deployment, "addresses">;
  readonly clock: Pick<Clock, "now">;
  readonly log: Logger;
  /** why each waiting piece of work waited the last time, so that the log says it once */
  readonly noted: Map<Hex, string>;
};

/** What L1 has. */
export type RelayFacts = {
  /** heights of checkpoints by id */
  readonly known: ReadonlyMap<Hex, number>;
  /** in order */
  readonly batches: readonly Batch[];
};

/** What the chain's state may heal is tried for this long. */
const RETRY_FOR_MS = 3_600_000;

/** What may pass: the ledger's clock moves on, a parent arrives, L1 goes back and forth. */
const TEMPORARY = new Set([
  "TargetNotReached",
  "LedgerTooClose",
  "UnknownParent",
  "InboxWrongParent",
  "unknown",
]);

/**
 * What is not the work's fault and ends some day: our account's money and fees, or the poster's. A miner's work must
 * not be lost for that, however long it lasts; a batch that never comes makes way for another ("batch-replaced").
 */
const OURS = new Set([
  "batch-not-posted",
  "parent-waits",
  "insufficient-funds",
  "fee-above-cap",
  "blob-fee-above-cap",
  "other-kind-pending",
  "nonce-taken",
  "stuck",
  "reorganised",
  "aborted",
]);

export type RelayVerdict =
  | { readonly kind: "recorded" }
  | { readonly kind: "retry"; readonly reason: string }
  | { readonly kind: "refused"; readonly reason: string };

const verdictOn = (reason: string): RelayVerdict =>
  TEMPORARY.has(reason) || OURS.has(reason) ? { kind: "retry", reason } : { kind: "refused", reason };

/** What an answer of L1 means for a piece of work. */
export function relayVerdict(outcome: L1SendOutcome): RelayVerdict {
  if (outcome.ok) return { kind: "recorded" };
  if (outcome.error !== "LedgerRefused") return verdictOn(outcome.error);
  return verdictOn(FAILURES[Number(outcome.args[0])] ?? "unknown");
}

/** Work that L1 has neither recorded nor refused for good, in the order found. */
export const waitingWork = (
  works: readonly AcceptedWork[],
  known: { has(id: Hex): boolean },
): readonly AcceptedWork[] =>
  works.filter(({ id, refusedBecause }) => refusedBecause === undefined && !known.has(id));

/** The batch that stands over a tip, or why there is none: it may still come, or another holds its place. */
export function batchOf<T extends BatchTip>(
  tip: BatchTip,
  batches: readonly T[],
): T | "batch-not-posted" | "batch-replaced" {
  const found = batches.find(({ superblock }) => superblock === tip.superblock);
  if (found !== undefined) return found;
  return (batches.at(-1)?.number ?? 0n) >= tip.number ? "batch-replaced" : "batch-not-posted";
}

/** Sends what waits, parents before children. */
export async function relayStep(deps: RelayDeps, facts: RelayFacts, signal: AbortSignal): Promise<void> {
  const { works, clock, log } = deps;
  const held = new Set<Hex>();
  const heights = new Map(facts.known).set(ROOT_ID, 0);
  for (const work of waitingWork(works.all(), facts.known)) {
    if (signal.aborted) return;
    const { id, foundAtMs } = work;
    const { number } = work.tip;
    const verdict = await tryWork(deps, work, { ...facts, held, heights }, signal);
    noteVerdict(deps, work, verdict);
    if (verdict.kind === "recorded") {
      heights.set(id, heights.get(work.checkpoint.parentCheckpoint)! + 1);
      continue;
    }
    const late = clock.now() - foundAtMs > RETRY_FOR_MS && !OURS.has(verdict.reason);
    if (verdict.kind === "retry" && !late) {
      held.add(id);
      continue;
    }
    works.refuse(id, verdict.reason);
    log.warn({ checkpoint: id, number, reason: verdict.reason }, "accepted work is given up");
  }
}

/** @param facts `held`: work that L1 has not taken in this step; `heights`: of what it has, by id */
async function tryWork(
  deps: RelayDeps,
  work: AcceptedWork,
  facts: Pick<RelayFacts, "batches"> & {
    readonly held: ReadonlySet<Hex>;
    readonly heights: ReadonlyMap<Hex, number>;
  },
  signal: AbortSignal,
): Promise<RelayVerdict> {
  if (facts.held.has(work.checkpoint.parentCheckpoint)) return verdictOn("parent-waits");
  const batch = batchOf(work.tip, facts.batches);
  if (typeof batch === "string") return verdictOn(batch);
  const parentHeight = facts.heights.get(work.checkpoint.parentCheckpoint);
  if (parentHeight === undefined) return verdictOn("UnknownParent");
  return send(deps, work, { batch, parentHeight }, signal);
}

function noteVerdict({ log, noted }: RelayDeps, { id, tip }: AcceptedWork, verdict: RelayVerdict): void {
  const before = noted.get(id);
  noted.delete(id);
  if (verdict.kind === "recorded") log.info({ checkpoint: id, number: tip.number }, "checkpoint on L1");
  if (verdict.kind !== "retry") return;
  noted.set(id, verdict.reason);
  if (verdict.reason !== before) log.info({ checkpoint: id, reason: verdict.reason }, "checkpoint waits");
}

async function send(
  { l1Sender, deployment }: RelayDeps,
  { checkpoint, auxPow }: AcceptedWork,
  { batch, parentHeight }: { readonly batch: Batch; readonly parentHeight: number },
  signal: AbortSignal,
): Promise<RelayVerdict> {
  const data = encodeFunctionData({
    abi: checkpointLedgerAbi,
    functionName: "submitCheckpoint",
    args: [checkpoint, batch, parentHeight, auxPow],
  });
  return relayVerdict(await l1Sender.send({ to: deployment.addresses.ledger, data }, signal));
}
