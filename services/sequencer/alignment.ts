/**
 * What the sequencer may build on, by what stands on L1: up to the newest batch exactly L1's superblocks, above it
 * only such of the term in force. Pure; `realign` acts on it.
 */
import type { Hex } from "viem";
import type { L1Standing, Store } from "../ports.ts";
import type { FallenSuperblocks } from "./fallen.ts";

/** L1 has a superblock that was never here: another made it, or the state folder is an old copy. */
export type InboxDiverged = {
  readonly reason: "inbox-diverged";
  readonly number: bigint;
  readonly superblock: Hex;
};

export type Alignment =
  | { readonly kind: "aligned" }
  | {
      readonly kind: "realign";
      /** the newest superblock that stays */
      readonly keep: bigint;
      /** hashes of those to take back out of what fell, in order */
      readonly restore: readonly Hex[];
    }
  /** what L1 has above `keep`, others have made in fallback: it is to be derived like anybody's */
  | { readonly kind: "follow"; readonly keep: bigint }
  | { readonly kind: "diverged"; readonly halt: InboxDiverged };

/** What stands, as far as it decides here. */
export type StandingChain = Pick<L1Standing, "batches" | "term" | "fallback">;

export type AlignmentDeps = {
  readonly store: Pick<Store, "head" | "superblock">;
  readonly fallen: Pick<FallenSuperblocks, "link" | "child">;
};

/** The newest superblock that L1 holds: the last batch's tip, or where the first term began. */
export function postedTip({ batches, term }: Pick<L1Standing, "batches" | "term">) {
  const { number, superblock } = batches.at(-1)?.batch ?? {
    number: term.startNumber,
    superblock: term.startSuperblock,
  };
  return { number, superblock };
}

export function align(deps: AlignmentDeps, standing: StandingChain): Alignment {
  const { store } = deps;
  const { term } = standing.term;
  const tip = postedTip(standing);
  const way = wayToTip(deps, tip);
  if (way === undefined) return followOrDiverge(store, standing);
  const isOpen = standing.fallback !== undefined;
  // In fallback nothing of ours stands that L1 does not have.
  const keep = isOpen || way.restore.length > 0 ? way.keep : newestOfTerm(store, tip.number, term);
  const restore = [...way.restore];
  for (let at = restore.at(-1) ?? store.superblock(keep)!.hash; ; ) {
    const next = isOpen ? undefined : deps.fallen.child(at, term);
    if (next === undefined) break;
    restore.push(next.hash);
    at = next.hash;
  }
  const isHead = keep === store.head()!.superblock.number;
  return isHead && restore.length === 0 ? { kind: "aligned" } : { kind: "realign", keep, restore };
}

/** The first batch that is not here tells: one that was mined in fallback is nobody's secret, another should be ours. */
function followOrDiverge({ superblock }: AlignmentDeps["store"], standing: StandingChain): Alignment {
  const { batches } = standing;
  const unknown = batches.findIndex(({ batch }) => superblock(batch.number)?.hash !== batch.superblock);
  if (batches[unknown]?.checkpoint === undefined)
    return { kind: "diverged", halt: { reason: "inbox-diverged", ...postedTip(standing) } };
  return { kind: "follow", keep: batches[unknown - 1]?.batch.number ?? 0n };
}

/** From the tip down to what the store has; undefined if a superblock of the way is nowhere here. */
function wayToTip(
  { store, fallen }: AlignmentDeps,
  tip: { readonly number: bigint; readonly superblock: Hex },
): { readonly keep: bigint; readonly restore: readonly Hex[] } | undefined {
  const restore: Hex[] = [];
  let { number, superblock: hash } = tip;
  while (store.superblock(number)?.hash !== hash) {
    const link = fallen.link(hash);
    if (link === undefined || link.number !== number || number === 0n) return undefined;
    restore.unshift(hash);
    hash = link.parent;
    number--;
  }
  return { keep: number, restore };
}

/** Terms follow each other along a chain, so a head of the term tells for all between. */
function newestOfTerm({ head, superblock }: AlignmentDeps["store"], from: bigint, term: Hex): bigint {
  const newest = head()!.superblock;
  if (newest.term === term) return newest.number;
  let number = from;
  while (superblock(number + 1n)?.superblock.term === term) number++;
  return number;
}
