/** What was posted with a batch, from its L1 transaction: the input, and the blobs if it has any. */
import { type Hex, hexToBytes } from "viem";
import type { PostedBatch, PostedInput } from "../../ports.ts";
import { hashConsumed } from "../../protocol/batch/batch.ts";
import { unpackBlobs } from "../../protocol/batch/blobs.ts";
import { hashBlobData, hashInputData } from "../../protocol/batch/dataHash.ts";
import { entriesFrom } from "../../protocol/batch/packedChannels.ts";
import { decodeBatchCall } from "../../protocol/batch/postBatch.ts";
import { decodeFallbackCall } from "../../protocol/batch/postFallback.ts";
import type { Deployment } from "../../protocol/deployment.ts";
import { L1Error } from "./l1Client.ts";

export type PostedTransaction = {
  readonly input: Hex;
  /** of its blobs, in order; empty for any other transaction */
  readonly versionedHashes: readonly Hex[];
};

/** Everything but the data if these are in blobs. */
export type PostedCall = Omit<PostedInput, "data"> & { readonly data: Uint8Array | "in blobs" };

/** Decodes the call that posted a batch and checks that it is what the batch commits to, blobs by their hashes. */
export function decodePostedCall(
  posted: PostedBatch,
  { input, versionedHashes }: PostedTransaction,
  { l1ChainId, rollups }: Pick<Deployment, "l1ChainId" | "rollups">,
): PostedCall {
  const { batch } = posted;
  const chains = { l1ChainId, rollups: rollups.map(({ chainId }) => chainId) };
  const isFallback = posted.checkpoint !== undefined;
  const call = isFallback ? decodeFallbackCall(input, chains) : decodeBatchCall(input, chains);
  if (!call.ok && call.reason === "other-call") throw notThat(posted, call.reason);
  if (!call.ok) throw unreadable(posted, call.reason);
  const { tip, signature, blocks, channels, data } = call;
  const fromL1 = entriesFrom(channels, l1ChainId);
  const isInInput = data !== "0x";
  const dataHash = isInInput ? hashInputData(data) : hashBlobData(versionedHashes);
  if (dataHash !== batch.dataHash) throw notThat(posted, "its data are others");
  if (hashConsumed(fromL1) !== batch.consumedHash) throw notThat(posted, "its messages from L1 are others");
  const consumed = fromL1.map(({ count }) => count);
  const carried = isInInput ? hexToBytes(data) : ("in blobs" as const);
  return { tip, signature, blocks, channels, consumed, data: carried };
}

/**
 * The data in blobs whose hashes were compared. Blobs that are not packed as we pack them give no data at all, which
 * no batch derives from: the codec refuses them by name.
 */
export function dataOfBlobs(blobs: readonly Uint8Array[]): Uint8Array {
  const unpacked = unpackBlobs(blobs);
  return unpacked.ok ? unpacked.data : new Uint8Array();
}

/** The inbox took it from this very input, so it will never be read: the batch derives for nobody. */
const unreadable = ({ batch, transactionHash }: PostedBatch, reason: string): L1Error =>
  new L1Error(
    "l1-call-unreadable",
    `the call of L1 transaction ${transactionHash}, batch ${batch.index}, cannot be read: ${reason}`,
  );

const notThat = (posted: PostedBatch, what: string): L1Error =>
  new L1Error(
    "l1-not-a-batch",
    `L1 transaction ${posted.transactionHash} is not that of batch ${posted.batch.index}: ${what}`,
  );
