/**
 * Append-only Merkle tree of depth 32 (twin of contracts/superblock/AppendOnlyTree.sol): channels and the
 * history of superblocks. A tree is a plain value; `append` returns a new one.
 */
import type { Hex } from "viem";
import { hashNode, ZERO_HASH } from "./merkleTree.ts";

export const TREE_DEPTH = 32;

/** Hash of an empty subtree of height h at index h, 0 to 32. */
export const EMPTY_SUBTREES: readonly Hex[] = (() => {
  const hashes = [ZERO_HASH];
  for (let h = 0; h < TREE_DEPTH; h++) hashes.push(hashNode(hashes[h]!, hashes[h]!));
  return hashes;
})();

export const EMPTY_ROOT: Hex = EMPTY_SUBTREES[TREE_DEPTH]!;

/** What is needed to append and to compute the root: the number of leaves and the branch of the last one. */
export type AppendOnlyTree = { readonly count: bigint; readonly branch: readonly Hex[] };

export const emptyTree: AppendOnlyTree = { count: 0n, branch: [] };

/** Appends a leaf that is already hashed with its domain. Throws when the tree holds 2^32 − 1 leaves. */
export function append(tree: AppendOnlyTree, leaf: Hex): AppendOnlyTree {
  if (tree.count >= 2n ** 32n - 1n) throw new RangeError("append-only tree is full");
  const branch = [...tree.branch];
  let size = tree.count + 1n;
  let node = leaf;
  let height = 0;
  while ((size & 1n) === 0n) {
    node = hashNode(branch[height]!, node);
    size >>= 1n;
    height++;
  }
  branch[height] = node;
  return { count: tree.count + 1n, branch };
}

export function root(tree: AppendOnlyTree): Hex {
  let node = ZERO_HASH;
  let size = tree.count;
  for (let height = 0; height < TREE_DEPTH; height++) {
    node =
      (size & 1n) === 1n ? hashNode(tree.branch[height]!, node) : hashNode(node, EMPTY_SUBTREES[height]!);
    size >>= 1n;
  }
  return node;
}

/** Merkle path of the leaf at `index` in the tree over all `leaves`, lowest sibling first, 32 nodes. */
export function siblings(leaves: readonly Hex[], index: number): Hex[] {
  if (index < 0 || index >= leaves.length) throw new RangeError(`no leaf ${index} among ${leaves.length}`);
  const path: Hex[] = [];
  let level = [...leaves];
  let at = index;
  for (let height = 0; height < TREE_DEPTH; height++) {
    const empty = EMPTY_SUBTREES[height]!;
    path.push(level[at ^ 1] ?? empty);
    const next: Hex[] = [];
    for (let i = 0; i < level.length; i += 2) next.push(hashNode(level[i]!, level[i + 1] ?? empty));
    level = next;
    at >>= 1;
  }
  return path;
}

/** Whether `leaf` stands at `index` in the tree with this count and root. */
export function isLeafAt(
  leaf: Hex,
  index: bigint,
  tree: { count: bigint; root: Hex },
  path: readonly Hex[],
): boolean {
  if (index < 0n || index >= tree.count || path.length !== TREE_DEPTH) return false;
  let node = leaf;
  for (let height = 0; height < TREE_DEPTH; height++) {
    const sibling = path[height]!;
    node = ((index >> BigInt(height)) & 1n) === 1n ? hashNode(sibling, node) : hashNode(node, sibling);
  }
  return node === tree.root;
}
