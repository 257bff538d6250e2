/** What those who build in fallback share: where they build, on which checkpoint, and when they build anew. */
import type { Hex } from "viem";
import type { AcceptedWork } from "../mining/acceptedWork.ts";
import { waitingWork } from "../mining/relay.ts";
import type { L1Reader, L1Standing, Store } from "../ports.ts";
import type { AppendOnlyTree } from "../protocol/appendOnlyTree.ts";
import { ZERO_HASH } from "../protocol/merkleTree.ts";
import type { DraftPlan } from "../sequencer/draft.ts";
import type { DraftKeeper } from "../sequencer/draftKeeper.ts";

/** The batch to build on, if our store is there. */
export async function planOn(
  {
    l1,
    store,
    history,
  }: {
    readonly l1: Pick<L1Reader, "genesisBatch">;
    readonly store: Pick<Store, "head">;
    readonly history: () => AppendOnlyTree;
  },
  standing: L1Standing,
): Promise<DraftPlan | undefined> {
  const newest = standing.batches.at(-1);
  const parent = newest ?? { batch: await l1.genesisBatch(), hash: standing.fallback!.base.hash };
  const head = store.head();
  if (head === undefined || head.hash !== parent.batch.superblock) return undefined;
  return { standing, parent, head, history: history() };
}

/** The checkpoint under the newest batch: its own in the tree, else what led where the tree begins. */
export function leadOf({ batches, fallback }: Pick<L1Standing, "batches" | "fallback">): Hex {
  const isInTree = fallback !== undefined && BigInt(batches.length) > fallback.base.index;
  return (isInTree ? batches.at(-1)!.checkpoint : fallback?.baseCheckpoint) ?? ZERO_HASH;
}

/** Has a fit draft to mine on, unless what is mined on is found already. */
export async function draftTurn(
  drafts: DraftKeeper,
  plan: DraftPlan,
  { works, known }: { readonly works: readonly AcceptedWork[]; readonly known: { has(id: Hex): boolean } },
): Promise<"mining" | "posting"> {
  const found = works.filter(({ checkpoint }) => checkpoint.superblock === drafts.present?.superblock.hash);
  if (waitingWork(found, known).length > 0) return "posting";
  // What L1 will not take is not mined on either.
  if (found.some(({ refusedBecause }) => refusedBecause !== undefined)) drafts.drop();
  await drafts.refresh(plan);
  return "mining";
}
