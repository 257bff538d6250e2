/** Posting, ranks and finality, one look at L1 after the other. */
import type { HeadFeed, L1Reader, L1Sender, RankFeed, Ranks, Store } from "../ports.ts";
import type { Deployment } from "../protocol/deployment.ts";
import { ZERO_HASH } from "../protocol/merkleTree.ts";
import { type LoopOptions, runLoop } from "../runtime/runLoop.ts";
import { serialQueue } from "../runtime/serialQueue.ts";
import { chooseFinal, finalizeCall } from "./finaliser.ts";
import { createPoster, forgetFinalRanges, newestSigned, type PosterDeps } from "./posting.ts";
import type { PostingState } from "./postingState.ts";
import { createRankKeeper } from "./rankKeeper.ts";

export type SettlementDeps = Omit<PosterDeps, "store" | "deployment"> & {
  readonly store: PosterDeps["store"] & Pick<Store, "header">;
  readonly deployment: PosterDeps["deployment"] & Pick<Deployment, "limits">;
  /** sends what is not a batch; the poster's account when absent */
  readonly relay?: L1Sender;
  /** pause between two looks at L1 */
  readonly everyMs: number;
  /** of the store, whose rollbacks lower ranks at once */
  readonly heads?: HeadFeed;
  /** Told whenever a rank has moved. */
  readonly onRanks?: (ranks: Ranks) => void;
};

export interface SettlementService {
  readonly ranks: Ranks;
  readonly rankFeed: RankFeed;
  readonly posting: PostingState;
  /** One look: post what is due, finalise what can be, count the ranks. */
  step(signal: AbortSignal): Promise<void>;
  /** Counts the ranks alone: a step may wait long for L1 to take a transaction. */
  follow(): Promise<void>;
}

export function createSettlement(deps: SettlementDeps): SettlementService {
  const poster = createPoster(deps);
  const keeper = createRankKeeper(deps.heads);
  keeper.subscribe(() => deps.onRanks?.(keeper.ranks));
  let refused: string | undefined;

  const inOrder = serialQueue();

  const countRanks = async (): Promise<void> => {
    const { final } = keeper.ranks;
    await keeper.count(async () => ({
      softNumber: newestSigned(deps.store)?.superblock.number ?? 0n,
      batches: await deps.l1.batches(0n),
      lead: await deps.l1.lead(),
      finalBatchIndex: await deps.l1.finalBatchIndex(),
    }));
    if (keeper.ranks.final !== final) forgetFinalRanges(deps.store.records, keeper.ranks.final);
  };

  const follow = (): Promise<void> => inOrder(countRanks);

  return {
    follow,
    get ranks() {
      return keeper.ranks;
    },
    rankFeed: keeper,
    get posting() {
      return poster.state;
    },
    step: async (signal) => {
      await poster.step(signal);
      refused = await finaliseNewest(deps, refused, signal);
      await follow();
    },
  };
}

/** Runs until the signal aborts; the ranks have a loop of their own. */
export async function settlementLoop(
  service: SettlementService,
  options: Pick<LoopOptions, "clock" | "log" | "everyMs"> & {
    /** told before every step of a loop */
    readonly beats?: Readonly<Record<"settlement" | "ranks", () => void>>;
  },
  signal: AbortSignal,
): Promise<void> {
  const { beats, ...loop } = options;
  const run = (name: "settlement" | "ranks", step: () => Promise<void>): Promise<void> =>
    runLoop(name, step, { ...loop, signal, ...(beats && { onStep: beats[name] }) });
  await Promise.all([run("ranks", service.follow), run("settlement", () => service.step(signal))]);
}

/** Reason of ours among the names of the contract's errors. */
const NOT_IN_STORE = "not-in-store";

/** Answers why the newest batch could not be finalised, which is logged once. */
async function finaliseNewest(
  deps: SettlementDeps,
  refusedBefore: string | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { l1, log } = deps;
  const choice = chooseFinal(await finalFacts(l1), deps.deployment.limits);
  if (!choice.ok || signal.aborted) return undefined;
  const { index, number } = choice.posted.batch;
  const call = await finalizeCall(deps, choice, deps.deployment.addresses.settlement);
  if (call === undefined) {
    if (refusedBefore !== NOT_IN_STORE)
      log.warn({ index, number }, "batch to be finalised is not in the store");
    return NOT_IN_STORE;
  }
  const outcome = await (deps.relay ?? deps.sender).send(call, signal);
  if (outcome.ok) {
    log.info({ index, number, gasUsed: outcome.gasUsed }, "batch finalised");
    return undefined;
  }
  // Somebody else was faster.
  if ((await l1.finalBatchIndex()) >= index) return undefined;
  if (outcome.error !== refusedBefore)
    log.warn({ index, number, error: outcome.error, detail: outcome.detail }, "batch could not be finalised");
  return outcome.error;
}

async function finalFacts(l1: L1Reader) {
  return {
    batches: await l1.batches(0n),
    checkpoints: await l1.checkpoints(),
    lead: (await l1.lead())?.id ?? ZERO_HASH,
    finalBatchIndex: await l1.finalBatchIndex(),
    nowSec: (await l1.head()).timestamp,
  };
}
