/** What was posted with a batch, from the input of its L1 transaction. */
import { type Hex, hexToBytes } from "viem";
import type { PostedBatch, PostedInput } from "../../ports.ts";
import { hashConsumed } from "../../protocol/batch/batch.ts";
import { hashInputData } from "../../protocol/batch/dataHash.ts";
import { entriesFrom } from "../../protocol/batch/packedChannels.ts";
import { decodeBatchCall } from "../../protocol/batch/postBatch.ts";
import type { Deployment } from "../../protocol/deployment.ts";
import { L1Error } from "./l1Client.ts";

/** Decodes the input of the call that posted a batch and checks that it is what the batch commits to. */
export function decodePostedInput(
  posted: PostedBatch,
  input: Hex,
  { l1ChainId, rollups }: Pick<Deployment, "l1ChainId" | "rollups">,
): PostedInput {
  const { batch } = posted;
  const call = decodeBatchCall(input, { l1ChainId, rollups: rollups.map(({ chainId }) => chainId) });
  if (!call.ok) throw notThat(posted, call.reason);
  const { tip, signature, blocks, channels, data } = call;
  const fromL1 = entriesFrom(channels, l1ChainId);
  if (hashInputData(data) !== batch.dataHash) throw notThat(posted, "its data are others");
  if (hashConsumed(fromL1) !== batch.consumedHash) throw notThat(posted, "its messages from L1 are others");
  const consumed = fromL1.map(({ count }) => count);
  return { tip, signature, blocks, channels, consumed, data: hexToBytes(data) };
}

const notThat = (posted: PostedBatch, what: string): L1Error =>
  new L1Error(
    "l1-not-a-batch",
    `L1 transaction ${posted.transactionHash} is not that of batch ${posted.batch.index}: ${what}`,
  );
