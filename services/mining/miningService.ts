/** The mining side of the sequencer: work for miners, their finds, the relay to L1. */
import type { Address, Hex } from "viem";
import type { Clock, L1Reader, L1Sender, Records } from "../ports.ts";
import type { Deployment } from "../protocol/deployment.ts";
import { hashSuperblock } from "../protocol/superblock/superblock.ts";
import type { Logger } from "../runtime/logger.ts";
import { runLoop } from "../runtime/runLoop.ts";
import { type AcceptedWork, openAcceptedWorks } from "./acceptedWork.ts";
import { judgeSubmission } from "./auxSubmission.ts";
import {
  CLOCK_MARGIN_SEC,
  createTemplateBook,
  type Template,
  type TemplateLimits,
} from "./checkpointTemplates.ts";
import { leadOf, type MiningView, miningView } from "./miningView.ts";
import { type ProvenCheckpoint, provenCheckpoint } from "./oracleRelay.ts";
import { relayStep, waitingWork } from "./relay.ts";

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
};

/** `stableMs` is the devnet's; a testnet takes 30 s. */
export const DEFAULT_TEMPLATE_LIMITS: TemplateLimits = {
  stableMs: 5_000,
  lifetimeMs: 600_000,
  maxTemplates: 1_000,
};

const STALE_AFTER_MS = 30_000;
const MAX_REJECTIONS = 1_000;

export type WorkOutcome =
  | { readonly ok: true; readonly template: Template }
  | { readonly ok: false; readonly reason: "l1-unknown" | "nothing-to-mine" };

export type SubmissionOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly kind: "unknown-work" }
  | { readonly ok: false; readonly kind: "undecodable" | "invalid"; readonly reason: string };

export type Rejection = { readonly id: Hex; readonly reason: string; readonly atMs: number };

export interface MiningService {
  createWork(miner: Address): WorkOutcome;
  /** Resolves once accepted work is on disk; never waits for L1. */
  submit(id: Hex, proofHex: string): Promise<SubmissionOutcome>;
  lastRejection(id: Hex): Rejection | undefined;
  /** undefined until L1 has been read, and when it has not answered for a while */
  view(): MiningView | undefined;
  /** Work accepted here whose checkpoint L1 has not recorded yet. */
  waiting(): readonly AcceptedWork[];
  /** L1's leading chain without the root, whoever brought it there: what oracles are given. */
  provenChain(): readonly ProvenCheckpoint[];
  readonly counters: { readonly accepted: number; readonly rejected: number };
  /** Reads L1 anew. */
  refresh(): Promise<void>;
  /** Sends waiting work to L1. */
  relay(signal: AbortSignal): Promise<void>;
}

export function createMiningService(deps: MiningDeps): MiningService {
  const { clock, store, l1Reader, deployment, log } = deps;
  const rules = deployment.mining;
  const genesisSuperblock = hashSuperblock(deployment.genesisSuperblock, {
    l1ChainId: deployment.l1ChainId,
    inbox: deployment.addresses.inbox,
  });
  const works = openAcceptedWorks(store.records, () => store.flushed());
  const book = createTemplateBook(rules, { ...DEFAULT_TEMPLATE_LIMITS, ...deps.limits });
  const rejections = new Map<Hex, Rejection>();
  const counters = { accepted: 0, rejected: 0 };
  type Facts = Pick<Parameters<typeof miningView>[0], "checkpoints" | "lead" | "batches">;
  let facts: (Facts & { readonly atMs: number }) | undefined;
  let present: MiningView | undefined;

  const derive = (): void => {
    if (facts === undefined) return;
    const known = new Set(facts.checkpoints.map(({ id }) => id));
    const nowSec = BigInt(Math.floor(clock.now() / 1000) - CLOCK_MARGIN_SEC);
    const waiting = waitingWork(works.all(), known);
    present = miningView({ ...facts, rules, genesisSuperblock, waiting, nowSec });
  };
  const view = (): MiningView | undefined =>
    facts !== undefined && clock.now() - facts.atMs < STALE_AFTER_MS ? present : undefined;

  const reject = (id: Hex, kind: "undecodable" | "invalid", reason: string): SubmissionOutcome => {
    counters.rejected++;
    rejections.delete(id);
    rejections.set(id, { id, reason, atMs: clock.now() });
    if (rejections.size > MAX_REJECTIONS) rejections.delete(rejections.keys().next().value!);
    log.info({ checkpoint: id, reason }, "work rejected");
    return { ok: false, kind, reason };
  };

  return {
    view,
    counters,
    waiting: () => waitingWork(works.all(), present?.known ?? new Set()),
    provenChain: () => {
      const recorded = new Map(facts?.checkpoints.map((checkpoint) => [checkpoint.id, checkpoint]));
      const places = present?.chain.slice(1, present.recorded) ?? [];
      return places.map(({ id }) => provenCheckpoint(recorded.get(id)!, rules.auxChainId));
    },
    lastRejection: (id) => rejections.get(id),
    createWork: (miner) => {
      const now = view();
      if (now === undefined) return { ok: false, reason: "l1-unknown" };
      const template = book.forMiner(miner, now, clock.now());
      return template === undefined ? { ok: false, reason: "nothing-to-mine" } : { ok: true, template };
    },
    submit: async (id, proofHex) => {
      const work = book.find(id, clock.now()) ?? works.find(id);
      if (work === undefined) return { ok: false, kind: "unknown-work" };
      const verdict = judgeSubmission(id, work.checkpoint, proofHex);
      if (!verdict.ok) return reject(id, verdict.kind, verdict.reason);
      const { checkpoint, batch } = work;
      const isNew = works.find(id) === undefined;
      await works.add({ id, checkpoint, batch, auxPow: verdict.auxPow, foundAtMs: clock.now() });
      derive();
      if (isNew) {
        counters.accepted++;
        log.info({ checkpoint: id, number: batch.number, miner: checkpoint.miner }, "work accepted");
      }
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
      if (present && before !== leadOf(present).id)
        log.info({ lead: leadOf(present).id, height: leadOf(present).height }, "checkpoint lead moved");
    },
    relay: (signal) => relayStep({ works, ...deps }, present?.known ?? new Set(), signal),
  };
}

/** Reads L1 and relays, until aborted. */
export const runMiningLoop = (
  service: MiningService,
  options: {
    readonly clock: Clock;
    readonly log: Logger;
    readonly signal: AbortSignal;
    /** default 500 */
    readonly everyMs?: number;
    /** told before every look */
    readonly onStep?: () => void;
  },
): Promise<void> =>
  runLoop(
    "mining",
    async () => {
      await service.refresh();
      await service.relay(options.signal);
    },
    { ...options, everyMs: options.everyMs ?? 500 },
  );
