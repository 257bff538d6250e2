/** Channel tree over leaves that are already hashed. */
import type { Hex } from "viem";
import { type AppendOnlyTree, append, emptyTree } from "../protocol/appendOnlyTree.ts";

export const treeOf = (leaves: readonly Hex[]): AppendOnlyTree => leaves.reduce(append, emptyTree);
