/** Opens an old superblock of a store by a later one: `MinedBlockOracle.submitOld`. */
import type { Hex } from "viem";
import type { SignedSuperblock, Store } from "../ports.ts";
import { EMPTY_SUBTREES, TREE_DEPTH } from "../protocol/appendOnlyTree.ts";
import { hashNode } from "../protocol/merkleTree.ts";
import type { BlockLeaf, Superblock } from "../protocol/superblock/superblock.ts";
import { hashHistoryLeaf } from "../protocol/superblock/superblock.ts";

export type HistoryOpening = {
  readonly later: Superblock;
  /** RLP of the rollup's block after it */
  readonly nextHeader: Hex;
  /** of the old superblock under the later one's history root, lowest first */
  readonly siblings: readonly Hex[];
  readonly blocks: readonly BlockLeaf[];
};

type Source = {
  readonly store: Pick<Store, "superblock" | "header">;
  /** called now and then: a history of a month is millions of hashes */
  readonly breathe: () => Promise<void>;
};

const HASHES_PER_BREATH = 4096;

/**
 * By the newest superblock that has a child. Undefined if that is not later than the old one.
 * @param head of the store
 */
export async function openInHistory(
  { store, breathe }: Source,
  { chainId, number, head }: { readonly chainId: bigint; readonly number: bigint; readonly head: bigint },
): Promise<HistoryOpening | undefined> {
  const later = store.superblock(head - 1n)?.superblock;
  const old = store.superblock(number);
  const nextHeader = store.header(chainId, head)?.rlp;
  if (later === undefined || old === undefined || nextHeader === undefined) return undefined;
  if (later.number <= number) return undefined;
  const siblings = await siblingsOf(Number(number), await leavesBelow(later.number, store, breathe), breathe);
  return { later, nextHeader, siblings, blocks: old.blocks };
}

async function leavesBelow(
  count: bigint,
  store: Pick<Store, "superblock">,
  breathe: Source["breathe"],
): Promise<Hex[]> {
  const leaves: Hex[] = [];
  for (let n = 0n; n < count; n++) {
    leaves.push(hashHistoryLeaf((store.superblock(n) as SignedSuperblock).hash));
    if (leaves.length % HASHES_PER_BREATH === 0) await breathe();
  }
  return leaves;
}

async function siblingsOf(index: number, leaves: Hex[], breathe: Source["breathe"]): Promise<Hex[]> {
  const path: Hex[] = [];
  let level = leaves;
  for (let height = 0; height < TREE_DEPTH; height++) {
    const empty = EMPTY_SUBTREES[height]!;
    path.push(level[(index >> height) ^ 1] ?? empty);
    const above: Hex[] = [];
    for (let i = 0; i < level.length; i += 2) {
      above.push(hashNode(level[i]!, level[i + 1] ?? empty));
      if (above.length % HASHES_PER_BREATH === 0) await breathe();
    }
    level = above;
  }
  return path;
}
