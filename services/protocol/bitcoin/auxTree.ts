/** The tree of several auxiliary chains under one commitment, each in the slot that its chain id gives it. */
import { concatBytes } from "@noble/hashes/utils.js";
import { slot } from "./auxPow.ts";
import { sha256d } from "./bitcoinHash.ts";

export type AuxChain = {
  readonly chainId: number;
  /** of the auxiliary block, wire order */
  readonly hash: Uint8Array;
};

/** Where a chain stands, and the nodes that lead from it to the root, wire order. */
export type AuxPlace = { readonly index: number; readonly branch: readonly Uint8Array[] };

export type AuxTree = {
  /** wire order */
  readonly root: Uint8Array;
  /** number of leaves, a power of two */
  readonly size: number;
  readonly nonce: number;
  /** in the order of the chains */
  readonly places: readonly AuxPlace[];
};

export type AuxTreeOutcome =
  | { readonly ok: true; readonly tree: AuxTree }
  | { readonly ok: false; readonly reason: "no-chain" }
  /** The rule gives chains of equal id equal slots: they can never be mined together. */
  | { readonly ok: false; readonly reason: "chain-id-repeated"; readonly chainId: number }
  | { readonly ok: false; readonly reason: "tree-too-deep"; readonly depth: number };

/** 8192 leaves: enough for any set of ids below 0x2000, which ours are. */
export const MAX_TREE_DEPTH = 13;

/** Chains draw different slots at every nonce or at none (see `depthOf`), so the nonce is always this one. */
const NONCE = 0;
/** Of slots that no chain has. */
const EMPTY_LEAF = new Uint8Array(32);

/** The smallest tree in which no two chains want the same slot. */
export function buildAuxTree(chains: readonly AuxChain[]): AuxTreeOutcome {
  if (chains.length === 0) return { ok: false, reason: "no-chain" };
  const ids = chains.map(({ chainId }) => chainId);
  const repeated = ids.find((id, i) => ids.indexOf(id) !== i);
  if (repeated !== undefined) return { ok: false, reason: "chain-id-repeated", chainId: repeated };
  const depth = depthOf(ids);
  if (depth > MAX_TREE_DEPTH) return { ok: false, reason: "tree-too-deep", depth };

  const size = 2 ** depth;
  const leaves: Uint8Array[] = Array.from({ length: size }, () => EMPTY_LEAF);
  const indexes = ids.map((id) => slot(NONCE, id, depth));
  for (const [i, { hash }] of chains.entries()) leaves[indexes[i]!] = hash;
  const levels = levelsOf(leaves);
  const places = indexes.map((index) => ({ index, branch: branchOf(levels, index) }));
  return { ok: true, tree: { root: levels.at(-1)![0]!, size, nonce: NONCE, places } };
}

/**
 * The slot is a²·nonce + a·id + constant modulo 2^depth with an odd a. Two ids thus meet exactly where they are equal
 * modulo 2^depth, whatever the nonce: trying nonces, as the rule seems to invite, finds nothing.
 */
function depthOf(ids: readonly number[]): number {
  let depth = 0;
  while (new Set(ids.map((id) => id % 2 ** depth)).size < ids.length) depth++;
  return depth;
}

function levelsOf(leaves: readonly Uint8Array[]): readonly (readonly Uint8Array[])[] {
  const levels = [leaves];
  for (let level = leaves; level.length > 1; levels.push(level)) {
    const below = level;
    level = Array.from({ length: below.length / 2 }, (_, i) =>
      sha256d(concatBytes(below[2 * i]!, below[2 * i + 1]!)),
    );
  }
  return levels;
}

const branchOf = (levels: readonly (readonly Uint8Array[])[], index: number): Uint8Array[] =>
  levels.slice(0, -1).map((level, height) => level[(index >> height) ^ 1]!);
