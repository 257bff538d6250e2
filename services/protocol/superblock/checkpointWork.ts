/** Total work of recorded checkpoints, from what L1's events tell of them. */
import type { Hex } from "viem";
import * as CompactTarget from "../bitcoin/compactTarget.ts";
import { ROOT_ID } from "./checkpoint.ts";
import { creditedWork, type Rules } from "./checkpointDifficulty.ts";

export type CheckpointLink = { readonly id: Hex; readonly parent: Hex; readonly nBits: number };

/** @param checkpoints parents before children, as L1 accepted them */
export function totalWorks(
  checkpoints: readonly CheckpointLink[],
  rules: Pick<Rules, "anchorBits" | "spacingSec" | "halfLifeSec">,
): ReadonlyMap<Hex, bigint> {
  const anchor = CompactTarget.work(CompactTarget.decode(rules.anchorBits));
  const credited = new Map<Hex, bigint>([[ROOT_ID, anchor]]);
  const totals = new Map<Hex, bigint>([[ROOT_ID, 0n]]);
  for (const { id, parent, nBits } of checkpoints) {
    const before = credited.get(parent);
    if (before === undefined) continue;
    const credit = creditedWork(rules, before, nBits);
    credited.set(id, credit);
    totals.set(id, totals.get(parent)! + credit);
  }
  return totals;
}
