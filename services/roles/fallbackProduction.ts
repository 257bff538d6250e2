/**
 * What a miner does in fallback, one look after the other: post what was found, draft on the last good superblock, have
 * the draft mined. Nothing is given out that is not on disk, so a kill at any point costs the search at most.
 */
import type { Hex } from "viem";
import { type AcceptedWorks, openAcceptedWorks } from "../mining/acceptedWork.ts";
import { createDeskWorks } from "../mining/deskWorks.ts";
import { fallbackRelayStep, isPassing } from "../mining/fallbackRelay.ts";
import { createMiningDesk, type MiningDesk } from "../mining/miningDesk.ts";
import { genesisHash } from "../mining/miningRelay.ts";
import type { OwnChain } from "../node/ownChain.ts";
import type { Clock, L1Standing, Store } from "../ports.ts";
import type { AppendOnlyTree } from "../protocol/appendOnlyTree.ts";
import type { Deployment } from "../protocol/deployment.ts";
import type { Logger } from "../runtime/logger.ts";
import { tipOf } from "../sequencer/draft.ts";
import type { DraftKeeper } from "../sequencer/draftKeeper.ts";
import type { FallbackOpener } from "../settlement/fallbackOpener.ts";
import type { createFallbackPoster } from "../settlement/fallbackPosting.ts";
import { draftTurn, leadOf, planOn } from "./draftTurn.ts";

/** What the producer is at. */
export type ProducerPhase =
  /** the leader's batches stand; a miner has nothing to build */
  | "sequenced"
  /** as before, and fallback is opened as soon as it can be */
  | "waiting-to-open"
  /** our store is not at the head of the chain that we hold for good */
  | "deriving"
  | "mining"
  /** work is found and not on L1 yet */
  | "posting";

export const PRODUCER_PHASES = ["sequenced", "waiting-to-open", "deriving", "mining", "posting"] as const;

export type ProductionParts = {
  readonly chain: OwnChain;
  readonly store: Pick<Store, "head" | "records" | "flushed">;
  readonly history: () => AppendOnlyTree;
  readonly drafts: DraftKeeper;
  readonly post: ReturnType<typeof createFallbackPoster>;
  readonly opener?: FallbackOpener;
  readonly deployment: Deployment;
  readonly templateStableMs: number;
  readonly clock: Clock;
  readonly log: Logger;
};

export interface FallbackProduction {
  readonly phase: ProducerPhase;
  readonly desk: MiningDesk;
  readonly works: AcceptedWorks;
  /** why found work is not on L1 yet, if a person must look into it */
  readonly refusal: string | undefined;
  /** batches of the tree that we hold for false */
  readonly falseBatches: number;
  step(signal: AbortSignal): Promise<void>;
}

/** Longer than a function should be: its methods are a few lines each over one desk and one list of works. */
export function createFallbackProduction(parts: ProductionParts): FallbackProduction {
  const { chain, store, drafts, deployment, clock, log } = parts;
  const works = openAcceptedWorks(store.records, () => store.flushed());
  const noted = new Map<Hex, string>();
  const desk = createMiningDesk({
    clock,
    rules: deployment.mining,
    genesisSuperblock: genesisHash(deployment),
    works: createDeskWorks((work) => works.add(work)),
    log,
    limits: { stableMs: parts.templateStableMs },
  });
  let phase: ProducerPhase = "sequenced";
  let falseBatches = 0;

  const stepInFallback = async (standing: L1Standing, signal: AbortSignal): Promise<void> => {
    const checkpoints = await chain.l1.checkpoints();
    const known = new Set(checkpoints.map(({ id }) => id));
    await fallbackRelayStep({ works, post: parts.post, clock, log, noted }, known, signal);
    const plan = await planOn({ ...parts, l1: chain.l1 }, standing);
    if (plan === undefined) {
      phase = "deriving";
      drafts.drop();
    } else {
      phase = await draftTurn(drafts, plan, { works: works.all(), known });
    }
    desk.look({
      atMs: clock.now(),
      checkpoints,
      lead: leadOf(standing),
      batches: standing.batches.map(({ batch }) => batch),
      sealed: drafts.present && tipOf(drafts.present),
      works: works.all(),
    });
  };

  return {
    desk,
    works,
    get phase() {
      return phase;
    },
    get refusal() {
      return [...noted.values()].find((reason) => !isPassing(reason));
    },
    get falseBatches() {
      return falseBatches;
    },
    step: async (signal) => {
      const standing = await chain.l1.standing();
      falseBatches = chain.falseCount(standing);
      if (standing.fallback !== undefined) return stepInFallback(standing, signal);
      drafts.drop();
      phase = parts.opener === undefined ? "sequenced" : "waiting-to-open";
      const nothing = { checkpoints: [], batches: [], sealed: undefined, works: works.all() };
      desk.look({ atMs: clock.now(), lead: leadOf(standing), ...nothing });
      await parts.opener?.step(signal);
    },
  };
}
