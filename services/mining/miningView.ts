/** What L1 and the work not yet recorded there say about where the next checkpoint goes. */
import { type Address, type Hex, zeroAddress } from "viem";
import type { BatchTip } from "../protocol/batch/batch.ts";
import type { MiningRules } from "../protocol/deployment.ts";
import { ROOT_ID } from "../protocol/superblock/checkpoint.ts";
import type { AcceptedWork } from "./acceptedWork.ts";
import type { RecordedCheckpoint } from "./miningFacts.ts";

/** A checkpoint and its place in the chain. */
export type Place = {
  readonly id: Hex;
  readonly parent: Hex;
  readonly superblock: Hex;
  readonly miner: Address;
  readonly height: number;
  readonly nBits: number;
  /** of the superblock it names */
  readonly number: bigint;
  /** of the superblock it names, Unix seconds */
  readonly timestampSec: bigint;
  /** Unix seconds; undefined while L1 has not recorded it */
  readonly acceptedAtSec: bigint | undefined;
};

export type MiningView = {
  /** leading chain from the root, then work that was accepted here and is on its way to L1 */
  readonly chain: readonly Place[];
  /** how many of `chain` L1 has recorded */
  readonly recorded: number;
  /** heights of every checkpoint on L1 by id, leading or not */
  readonly known: ReadonlyMap<Hex, number>;
  /** tip of the newest batch that a checkpoint may name now: the sealed one, else the newest posted */
  readonly tip: BatchTip | undefined;
  /** superblocks of the tips that stand or are on their way */
  readonly tips: ReadonlySet<Hex>;
};

export const leadOf = (view: MiningView): Place => view.chain.at(-1)!;

export function miningView(facts: {
  readonly checkpoints: readonly RecordedCheckpoint[];
  readonly lead: Hex;
  /** tips of posted ones, in order */
  readonly batches: readonly BatchTip[];
  /** of the batch that is on its way to the inbox */
  readonly sealed?: BatchTip | undefined;
  readonly waiting: readonly AcceptedWork[];
  readonly rules: MiningRules;
  readonly genesisSuperblock: Hex;
  /** Unix seconds, a little behind L1's */
  readonly nowSec: bigint;
}): MiningView {
  const { checkpoints, rules } = facts;
  const tips = tipsOf(facts);
  const timestamps = new Map(tips.map(({ superblock, timestamp }) => [superblock, timestamp]));
  const byId = new Map(checkpoints.map((checkpoint) => [checkpoint.id, checkpoint]));
  const path: RecordedCheckpoint[] = [];
  for (let at = byId.get(facts.lead); at !== undefined; at = byId.get(at.parent)) path.unshift(at);

  const chain: Place[] = [rootPlace(rules, facts.genesisSuperblock)];
  for (const { id, parent, superblock, miner, nBits, number, acceptedAtSec } of path) {
    // A batch that has fallen names no mined superblock; the ledger moves its lead below it.
    const timestampSec = timestamps.get(superblock) ?? chain.at(-1)!.timestampSec;
    chain.push({
      id,
      parent,
      superblock,
      miner,
      height: chain.length,
      nBits,
      number,
      timestampSec,
      acceptedAtSec,
    });
  }
  const recorded = chain.length;
  // Work over a batch that has fallen, or was sealed anew, waits for nothing and must not hold up the rest.
  const waiting = facts.waiting.filter(({ checkpoint }) => timestamps.has(checkpoint.superblock));
  for (let next = childOf(chain, waiting); next !== undefined; next = childOf(chain, waiting))
    chain.push(next);
  const newestFirst = tips.slice(-2).reverse();
  const tip = newestFirst.find((candidate) => isMineable(candidate, chain.at(-1)!, facts));
  return {
    chain,
    recorded,
    known: new Map(checkpoints.map(({ id, height }) => [id, height])),
    tip,
    tips: new Set(timestamps.keys()),
  };
}

/** Of all batches that stand, in order; the sealed one last, unless it has been posted meanwhile. */
function tipsOf({
  batches,
  sealed,
}: Pick<Parameters<typeof miningView>[0], "batches" | "sealed">): readonly BatchTip[] {
  return sealed !== undefined && sealed.number > (batches.at(-1)?.number ?? 0n)
    ? [...batches, sealed]
    : batches;
}

const rootPlace = (rules: MiningRules, superblock: Hex): Place => ({
  id: ROOT_ID,
  parent: ROOT_ID,
  superblock,
  miner: zeroAddress,
  height: 0,
  nBits: rules.anchorBits,
  number: 0n,
  timestampSec: rules.anchorTimeSec,
  acceptedAtSec: rules.anchorTimeSec,
});

/** Work accepted here counts as the lead at once, so that nobody mines its sibling while L1 takes its time. */
function childOf(chain: readonly Place[], waiting: readonly AcceptedWork[]): Place | undefined {
  const lead = chain.at(-1)!;
  const work = waiting.find(({ checkpoint }) => checkpoint.parentCheckpoint === lead.id);
  if (work === undefined) return undefined;
  return {
    id: work.id,
    parent: lead.id,
    superblock: work.checkpoint.superblock,
    miner: work.checkpoint.miner,
    height: lead.height + 1,
    nBits: work.checkpoint.nBits,
    number: work.tip.number,
    timestampSec: work.tip.timestamp,
    acceptedAtSec: undefined,
  };
}

/** Whether a tip is later than the lead's and spaced from it, by the ledger's rules. */
function isMineable(
  tip: BatchTip,
  lead: Place,
  { rules, nowSec }: { readonly rules: MiningRules; readonly nowSec: bigint },
): boolean {
  if (tip.number <= lead.number) return false;
  if (tip.timestamp >= lead.timestampSec + rules.minSpacingSec) return true;
  return lead.acceptedAtSec !== undefined && nowSec >= lead.acceptedAtSec + rules.minSpacingSec;
}
