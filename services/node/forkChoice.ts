/**
 * Which chain of batches a producer builds on in fallback: the heaviest whose batches it has not found false. L1's
 * ledger weighs work alone and may lead with a lie; whoever executes builds around it. Pure.
 */
import type { Hex } from "viem";
import type { FallbackTree, L1Standing, PostedBatch } from "../ports.ts";

export type Weights = {
  /** of checkpoints, by id */
  readonly workOf: (checkpoint: Hex) => bigint;
  /** whether this node's execution has refused a batch, by its hash */
  readonly isFalse: (batchHash: Hex) => boolean;
};

/** Batches from index 1 to the end of the heaviest chain without a false batch; of equals the first that L1 took. */
export function heaviestValid(
  { batches }: Pick<L1Standing, "batches">,
  tree: FallbackTree,
  { workOf, isFalse }: Weights,
): readonly PostedBatch[] {
  const valid = new Map<Hex, PostedBatch>();
  let best: PostedBatch | undefined;
  let bestWork = workOf(tree.baseCheckpoint);
  // Parents come before children, so one whose parent is not there grows on something false.
  for (const node of tree.nodes) {
    const isRooted = node.batch.parent === tree.base.hash || valid.has(node.batch.parent);
    if (!isRooted || isFalse(node.hash)) continue;
    valid.set(node.hash, node);
    const work = workOf(node.checkpoint!);
    if (work > bestWork) [best, bestWork] = [node, work];
  }
  const branch: PostedBatch[] = [];
  for (let at = best; at !== undefined; at = valid.get(at.batch.parent)) branch.push(at);
  return [...batches.slice(0, Number(tree.base.index)), ...branch.reverse()];
}
