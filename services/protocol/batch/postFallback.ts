/** The call that posts a superblock with its work in fallback (twin of IFallback.Work), there and back. */
import {
  decodeFunctionData,
  encodeFunctionData,
  getAbiItem,
  type Hex,
  slice,
  toFunctionSelector,
} from "viem";
import { fallbackAbi } from "../../abi/index.ts";
import type { Checkpoint } from "../superblock/checkpoint.ts";
import type { Batch } from "./batch.ts";
import {
  type BatchCall,
  expand,
  type PostingParts,
  postingOf,
  type TipProof,
  unpackPosting,
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
  | {
      readonly ok: false;
      readonly reason: "other-call" | "encoding-odd" | "wrong-block-count" | "channels-malformed";
    };

/** What was posted, from the transaction's input. Of what the contract takes it refuses "encoding-odd" alone. */
export function decodeFallbackCall(
  input: Hex,
  chains: { readonly l1ChainId: bigint; readonly rollups: readonly bigint[] },
): DecodedFallbackCall {
  if (!SELECTORS.has(slice(input, 0, 4))) return { ok: false, reason: "other-call" };
  const args = readArguments(input);
  if (args === undefined) return { ok: false, reason: "encoding-odd" };
  const [posting, { parent, checkpoint, auxPow }] = args;
  const unpacked = unpackPosting(posting, chains);
  if (!unpacked.ok) return unpacked;
  const signature = BigInt(posting.r) === 0n ? undefined : expand(posting.r, posting.vs);
  return { ...unpacked, signature, parent, checkpoint, auxPow };
}

const SELECTORS = new Set(
  (["postFallback", "postProvenFallback"] as const).map((name) =>
    toFunctionSelector(getAbiItem({ abi: fallbackAbi, name })),
  ),
);

/** The decoder throws at what it cannot follow. */
function readArguments(input: Hex) {
  try {
    const { functionName, args } = decodeFunctionData({ abi: fallbackAbi, data: input });
    return functionName === "postFallback" || functionName === "postProvenFallback" ? args : undefined;
  } catch {
    return undefined;
  }
}
