/** The L1 call of a claim, with its proofs. */
import { encodeFunctionData, type Hex } from "viem";
import { claimsAbi } from "../../abi/index.ts";
import type { Engine, L1Call, Store } from "../../ports.ts";
import { siblings } from "../../protocol/appendOnlyTree.ts";
import { ZERO_HASH } from "../../protocol/merkleTree.ts";
import { hashHistoryLeaf } from "../../protocol/superblock/superblock.ts";
import {
  MESSENGER,
  MESSENGER_CHANNELS_DIGEST_SLOT,
  MESSENGER_UNSEALED_SLOT,
} from "../../protocol/systemAddresses.ts";
import { ServiceError } from "../../runtime/serviceError.ts";
import type { ClaimChoice, Disputed } from "./findClaim.ts";

export type ClaimSource = {
  readonly store: Pick<Store, "superblock">;
  /** one per rollup, ascending by chain id */
  readonly engines: readonly Pick<Engine, "chainId" | "proof">[];
};

/** ChannelClaim.Slot, and what it proves. */
const SLOTS = {
  digest: { number: 0, slot: MESSENGER_CHANNELS_DIGEST_SLOT },
  unsealed: { number: 1, slot: MESSENGER_UNSEALED_SLOT },
} as const;

export async function claimCall(
  source: ClaimSource,
  disputed: Disputed,
  choice: Exclude<ClaimChoice, { kind: "unprovable" }>,
  claims: L1Call["to"],
): Promise<L1Call> {
  return { to: claims, data: await claimData(source, disputed, choice) };
}

async function claimData(
  source: ClaimSource,
  disputed: Disputed,
  choice: Exclude<ClaimChoice, { kind: "unprovable" }>,
): Promise<Hex> {
  const { batch, before, input } = disputed;
  const accused = { batch, before };
  switch (choice.kind) {
    case "header": {
      const { rollup, header } = choice;
      const opened = { superblocks: [input.tip], blocks: [...input.blocks], rollup: BigInt(rollup) };
      return encodeFunctionData({
        abi: claimsAbi,
        functionName: "claimHeader",
        args: [accused, { ...opened, header: header.rlp }],
      });
    }
    case "channel": {
      const evidence = await channelEvidence(source, disputed, choice);
      return encodeFunctionData({
        abi: claimsAbi,
        functionName: "claimChannel",
        args: [accused, [...input.blocks], [...input.channels], evidence],
      });
    }
    case "history":
      return encodeFunctionData({
        abi: claimsAbi,
        functionName: "claimHistoryLink",
        args: [accused, [input.tip], choice.parent.superblock, nextSiblings(source, disputed)],
      });
  }
}

async function channelEvidence(
  { engines }: ClaimSource,
  { input }: Disputed,
  { rollup, slot }: Extract<ClaimChoice, { kind: "channel" }>,
) {
  const { stateRoot } = input.blocks[rollup]!;
  const proof = await engines[rollup]!.proof(stateRoot, MESSENGER, [SLOTS[slot].slot]);
  return {
    rollup: BigInt(rollup),
    slot: SLOTS[slot].number,
    peer: 0n,
    accountProof: [...proof.accountProof],
    storageProof: [...proof.storageProof[0]!.proof],
  };
}

/** Siblings of the leaf that the tip's parent becomes in the tip's history. */
function nextSiblings({ store }: ClaimSource, { parent, derived }: Disputed): Hex[] {
  const leaves: Hex[] = [];
  for (let number = 0n; number <= parent.superblock.number; number++) {
    const known = store.superblock(number);
    if (known === undefined) throw new ServiceError("store-gap", `superblock ${number} is not in the store`);
    leaves.push(hashHistoryLeaf(known.hash));
  }
  for (const { superblock } of derived.slice(0, -1)) leaves.push(hashHistoryLeaf(superblock.hash));
  // The parent's own root is over all before it.
  const count = leaves.length - 1;
  return siblings([...leaves.slice(0, count), ZERO_HASH], count);
}
