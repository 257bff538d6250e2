/** Posting, ranks and finality, one look at L1 after the other. */
import type { L1Reader, L1Sender, Ranks, Store } from "../ports.ts";
import type { Deployment } from "../protocol/deployment.ts";
import { ZERO_HASH } from "../protocol/merkleTree.ts";
import { type LoopOptions, runLoop } from "../runtime/runLoop.ts";
import { chooseFinal, finalizeCall } from "./finaliser.ts";
import { createPoster, forgetFinalRanges, newestSigned, type PosterDeps } from "./posting.ts";
import type { PostingState } from "./postingState.ts";
import { initialRanks, reduceRanks } from "./ranks.ts";

export type SettlementDeps = Omit<PosterDeps, "store" | "deployment"> & {
  readonly store: PosterDeps["store"] & Pick<Store, "header">;
  readonly deployment: PosterDeps["deployment"] & Pick<Deployment, "limits">;
  /** sends what is not a batch; the poster's account when absent */
  readonly relay?: L1Sender;
  /** pause between two looks at L1 */
  readonly everyMs: number;
  /** Told whenever a rank has moved. */
  readonly onRanks?: (ranks: Ranks) => void;
};

export interface SettlementService {
  readonly ranks: Ranks;
  readonly posting: PostingState;
  /** One look: post what is due, finalise what can be, count the ranks. */
  step(signal: AbortSignal): Promise<void>;
}

export function createSettlement(deps: SettlementDeps): SettlementService {
  const poster = createPoster(deps);
  let ranks = initialRanks;
  let refused: string | undefined;

  const follow = async (): Promise<void> => {
    const before = ranks;
    ranks = reduceRanks(ranks, {
      softNumber: newestSigned(deps.store)?.superblock.number ?? 0n,
      batches: await deps.l1.batches(0n),
      lead: await deps.l1.lead(),
      finalBatchIndex: await deps.l1.finalBatchIndex(),
    });
    if (ranks.final !== before.final) forgetFinalRanges(deps.store.records, ranks.final);
    if (Object.keys(ranks).some((rank) => ranks[rank as keyof Ranks] !== before[rank as keyof Ranks]))
      deps.onRanks?.(ranks);
  };

  return {
    get ranks() {
      return ranks;
    },
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

/** Runs until the signal aborts. */
export async function settlementLoop(
  service: SettlementService,
  {
    clock,
    log,
    everyMs,
    onStep,
  }: Pick<SettlementDeps, "clock" | "log" | "everyMs"> & Pick<LoopOptions, "onStep">,
  signal: AbortSignal,
): Promise<void> {
  await runLoop("settlement", () => service.step(signal), {
    clock,
    log,
    signal,
    everyMs,
    ...(onStep && { onStep }),
  });
}

/** Answers why the newest batch could not be finalised, which is logged once. */
async function finaliseNewest(
  deps: SettlementDeps,
  refusedBefore: string | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { l1, log } = deps;
  const choice = chooseFinal(await finalFacts(l1), deps.deployment.limits);
  if (!choice.ok || signal.aborted) return undefined;
  const call = await finalizeCall(deps, choice, deps.deployment.addresses.settlement);
  const outcome = await (deps.relay ?? deps.sender).send(call, signal);
  const { index, number } = choice.posted.batch;
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
