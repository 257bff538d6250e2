/** What was posted with a batch, from its L1 transaction: the input, and the blobs if it has any. */
import { decodeFunctionData, type Hex, hexToBytes } from "viem";
import { rollupInboxAbi } from "../../abi/index.ts";
import type { PostedBatch, PostedInput } from "../../ports.ts";
import { hashConsumed } from "../../protocol/batch/batch.ts";
import { unpackBlobs } from "../../protocol/batch/blobs.ts";
import { hashBlobData, hashInputData } from "../../protocol/batch/dataHash.ts";
import { L1Error } from "./l1Client.ts";

export type PostedTransaction = {
  readonly input: Hex;
  /** of its blobs, in order; empty for any other transaction */
  readonly versionedHashes: readonly Hex[];
};

/** Everything but the data if these are in blobs. */
export type PostedCall = Omit<PostedInput, "data"> & { readonly data: Uint8Array | "in blobs" };

/** Decodes the input of `postBatch` and checks that it is what the batch commits to, blobs by their hashes. */
export function decodePostedCall(
  posted: PostedBatch,
  { input, versionedHashes }: PostedTransaction,
  l1ChainId: bigint,
): PostedCall {
  const { batch } = posted;
  const { functionName, args } = decodeFunctionData({ abi: rollupInboxAbi, data: input });
  if (functionName !== "postBatch") throw notThat(posted, `it calls ${functionName}`);
  const [, , tip, signature, blocks, channels, data] = args;
  const consumed = channels.filter((entry) => entry.srcChainId === l1ChainId).map((entry) => entry.count);
  const isInInput = data !== "0x";
  const dataHash = isInInput ? hashInputData(data) : hashBlobData(versionedHashes);
  if (dataHash !== batch.dataHash) throw notThat(posted, "its data are others");
  if (hashConsumed(consumed) !== batch.consumedHash)
    throw notThat(posted, "its counts of messages are others");
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

const notThat = (posted: PostedBatch, what: string): L1Error =>
  new L1Error(
    "l1-not-a-batch",
    `L1 transaction ${posted.transactionHash} is not that of batch ${posted.batch.index}: ${what}`,
  );
