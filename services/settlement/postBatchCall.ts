/** The transaction that posts a sealed range after a batch. */
import { encodeFunctionData, type Hex, hexToBytes } from "viem";
import { rollupInboxAbi } from "../abi/index.ts";
import type { L1Call, Store } from "../ports.ts";
import type { Batch } from "../protocol/batch/batch.ts";
import { packBlobs } from "../protocol/batch/blobs.ts";
import type { Deployment } from "../protocol/deployment.ts";
import type { BlobPosting } from "./carrierSealer.ts";
import type { SealedRange } from "./postingState.ts";

export type PostBatchDeps = {
  readonly store: Pick<Store, "superblock">;
  readonly deployment: Pick<Deployment, "addresses">;
  readonly blobs?: Pick<BlobPosting, "keep">;
};

/** Blobs are kept before they are sent: L1 forgets them, and a batch without its data is worth nothing. */
export async function postBatchCall(deps: PostBatchDeps, range: SealedRange, parent: Batch): Promise<L1Call> {
  const to = deps.deployment.addresses.inbox;
  if (range.carrier !== "blobs") return { to, data: encodeCall(deps.store, range, parent, range.data) };
  const blobs = packBlobs(hexToBytes(range.data));
  await deps.blobs?.keep(blobs);
  return { to, data: encodeCall(deps.store, range, parent, "0x"), blobs };
}

function encodeCall(store: Pick<Store, "superblock">, range: SealedRange, parent: Batch, data: Hex): Hex {
  const tip = store.superblock(range.last)!;
  const before = store.superblock(parent.number)!;
  return encodeFunctionData({
    abi: rollupInboxAbi,
    functionName: "postBatch",
    args: [
      parent,
      [...before.consumed],
      tip.superblock,
      tip.signature!,
      [...tip.blocks],
      [...tip.channels],
      data,
    ],
  });
}
