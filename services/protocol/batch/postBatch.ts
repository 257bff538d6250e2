/** The call that posts a batch (twin of contracts/superblock/Posting.sol), there and back. */
import {
  compactSignatureToSignature,
  decodeFunctionData,
  encodeFunctionData,
  getAbiItem,
  type Hex,
  parseSignature,
  serializeSignature,
  signatureToCompactSignature,
  slice,
  toFunctionSelector,
  toHex,
} from "viem";
import { rollupInboxAbi } from "../../abi/index.ts";
import { type ChannelEntry, channelIds } from "../channels/channel.ts";
import type { BlockLeaf, Superblock } from "../superblock/superblock.ts";
import { type Batch, hashBatchBody } from "./batch.ts";
import { entriesFrom, packChannels, unpackChannels } from "./packedChannels.ts";

/** That a rollup's state holds its channels as claimed: nodes as `eth_getProof` gives them. */
export type TipProof = { readonly accountProof: readonly Hex[]; readonly storageProof: readonly Hex[] };

export type BatchCall = {
  readonly l1ChainId: bigint;
  readonly parent: Batch;
  /** at the parent's tip; those from L1 are needed */
  readonly parentChannels: readonly ChannelEntry[];
  readonly tip: Superblock;
  /** r ‖ s ‖ v */
  readonly signature: Hex;
  /** ordered by chain id */
  readonly blocks: readonly BlockLeaf[];
  /** all, ordered by (source, destination) */
  readonly channels: readonly ChannelEntry[];
  /** empty if they are in blobs */
  readonly data: Hex;
  /** one per rollup, for strict mode */
  readonly proofs?: readonly TipProof[];
};

/** A batch as the contracts take it; in fallback it needs no signature. */
export type PostingParts = Omit<BatchCall, "signature" | "proofs"> & { readonly signature: Hex | undefined };

/** The argument of `postBatch`, and the first of `postProvenBatch`. */
export function postingOf(call: PostingParts) {
  const { term, superblock, consumedHash } = call.parent;
  const [r, vs] = call.signature === undefined ? [ZERO, ZERO] : compact(call.signature);
  const before = packChannels(entriesFrom(call.parentChannels, call.l1ChainId));
  const now = packChannels(entriesFrom(call.channels, call.l1ChainId));
  return {
    parent: {
      term: call.tip.term === term ? ZERO : term,
      superblock,
      consumedHash,
      bodyHash: hashBatchBody(call.parent),
    },
    tip: call.tip,
    r,
    vs,
    blocks: call.blocks.map(({ blockHash, stateRoot, traceRoot }) => ({ blockHash, stateRoot, traceRoot })),
    channels: packChannels(call.channels),
    parentMessages: before === now ? "0x" : before,
    data: call.data,
  } as const;
}

export function encodeBatchCall(call: BatchCall): Hex {
  const posting = postingOf(call);
  return call.proofs === undefined
    ? encodeFunctionData({ abi: rollupInboxAbi, functionName: "postBatch", args: [posting] })
    : encodeFunctionData({
        abi: rollupInboxAbi,
        functionName: "postProvenBatch",
        args: [posting, call.proofs],
      });
}

type Malformed = { readonly ok: false; readonly reason: "wrong-block-count" | "channels-malformed" };

export type DecodedBatchCall =
  | ({ readonly ok: true } & Pick<BatchCall, "tip" | "signature" | "blocks" | "channels" | "data">)
  | Malformed
  | { readonly ok: false; readonly reason: "other-call" | "encoding-odd" };

type Chains = { readonly l1ChainId: bigint; readonly rollups: readonly bigint[] };

/**
 * What was posted, from the transaction's input. Of what the inbox takes it refuses "encoding-odd" alone: Solidity
 * follows pointers that no encoder makes, such as one that leads back.
 */
export function decodeBatchCall(input: Hex, chains: Chains): DecodedBatchCall {
  if (!SELECTORS.has(slice(input, 0, 4))) return { ok: false, reason: "other-call" };
  const posting = readPosting(input);
  if (posting === undefined) return { ok: false, reason: "encoding-odd" };
  const decoded = unpackPosting(posting, chains);
  return decoded.ok ? { ...decoded, signature: expand(posting.r, posting.vs) } : decoded;
}

type PackedPosting = {
  readonly tip: Superblock;
  readonly blocks: readonly Omit<BlockLeaf, "chainId" | "number">[];
  readonly channels: Hex;
  readonly data: Hex;
};

/** What a node derives from; the signature is read by whoever knows whether there must be one. */
export function unpackPosting(
  posting: PackedPosting,
  chains: Chains,
): ({ readonly ok: true } & Pick<BatchCall, "tip" | "blocks" | "channels" | "data">) | Malformed {
  const { tip, blocks, channels, data } = posting;
  const { rollups, l1ChainId } = chains;
  if (blocks.length !== rollups.length) return { ok: false, reason: "wrong-block-count" };
  const entries = unpackChannels(channels, channelIds(l1ChainId, rollups));
  if (entries === undefined) return { ok: false, reason: "channels-malformed" };
  return {
    ok: true,
    tip,
    blocks: blocks.map((block, i) => ({ chainId: rollups[i]!, number: tip.number, ...block })),
    channels: entries,
    data,
  };
}

const SELECTORS = new Set(
  (["postBatch", "postProvenBatch"] as const).map((name) =>
    toFunctionSelector(getAbiItem({ abi: rollupInboxAbi, name })),
  ),
);

/** The decoder throws at what it cannot follow. */
function readPosting(input: Hex) {
  try {
    const { functionName, args } = decodeFunctionData({ abi: rollupInboxAbi, data: input });
    return functionName === "postBatch" || functionName === "postProvenBatch" ? args[0] : undefined;
  } catch {
    return undefined;
  }
}

const ZERO = toHex(0, { size: 32 });

/** r ‖ s ‖ v */
export const expand = (r: Hex, vs: Hex): Hex =>
  serializeSignature(compactSignatureToSignature({ r, yParityAndS: vs }));

function compact(signature: Hex): [r: Hex, vs: Hex] {
  const { r, yParityAndS } = signatureToCompactSignature(parseSignature(signature));
  return [r, yParityAndS];
}
