/** The transaction that posts a sealed range after a batch. */
import { type Hex, hexToBytes } from "viem";
import type { Engine, L1Call, Store } from "../ports.ts";
import type { Batch } from "../protocol/batch/batch.ts";
import { packBlobs } from "../protocol/batch/blobs.ts";
import { encodeBatchCall } from "../protocol/batch/postBatch.ts";
import type { Deployment } from "../protocol/deployment.ts";
import type { BlobPosting } from "./carrierSealer.ts";
import { proveTip } from "./channelProofs.ts";
import type { SealedRange } from "./postingState.ts";

export type PostBatchDeps = {
  readonly store: Pick<Store, "superblock">;
  readonly deployment: Pick<Deployment, "l1ChainId" | "addresses" | "rollups" | "strict">;
  /** one per rollup, ascending by chain id; strict mode asks for proofs */
  readonly engines: readonly Pick<Engine, "chainId" | "proof">[];
  readonly blobs?: Pick<BlobPosting, "keep">;
};

/** Blobs are kept before they are sent: L1 forgets them, and a batch without its data is worth nothing. */
export async function postBatchCall(deps: PostBatchDeps, range: SealedRange, parent: Batch): Promise<L1Call> {
  const to = deps.deployment.addresses.inbox;
  if (range.carrier !== "blobs") return { to, data: await encodeCall(deps, range, parent, range.data) };
  const blobs = packBlobs(hexToBytes(range.data));
  await deps.blobs?.keep(blobs);
  return { to, data: await encodeCall(deps, range, parent, "0x"), blobs };
}

/** @param data what goes into the input: all of it or, with blobs, nothing */
async function encodeCall(
  { store, deployment, engines }: PostBatchDeps,
  range: SealedRange,
  parent: Batch,
  data: Hex,
): Promise<Hex> {
  const tip = store.superblock(range.last)!;
  return encodeBatchCall({
    l1ChainId: deployment.l1ChainId,
    parent,
    parentChannels: store.superblock(parent.number)!.channels,
    tip: tip.superblock,
    signature: tip.signature!,
    blocks: tip.blocks,
    channels: tip.channels,
    data,
    ...(deployment.strict ? { proofs: await proveTip(engines, tip.blocks) } : {}),
  });
}
