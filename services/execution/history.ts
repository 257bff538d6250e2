/** The history tree at the head of a store: every superblock hash up to and including the head. */
import type { Store } from "../ports.ts";
import { type AppendOnlyTree, append, emptyTree } from "../protocol/appendOnlyTree.ts";
import { hashHistoryLeaf } from "../protocol/superblock/superblock.ts";

export function loadHistory(store: Pick<Store, "head" | "superblock">): AppendOnlyTree {
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
