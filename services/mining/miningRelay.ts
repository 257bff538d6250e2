/** The sequencer's own end of mining: reads L1, keeps what miners found until L1 has it, and takes it there. */
import type { Hex } from "viem";
import type { Clock, L1Reader, L1Sender, Records } from "../ports.ts";
import type { BatchTip } from "../protocol/batch/batch.ts";
import type { Deployment } from "../protocol/deployment.ts";
import { hashSuperblock } from "../protocol/superblock/superblock.ts";
import type { Logger } from "../runtime/logger.ts";
import { type AcceptedWork, openAcceptedWorks } from "./acceptedWork.ts";
import { type FallbackRelayDeps, fallbackRelayStep } from "./fallbackRelay.ts";
import { freshView, type MiningFacts, viewOf } from "./miningFacts.ts";
import { leadOf, type MiningView } from "./miningView.ts";
import { type ProvenCheckpoint, provenCheckpoint } from "./oracleRelay.ts";
import { batchOf, relayStep, waitingWork } from "./relay.ts";

export type MiningRelayDeps = {
  readonly clock: Clock;
  readonly store: { readonly records: Records; flushed(): Promise<void> };
  readonly l1Reader: Pick<L1Reader, "checkpoints" | "leadAt" | "batches" | "head">;
  readonly l1Sender: L1Sender;
  readonly deployment: Pick<
    Deployment,
    "mining" | "addresses" | "genesisSuperblock" | "l1ChainId" | "l1StartBlock"
  >;
  readonly log: Logger;
  /** Tip of the batch that is on its way to the inbox behind this superblock; without it only posted ones are named. */
  readonly sealedTip?: (posted: bigint) => BatchTip | undefined;
  /** In fallback work goes to L1 with the superblock that it names, not behind a batch. */
  readonly fallback?: {
    readonly isOpen: () => Promise<boolean>;
    readonly post: FallbackRelayDeps["post"];
  };
  /** Told when work was accepted on a batch that is not posted yet: now it should be. */
  readonly onUnpostedWork?: () => void;
};

/** Work that L1 has is kept this long, for the case that a reorganisation of L1 takes it back. */
const KEEP_WORK_MS = 7 * 86_400_000;

export interface MiningRelay {
  /** undefined until L1 has been read, and when it has not answered for a while */
  view(): MiningView | undefined;
  /** What the desk is to know; undefined until L1 has been read. */
  facts(): MiningFacts | undefined;
  /** Work accepted here whose checkpoint L1 has not recorded yet. */
  waiting(): readonly AcceptedWork[];
  /** L1's leading chain without the root, whoever brought it there: what oracles are given. */
  provenChain(): readonly ProvenCheckpoint[];
  /** Keeps accepted work, once in effect; it is in the database when it resolves. */
  take(work: AcceptedWork): Promise<void>;
  /** Reads L1 anew. */
  refresh(): Promise<void>;
  /** Sends waiting work to L1. */
  relay(signal: AbortSignal): Promise<void>;
}

export const genesisHash = ({
  genesisSuperblock,
  l1ChainId,
  addresses,
}: Pick<Deployment, "genesisSuperblock" | "l1ChainId" | "addresses">): Hex =>
  hashSuperblock(genesisSuperblock, { l1ChainId, inbox: addresses.inbox });

/** Longer than a function should be, as the desk's is: few lines each over one look at L1 and one list of works. */
export function createMiningRelay(deps: MiningRelayDeps): MiningRelay {
  const { clock, store, l1Reader, deployment, log } = deps;
  const rules = deployment.mining;
  const terms = { rules, genesisSuperblock: genesisHash(deployment) };
  const works = openAcceptedWorks(store.records, () => store.flushed());
  const noted = new Map<Hex, string>();
  let seen: Awaited<ReturnType<typeof readL1>> | undefined;
  let present: MiningView | undefined;

  const facts = (): MiningFacts | undefined =>
    seen && {
      atMs: seen.atMs,
      checkpoints: seen.checkpoints,
      lead: seen.lead,
      batches: seen.posted,
      sealed: deps.sealedTip?.(seen.posted.at(-1)?.number ?? 0n),
      works: works.all(),
    };
  const derive = (): void => {
    const now = facts();
    if (now !== undefined) present = viewOf(now, terms, clock.now());
  };

  return {
    facts,
    view: () => freshView(seen, present, clock.now()),
    waiting: () => waitingWork(works.all(), present?.known ?? new Set()),
    provenChain: () => {
      const recorded = new Map(seen?.checkpoints.map((checkpoint) => [checkpoint.id, checkpoint]));
      const places = present?.chain.slice(1, present.recorded) ?? [];
      return places.map(({ id }) => provenCheckpoint(recorded.get(id)!, rules.auxChainId));
    },
    take: async (work) => {
      const isNew = works.find(work.id) === undefined;
      await works.add(work);
      if (!isNew) return;
      derive();
      if (batchOf(work.tip, seen?.posted ?? []) === "batch-not-posted") deps.onUnpostedWork?.();
    },
    refresh: async () => {
      const before = present && leadOf(present).id;
      seen = await readL1(l1Reader, clock);
      derive();
      works.forget(clock.now() - KEEP_WORK_MS, present?.known ?? new Set());
      if (present && before !== leadOf(present).id)
        log.info({ lead: leadOf(present).id, height: leadOf(present).height }, "checkpoint lead moved");
    },
    relay: async (signal) => {
      if (seen === undefined || present === undefined) return;
      if (deps.fallback !== undefined && (await deps.fallback.isOpen()))
        return fallbackRelayStep({ works, noted, ...deps, ...deps.fallback }, present.known, signal);
      return relayStep({ works, noted, ...deps }, { known: present.known, batches: seen.posted }, signal);
    },
  };
}

async function readL1(l1Reader: MiningRelayDeps["l1Reader"], clock: Pick<Clock, "now">) {
  const head = await l1Reader.head();
  const [checkpoints, lead, batches] = await Promise.all([
    l1Reader.checkpoints(),
    l1Reader.leadAt(head.number),
    l1Reader.batches(0n),
  ]);
  return { checkpoints, lead, posted: batches.map(({ batch }) => batch), atMs: clock.now() };
}
