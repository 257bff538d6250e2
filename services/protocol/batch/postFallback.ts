/** The call that posts a superblock with its work in fallback (twin of IFallback.Work), there and back. */
import { decodeFunctionData, encodeFunctionData, type Hex } from "viem";
import { fallbackAbi } from "../../abi/index.ts";
import type { Checkpoint } from "../superblock/checkpoint.ts";
import type { Batch } from "./batch.ts";
import {
  type BatchCall,
  decodePosting,
  expand,
  type PostingParts,
  postingOf,
  type TipProof,
} from "./postBatch.ts";

export type FallbackCall = PostingParts & {
  /** names the tip; its parent is the parent batch's checkpoint */
  readonly checkpoint: Checkpoint;
  /** of the parent's checkpoint */
  readonly parentHeight: number;
  /** in the layout of contracts/bitcoin/AuxPow.sol */
  readonly auxPow: Hex;
  /** if the batch will lead and its parent does not stand: from the chain that stands up to the parent, oldest first */
  readonly branch: readonly Batch[];
  /** one per rollup, for strict mode */
  readonly proofs?: readonly TipProof[];
};

/** The arguments of `postFallback`, and the first two of `postProvenFallback`. */
export function fallbackArguments(call: FallbackCall) {
  const { parent, checkpoint, parentHeight, auxPow, branch } = call;
  return [postingOf(call), { parent, checkpoint, parentHeight, auxPow, branch }] as const;
}

export function encodeFallbackCall(call: FallbackCall): Hex {
  const args = fallbackArguments(call);
  return call.proofs === undefined
    ? encodeFunctionData({ abi: fallbackAbi, functionName: "postFallback", args })
    : encodeFunctionData({
        abi: fallbackAbi,
        functionName: "postProvenFallback",
        args: [...args, call.proofs],
      });
}

export type DecodedFallbackCall =
  | ({ readonly ok: true } & Pick<BatchCall, "tip" | "blocks" | "channels" | "data"> &
      Pick<FallbackCall, "signature" | "parent" | "checkpoint" | "auxPow">)
  | { readonly ok: false; readonly reason: "other-call" | "wrong-block-count" | "channels-malformed" };

/** What was posted, from the transaction's input. Fails only for input that the contract has refused. */
export function decodeFallbackCall(
  input: Hex,
  chains: { readonly l1ChainId: bigint; readonly rollups: readonly bigint[] },
): DecodedFallbackCall {
  const { functionName, args } = decodeFunctionData({ abi: fallbackAbi, data: input });
  if (functionName !== "postFallback" && functionName !== "postProvenFallback")
    return { ok: false, reason: "other-call" };
  const [posting, { parent, checkpoint, auxPow }] = args;
  const decoded = decodePosting(posting, chains);
  if (!decoded.ok) return decoded;
  const signature = BigInt(posting.r) === 0n ? undefined : expand(posting.r, posting.vs);
  return { ...decoded, signature, parent, checkpoint, auxPow };
}
