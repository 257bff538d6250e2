/** Total work of recorded checkpoints, from what L1's events tell of them. */
import type { Hex } from "viem";
import * as CompactTarget from "../bitcoin/compactTarget.ts";
import { ROOT_ID } from "./checkpoint.ts";
import { creditedWork, type Rules } from "./checkpointDifficulty.ts";

export type CheckpointLink = { readonly id: Hex; readonly parent: Hex; readonly nBits: number };
type WorkRules = Pick<Rules, "anchorBits" | "spacingSec" | "halfLifeSec">;

export type CheckpointWorks = {
  /** of a checkpoint and all before it; undefined for one that is not recorded */
  totalOf(id: Hex): bigint | undefined;
  /** What a checkpoint would come to that L1 has not recorded yet; undefined if its parent is not recorded. */
  totalWith(link: Omit<CheckpointLink, "id">): bigint | undefined;
};

/** @param checkpoints parents before children, as L1 accepted them */
export function checkpointWorks(checkpoints: readonly CheckpointLink[], rules: WorkRules): CheckpointWorks {
  const anchor = CompactTarget.work(CompactTarget.decode(rules.anchorBits));
  const links = new Map<Hex, { readonly credited: bigint; readonly total: bigint }>([
    [ROOT_ID, { credited: anchor, total: 0n }],
  ]);
  const linkAfter = ({ parent, nBits }: Omit<CheckpointLink, "id">) => {
    const before = links.get(parent);
    if (before === undefined) return undefined;
    const credited = creditedWork(rules, before.credited, nBits);
    return { credited, total: before.total + credited };
  };
  for (const checkpoint of checkpoints) {
    const link = linkAfter(checkpoint);
    if (link !== undefined) links.set(checkpoint.id, link);
  }
  return {
    totalOf: (id) => links.get(id)?.total,
    totalWith: (link) => linkAfter(link)?.total,
  };
}
