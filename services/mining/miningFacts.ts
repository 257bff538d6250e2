/** What the desk must know to serve pools, and how it is told what has changed of it. */
import type { Hex } from "viem";
import type { MinedCheckpoint } from "../ports.ts";
import type { BatchTip } from "../protocol/batch/batch.ts";
import type { MiningRules } from "../protocol/deployment.ts";
import type { AcceptedWork } from "./acceptedWork.ts";
import { CLOCK_MARGIN_SEC } from "./checkpointTemplates.ts";
import { type ListPatch, patchBetween, patched } from "./listPatch.ts";
import { type MiningView, miningView } from "./miningView.ts";
import { waitingWork } from "./relay.ts";

/** A checkpoint as L1 has it, with or without its proof, which is of no use to pools. */
export type RecordedCheckpoint = Omit<MinedCheckpoint, "auxPow">;

export type MiningFacts = {
  /** Unix milliseconds at which L1 was read */
  readonly atMs: number;
  /** L1's, in order of acceptance */
  readonly checkpoints: readonly RecordedCheckpoint[];
  /** id of the leading one */
  readonly lead: Hex;
  /** tips of posted batches, in order */
  readonly batches: readonly BatchTip[];
  /** of the batch that is on its way to the inbox */
  readonly sealed: BatchTip | undefined;
  /** accepted work that is kept, done with or not */
  readonly works: readonly AcceptedWork[];
};

/** Lists grow for years, and are looked at twice a second. */
export type FactsPatch = Omit<MiningFacts, "checkpoints" | "batches" | "works"> & {
  readonly checkpoints: ListPatch<RecordedCheckpoint>;
  readonly batches: ListPatch<BatchTip>;
  readonly works: ListPatch<AcceptedWork>;
};

export const NO_FACTS: Pick<MiningFacts, "checkpoints" | "batches" | "works"> = {
  checkpoints: [],
  batches: [],
  works: [],
};

export function factsPatch(before: typeof NO_FACTS, after: MiningFacts): FactsPatch {
  // A reorganisation may record the same work at another time.
  const checkpoints = patchBetween(
    before.checkpoints,
    after.checkpoints,
    (a, b) => a.id === b.id && a.acceptedAtSec === b.acceptedAtSec && a.batchIndex === b.batchIndex,
  );
  return {
    ...after,
    checkpoints: { ...checkpoints, add: checkpoints.add.map(withoutProof) },
    batches: patchBetween(before.batches, after.batches, (a, b) => a.superblock === b.superblock),
    works: patchBetween(
      before.works,
      after.works,
      (a, b) => a.id === b.id && a.refusedBecause === b.refusedBecause,
    ),
  };
}

const withoutProof = ({ auxPow: _, ...rest }: RecordedCheckpoint & { auxPow?: Hex }): RecordedCheckpoint =>
  rest;

export const patchedFacts = (before: typeof NO_FACTS, patch: FactsPatch): MiningFacts => ({
  ...patch,
  checkpoints: patched(before.checkpoints, patch.checkpoints),
  batches: patched(before.batches, patch.batches),
  works: patched(before.works, patch.works),
});

/** What facts say at a time of our clock. */
export const viewOf = (
  { works, ...facts }: MiningFacts,
  { rules, genesisSuperblock }: { readonly rules: MiningRules; readonly genesisSuperblock: Hex },
  nowMs: number,
): MiningView =>
  miningView({
    ...facts,
    rules,
    genesisSuperblock,
    waiting: waitingWork(works, new Set(facts.checkpoints.map(({ id }) => id))),
    nowSec: BigInt(Math.floor(nowMs / 1000) - CLOCK_MARGIN_SEC),
  });

const STALE_AFTER_MS = 30_000;

/** The view, unless L1 has not been heard of for too long. */
export const freshView = (
  facts: Pick<MiningFacts, "atMs"> | undefined,
  view: MiningView | undefined,
  nowMs: number,
): MiningView | undefined => (facts !== undefined && nowMs - facts.atMs < STALE_AFTER_MS ? view : undefined);
