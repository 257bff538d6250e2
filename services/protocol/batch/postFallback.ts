import type { Hex } from "viem";
import type { Checkpoint } from "../superblock/checkpoint.ts";
import type { Batch } from "./batch.ts";
import type { BatchCall } from "./postBatch.ts";
export type FallbackCall = Omit<BatchCall, "signature"> & {
  readonly signature?: Hex;
  readonly checkpoint: Checkpoint;
  readonly auxPow: Hex;
  readonly branch: readonly Batch[];
};
export function encodeFallbackCall(_: FallbackCall): Hex {
  throw new Error("not yet");
}
