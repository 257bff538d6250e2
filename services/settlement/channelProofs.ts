/** Proofs that the states of a tip hold its channels: state root → messenger → slot with the digest of its channels. */
import type { Engine } from "../ports.ts";
import type { TipProof } from "../protocol/batch/postBatch.ts";
import type { BlockLeaf } from "../protocol/superblock/superblock.ts";
import { MESSENGER, MESSENGER_CHANNELS_DIGEST_SLOT } from "../protocol/systemAddresses.ts";

/** @param engines one per rollup, ascending by chain id */
export const proveTip = (
  engines: readonly Pick<Engine, "chainId" | "proof">[],
  blocks: readonly BlockLeaf[],
): Promise<TipProof[]> =>
  Promise.all(
    engines.map((engine) => {
      const block = blocks.find(({ chainId }) => chainId === engine.chainId)!;
      return proveChannels(engine, block.stateRoot);
    }),
  );

export async function proveChannels(
  engine: Pick<Engine, "proof">,
  stateRoot: BlockLeaf["stateRoot"],
): Promise<TipProof> {
  const proof = await engine.proof(stateRoot, MESSENGER, [MESSENGER_CHANNELS_DIGEST_SLOT]);
  return { accountProof: proof.accountProof, storageProof: proof.storageProof[0]!.proof };
}
