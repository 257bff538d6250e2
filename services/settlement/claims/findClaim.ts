/**
 * Which claim a false batch allows. Only what can be opened can be proven: the posted tip is known, the node's own
 * headers, states and superblocks are, the liar's are not. So a claim needs one of them to be part of the lie.
 */
import type { Hex } from "viem";
import type { ChannelEnd } from "../../execution/superblockExecution.ts";
import type { BlockHeader, PostedInput, SealedBlock, SignedSuperblock } from "../../ports.ts";
import type { Batch } from "../../protocol/batch/batch.ts";
import { channelsDigest, localEntries } from "../../protocol/channels/channel.ts";
import { ZERO_HASH } from "../../protocol/merkleTree.ts";

/** A batch that does not derive to its tip, with what the node derived in its place. */
export type Disputed = {
  readonly batch: Batch;
  /** the batch before */
  readonly before: Batch;
  readonly input: PostedInput;
  /** the superblock before the batch */
  readonly parent: SignedSuperblock;
  /** what the data lead to, the last in the tip's place */
  readonly derived: readonly {
    readonly superblock: SignedSuperblock;
    readonly blocks: readonly SealedBlock[];
    /** what each rollup's state says of its channels, where their ends differ */
    readonly ends?: ReadonlyMap<bigint, ChannelEnd>;
  }[];
};

export type ClaimChoice =
  | { readonly kind: "header"; readonly rollup: number; readonly header: BlockHeader }
  | { readonly kind: "channel"; readonly rollup: number; readonly slot: "digest" | "unsealed" }
  | { readonly kind: "history"; readonly parent: SignedSuperblock }
  /** nothing that is known contradicts the tip: a false state root, or data of something else */
  | { readonly kind: "unprovable" };

export function findClaim(disputed: Disputed): ClaimChoice {
  return (
    headerClaim(disputed) ??
    channelClaim(disputed) ??
    historyClaim(disputed) ??
    ({ kind: "unprovable" } as const)
  );
}

const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** The block is the one that the node derived, so its header is known; the tip or the leaf says otherwise. */
function headerClaim({ input, derived }: Disputed): ClaimChoice | undefined {
  for (const [rollup, { header }] of derived.at(-1)!.blocks.entries()) {
    const leaf = input.blocks[rollup];
    if (leaf === undefined || !isSame(leaf.blockHash, header.hash)) continue;
    const { tip } = input;
    const agrees =
      isSame(leaf.stateRoot, header.stateRoot) &&
      leaf.traceRoot === ZERO_HASH &&
      tip.number === header.number &&
      tip.timestamp === header.timestamp &&
      isSame(tip.producer, header.producer) &&
      isSame(tip.parent, header.parentSuperblock) &&
      isSame(tip.l1Origin, header.l1Origin);
    if (!agrees) return { kind: "header", rollup, header };
  }
  return undefined;
}

/** The state is the one that the node derived, so it can be proven; the tip's channels are others. */
function channelClaim({ input, derived }: Disputed): ClaimChoice | undefined {
  const { superblock: own, ends } = derived.at(-1)!;
  for (const [rollup, { chainId, stateRoot }] of own.blocks.entries()) {
    const leaf = input.blocks[rollup];
    if (leaf === undefined || !isSame(leaf.stateRoot, stateRoot)) continue;
    const claimed: Hex = channelsDigest(localEntries(input.channels, chainId));
    const end = ends?.get(chainId);
    const held = end?.digest ?? channelsDigest(localEntries(own.channels, chainId));
    if (claimed !== held) return { kind: "channel", rollup, slot: "digest" };
    if (end?.isUnsealed) return { kind: "channel", rollup, slot: "unsealed" };
  }
  return undefined;
}

/** The parent is the one that the node derived, so its history is known; the tip's root is not what follows. */
function historyClaim({ input, parent, derived }: Disputed): ClaimChoice | undefined {
  const before = derived.at(-2)?.superblock ?? parent;
  const own = derived.at(-1)!.superblock.superblock;
  if (!isSame(input.tip.parent, before.hash) || isSame(input.tip.historyRoot, own.historyRoot))
    return undefined;
  return { kind: "history", parent: before };
}
