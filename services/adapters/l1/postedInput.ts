/** What was posted with a batch, from the input of its L1 transaction. */
import { decodeFunctionData, type Hex, hexToBytes } from "viem";
import { rollupInboxAbi } from "../../abi/index.ts";
import type { PostedBatch, PostedInput } from "../../ports.ts";
import { hashConsumed } from "../../protocol/batch/batch.ts";
import { hashInputData } from "../../protocol/batch/dataHash.ts";
import { L1Error } from "./l1Client.ts";

/** Decodes the input of `postBatch` and checks that it is what the batch commits to. */
export function decodePostedInput(posted: PostedBatch, input: Hex, l1ChainId: bigint): PostedInput {
  const { batch } = posted;
  const { functionName, args } = decodeFunctionData({ abi: rollupInboxAbi, data: input });
  if (functionName !== "postBatch") throw notThat(posted, `it calls ${functionName}`);
  const [, , tip, signature, blocks, channels, data] = args;
  const consumed = channels.filter((entry) => entry.srcChainId === l1ChainId).map((entry) => entry.count);
  if (hashInputData(data) !== batch.dataHash) throw notThat(posted, "its data are others");
  if (hashConsumed(consumed) !== batch.consumedHash)
    throw notThat(posted, "its counts of messages are others");
  return { tip, signature, blocks, channels, consumed, data: hexToBytes(data) };
}

const notThat = (posted: PostedBatch, what: string): L1Error =>
  new L1Error(
    "l1-not-a-batch",
    `L1 transaction ${posted.transactionHash} is not that of batch ${posted.batch.index}: ${what}`,
  );
