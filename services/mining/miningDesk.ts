/**
 * Where pools are served: work for miners, and the judging of what they hand in, from facts it was told. It asks nobody
 * before it answers, so it can run in a thread of its own.
 */
import type { Address, Hex } from "viem";
import type { Clock } from "../ports.ts";
import type { BatchTip } from "../protocol/batch/batch.ts";
import type { MiningRules } from "../protocol/deployment.ts";
import type { Checkpoint } from "../protocol/superblock/checkpoint.ts";
import type { Logger } from "../runtime/logger.ts";
import type { AcceptedWork } from "./acceptedWork.ts";
import { judgeSubmission, type SubmissionVerdict } from "./auxSubmission.ts";
import { createTemplateBook, type Template, type TemplateLimits } from "./checkpointTemplates.ts";
import type { DeskWorks } from "./deskWorks.ts";
import { freshView, type MiningFacts, viewOf } from "./miningFacts.ts";
import type { MiningView } from "./miningView.ts";
import { batchOf, waitingWork } from "./relay.ts";
import { createSubmissionLog, type SubmissionLog } from "./submissionLog.ts";

export type MiningDeskDeps = {
  readonly clock: Pick<Clock, "now">;
  readonly rules: MiningRules;
  readonly genesisSuperblock: Hex;
  readonly works: DeskWorks;
  readonly log: Logger;
  readonly limits?: Partial<TemplateLimits>;
  /** Told why a submission was refused. */
  readonly onRejected?: (reason: string) => void;
};

/** `stableMs` is the devnet's; a testnet takes 30 s. */
export const DEFAULT_TEMPLATE_LIMITS: TemplateLimits = {
  stableMs: 5_000,
  lifetimeMs: 600_000,
  maxTemplates: 1_000,
};

export type WorkOutcome =
  | { readonly ok: true; readonly template: Template }
  | { readonly ok: false; readonly reason: "l1-unknown" | "nothing-to-mine" };

export type SubmissionOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly kind: "unknown-work" }
  | { readonly ok: false; readonly kind: "undecodable" | "invalid"; readonly reason: string };

export interface MiningDesk {
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
  /** Unix milliseconds at which somebody last asked for work, or the start */
  readonly workAtMs: number;
  /** Told after every look at L1 and every find. @returns how to stop listening */
  subscribe(listener: () => void): () => void;
  /** Takes new facts. */
  look(facts: MiningFacts): void;
}

/** Longer than a function should be: its methods are a few lines each over one view, one book and one list of works. */
export function createMiningDesk(deps: MiningDeskDeps): MiningDesk {
  const { clock, rules, works, log } = deps;
  const book = createTemplateBook(rules, { ...DEFAULT_TEMPLATE_LIMITS, ...deps.limits });
  const submissions = createSubmissionLog();
  const listeners = new Set<() => void>();
  let facts: MiningFacts | undefined;
  let present: MiningView | undefined;
  let workAtMs = clock.now();

  const derive = (): void => {
    if (facts === undefined) return;
    present = viewOf({ ...facts, works: works.all() }, deps, clock.now());
    for (const listener of listeners) listener();
  };
  const view = () => freshView(facts, present, clock.now());
  const isReplaced = (tip: BatchTip) => batchOf(tip, facts?.batches ?? []) === "batch-replaced";

  const judge = (work: Template | AcceptedWork, isNew: boolean, proofHex: string): SubmissionVerdict => {
    const verdict = judgeSubmission(work.id, work.checkpoint, proofHex);
    if (!verdict.ok || !isNew || !isReplaced(work.tip)) return verdict;
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
    get workAtMs() {
      return workAtMs;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    look: (seen) => {
      facts = seen;
      works.told(seen.works);
      derive();
    },
    waiting: () => waitingWork(works.all(), present?.known ?? new Set()),
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
      return { ok: true };
    },
  };
}
