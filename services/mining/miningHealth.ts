/** How mining goes: what an operator should hear of before work is overdue. */
import type { Address } from "viem";
import type { MiningView } from "./miningView.ts";

export type MiningHealth = {
  /** since somebody last asked for work, or since the start */
  readonly workAgeSec: number;
  /** since L1 accepted the last checkpoint, while there is something to mine */
  readonly checkpointAgeSec: number | undefined;
  readonly spacingSec: number;
  /** who made most of the last checkpoints, once there are enough to tell */
  readonly top: { readonly miner: Address; readonly share: number } | undefined;
};

const COUNTED = 100;
/** Fewer say nothing about shares. */
const ENOUGH = 20;

export function miningHealth(
  view: MiningView | undefined,
  { nowMs, workAtMs, spacingSec }: { nowMs: number; workAtMs: number; spacingSec: number },
): MiningHealth {
  const recorded = view?.chain.slice(0, view.recorded) ?? [];
  const acceptedAtSec = recorded.at(-1)?.acceptedAtSec;
  const isIdle = view?.tip === undefined || acceptedAtSec === undefined;
  return {
    workAgeSec: Math.max(0, (nowMs - workAtMs) / 1000),
    checkpointAgeSec: isIdle ? undefined : Math.max(0, nowMs / 1000 - Number(acceptedAtSec)),
    spacingSec,
    top: topMiner(recorded.slice(1).slice(-COUNTED)),
  };
}

function topMiner(places: MiningView["chain"]): MiningHealth["top"] {
  if (places.length < ENOUGH) return undefined;
  const counts = new Map<Address, number>();
  for (const { miner } of places) counts.set(miner, (counts.get(miner) ?? 0) + 1);
  const [miner, count] = [...counts].reduce((most, next) => (next[1] > most[1] ? next : most));
  return { miner, share: count / places.length };
}
