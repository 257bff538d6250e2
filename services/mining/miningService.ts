/** The mining side of the sequencer: work for miners, their finds, the relay to L1. */
import type { Address, Hex } from "viem";
import type { Clock, L1Reader, L1Sender, Records } from "../ports.ts";
import type { BatchTip } from "../protocol/batch/batch.ts";
import type { Deployment } from "../protocol/deployment.ts";
import type { Checkpoint } from "../protocol/superblock/checkpoint.ts";
import { hashSuperblock } from "../protocol/superblock/superblock.ts";
import type { Logger } from "../runtime/logger.ts";
import { type AcceptedWork, openAcceptedWorks } from "./acceptedWork.ts";
import { judgeSubmission, type SubmissionVerdict } from "./auxSubmission.ts";
import {
  CLOCK_MARGIN_SEC,
  createTemplateBook,
  type Template,
  type TemplateLimits,
} from "./checkpointTemplates.ts";
import { type MiningHealth, miningHealth } from "./miningHealth.ts";
import { leadOf, type MiningView, miningView } from "./miningView.ts";
import { type ProvenCheckpoint, provenCheckpoint } from "./oracleRelay.ts";
import { batchOf, relayStep, waitingWork } from "./relay.ts";
import { createSubmissionLog, type SubmissionLog } from "./submissionLog.ts";

export type MiningDeps = {
  readonly clock: Clock;
  readonly store: { readonly records: Records; flushed(): Promise<void> };
  readonly l1Reader: Pick<L1Reader, "checkpoints" | "leadAt" | "batches" | "head">;
  readonly l1Sender: L1Sender;
  readonly deployment: Pick<
    Deployment,
    "mining" | "addresses" | "genesisSuperblock" | "l1ChainId" | "l1StartBlock"
  >;
  readonly log: Logger;
  readonly limits?: Partial<TemplateLimits>;
  /** Tip of the batch that is on its way to the inbox behind this superblock; without it only posted ones are named. */
  readonly sealedTip?: (posted: bigint) => BatchTip | undefined;
  /** Told when work was accepted on a batch that is not posted yet: now it should be. */
  readonly onUnpostedWork?: () => void;
  /** Told why a submission was refused. */
  readonly onRejected?: (reason: string) => void;
};

/** `stableMs` is the devnet's; a testnet takes 30 s. */
export const DEFAULT_TEMPLATE_LIMITS: TemplateLimits = {
  stableMs: 5_000,
  lifetimeMs: 600_000,
  maxTemplates: 1_000,
};

const STALE_AFTER_MS = 30_000;
/** Work that L1 has is kept this long, for the case that a reorganisation of L1 takes it back. */
const KEEP_WORK_MS = 7 * 86_400_000;

export type WorkOutcome =
  | { readonly ok: true; readonly template: Template }
  | { readonly ok: false; readonly reason: "l1-unknown" | "nothing-to-mine" };

export type SubmissionOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly kind: "unknown-work" }
  | { readonly ok: false; readonly kind: "undecodable" | "invalid"; readonly reason: string };

export interface MiningService {
  createWork(miner: Address): WorkOutcome;
  /** Resolves once accepted work is on disk; never waits for L1. */
  submit(id: Hex, proofHex: string, worker?: string): Promise<SubmissionOutcome>;
  /** A checkpoint that was handed out or found here. */
  checkpoint(id: Hex): Checkpoint | undefined;
  readonly submissions: Pick<SubmissionLog, "lastRejection" | "ofAccount" | "counts">;
  /** undefined until L1 has been read, and when it has not answered for a while */
  view(): MiningView | undefined;
  /** Work accepted here whose checkpoint L1 has not recorded yet. */
  waiting(): readonly AcceptedWork[];
  /** L1's leading chain without the root, whoever brought it there: what oracles are given. */
  provenChain(): readonly ProvenCheckpoint[];
  health(): MiningHealth;
  /** Told after every look at L1 and every find. @returns how to stop listening */
  subscribe(listener: () => void): () => void;
  /** Reads L1 anew. */
  refresh(): Promise<void>;
  /** Sends waiting work to L1. */
  relay(signal: AbortSignal): Promise<void>;
}

/** Longer than a function should be: its methods are a few lines each over one view, one book and one list of works. */
export function createMiningService(deps: MiningDeps): MiningService {
  const { clock, store, l1Reader, deployment, log } = deps;
  const rules = deployment.mining;
  const genesisSuperblock = hashSuperblock(deployment.genesisSuperblock, {
    l1ChainId: deployment.l1ChainId,
    inbox: deployment.addresses.inbox,
  });
  const works = openAcceptedWorks(store.records, () => store.flushed());
  const book = createTemplateBook(rules, { ...DEFAULT_TEMPLATE_LIMITS, ...deps.limits });
  const submissions = createSubmissionLog();
  const noted = new Map<Hex, string>();
  const listeners = new Set<() => void>();
  type Facts = Pick<Parameters<typeof miningView>[0], "checkpoints" | "lead" | "batches">;
  let facts: (Facts & { readonly atMs: number }) | undefined;
  let present: MiningView | undefined;
  let workAtMs = clock.now();

  const derive = (): void => {
    if (facts === undefined) return;
    const known = new Set(facts.checkpoints.map(({ id }) => id));
    const nowSec = BigInt(Math.floor(clock.now() / 1000) - CLOCK_MARGIN_SEC);
    const waiting = waitingWork(works.all(), known);
    const sealed = deps.sealedTip?.(facts.batches.at(-1)?.batch.number ?? 0n);
    present = miningView({ ...facts, sealed, rules, genesisSuperblock, waiting, nowSec });
    for (const listener of listeners) listener();
  };
  const view = (): MiningView | undefined =>
    facts !== undefined && clock.now() - facts.atMs < STALE_AFTER_MS ? present : undefined;
  const placeOf = (tip: BatchTip) => batchOf(tip, facts?.batches.map(({ batch }) => batch) ?? []);

  const judge = (work: Template | AcceptedWork, isNew: boolean, proofHex: string): SubmissionVerdict => {
    const verdict = judgeSubmission(work.id, work.checkpoint, proofHex);
    if (!verdict.ok || !isNew || placeOf(work.tip) !== "batch-replaced") return verdict;
    return { ok: false, kind: "invalid", reason: "BatchReplaced" };
  };
  const reject = (id: Hex, reason: string, about: { miner?: Address; worker?: string | undefined }): void => {
    submissions.rejected({ id, reason, atMs: clock.now() }, about.miner);
    deps.onRejected?.(reason);
    log.info({ checkpoint: id, reason, ...about }, "work rejected");
  };

  return {
    view,
    submissions,
    health: () => miningHealth(view(), { nowMs: clock.now(), workAtMs, spacingSec: rules.spacingSec }),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    waiting: () => waitingWork(works.all(), present?.known ?? new Set()),
    provenChain: () => {
      const recorded = new Map(facts?.checkpoints.map((checkpoint) => [checkpoint.id, checkpoint]));
      const places = present?.chain.slice(1, present.recorded) ?? [];
      return places.map(({ id }) => provenCheckpoint(recorded.get(id)!, rules.auxChainId));
    },
    createWork: (miner) => {
      workAtMs = clock.now();
      const now = view();
      if (now === undefined) return { ok: false, reason: "l1-unknown" };
      const template = book.forMiner(miner, now, clock.now());
      return template === undefined ? { ok: false, reason: "nothing-to-mine" } : { ok: true, template };
    },
    checkpoint: (id) => (book.find(id, clock.now()) ?? works.find(id))?.checkpoint,
    submit: async (id, proofHex, worker) => {
      const work = book.find(id, clock.now()) ?? works.find(id);
      if (work === undefined) {
        reject(id, "UnknownWork", { worker });
        return { ok: false, kind: "unknown-work" };
      }
      const { checkpoint, tip } = work;
      const { miner } = checkpoint;
      const isNew = works.find(id) === undefined;
      const verdict = judge(work, isNew, proofHex);
      if (!verdict.ok) {
        reject(id, verdict.reason, { miner, worker });
        return verdict;
      }
      const foundAtMs = clock.now();
      await works.add({ id, checkpoint, tip, auxPow: verdict.auxPow, foundAtMs, ...(worker && { worker }) });
      if (!isNew) {
        submissions.repeated(miner);
        return { ok: true };
      }
      submissions.accepted(miner, foundAtMs);
      log.info({ checkpoint: id, number: tip.number, miner, worker }, "work accepted");
      derive();
      if (placeOf(tip) === "batch-not-posted") deps.onUnpostedWork?.();
      return { ok: true };
    },
    refresh: async () => {
      const head = await l1Reader.head();
      const [checkpoints, lead, batches] = await Promise.all([
        l1Reader.checkpoints(),
        l1Reader.leadAt(head.number),
        l1Reader.batches(0n),
      ]);
      const before = present && leadOf(present).id;
      facts = { checkpoints, lead, batches, atMs: clock.now() };
      derive();
      works.forget(clock.now() - KEEP_WORK_MS, present?.known ?? new Set());
      if (present && before !== leadOf(present).id)
        log.info({ lead: leadOf(present).id, height: leadOf(present).height }, "checkpoint lead moved");
    },
    relay: (signal) => {
      if (facts === undefined || present === undefined) return Promise.resolve();
      const batches = facts.batches.map(({ batch }) => batch);
      return relayStep({ works, noted, ...deps }, { known: present.known, batches }, signal);
    },
  };
}
