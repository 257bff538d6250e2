/** The history tree at the head of a store: every superblock hash up to and including the head. */
import type { Hex } from "viem";
import type { Store } from "../ports.ts";
import { type AppendOnlyTree, append, emptyTree } from "../protocol/appendOnlyTree.ts";
import { hashHistoryLeaf } from "../protocol/superblock/superblock.ts";

type HistorySource = Pick<Store, "head" | "superblock">;

export function loadHistory(store: HistorySource): AppendOnlyTree {
  const head = store.head();
  let tree = emptyTree;
  if (head === undefined) return tree;
  for (let number = 0n; number <= head.superblock.number; number++) {
    const hash = store.superblock(number)?.hash;
    if (hash === undefined) throw new Error(`superblock ${number} is missing below the head of the store`);
    tree = append(tree, hashHistoryLeaf(hash));
  }
  return tree;
}

/** Answers with the tree at the head of the moment: one step from the last answer, or all anew after a rollback. */
export function followHistory(store: HistorySource): () => AppendOnlyTree {
  let at: { readonly hash: Hex; readonly tree: AppendOnlyTree } | undefined;
  return () => {
    const head = store.head();
    if (head === undefined) return emptyTree;
    if (at?.hash !== head.hash) {
      const isNext = at !== undefined && head.superblock.parent === at.hash;
      const tree = isNext ? append(at!.tree, hashHistoryLeaf(head.hash)) : loadHistory(store);
      at = { hash: head.hash, tree };
    }
    return at.tree;
  };
}
