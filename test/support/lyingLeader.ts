/** A leader with the real key before the real contracts; what it signs and what its data say, the test decides. */
import { encodeFunctionData, type Hex } from "viem";
import { bondedSequencerAbi } from "../../services/abi/index.ts";
import type { Kzg } from "../../services/adapters/l1/blobs/kzg.ts";
import { createL1Sender } from "../../services/adapters/l1/l1Sender.ts";
import { systemClock } from "../../services/adapters/systemClock.ts";
import type { L1SendOutcome, PostedBatch, SignedSuperblock } from "../../services/ports.ts";
import { type BatchSuperblock, encodeBatchData } from "../../services/protocol/batch/batchData.ts";
import { packBlobs } from "../../services/protocol/batch/blobs.ts";
import { encodeBatchCall } from "../../services/protocol/batch/postBatch.ts";
import { channelsRoot } from "../../services/protocol/channels/channel.ts";
import {
  blocksRoot,
  hashSuperblock,
  SUPERBLOCK_TYPES,
  typedDomain,
} from "../../services/protocol/superblock/superblock.ts";
import { proveTip } from "../../services/settlement/channelProofs.ts";
import { batchBase, batchSuperblock } from "../../services/settlement/rangeSealer.ts";
import { type LivePair, person, quiet } from "./livePair.ts";

export type Tip = Pick<SignedSuperblock, "superblock" | "blocks" | "channels">;

export type Lie = {
  /** what is signed instead of the store's head */
  readonly tip?: (tip: Tip, parent: PostedBatch["batch"]) => Tip;
  /** what the data say instead of the store's superblocks since the last batch */
  readonly data?: (truth: readonly BatchSuperblock[]) => readonly BatchSuperblock[];
};

export type LyingLeader = ReturnType<typeof createLyingLeader>;

/** @param kzg for data in blobs */
export function createLyingLeader(pair: LivePair, kzg?: Kzg) {
  const { store, engines, deployment, l1 } = pair;
  const { l1ChainId, addresses } = deployment;
  const account = person(1);
  const sender = createL1Sender({
    url: pair.url,
    account,
    clock: systemClock,
    log: quiet,
    ...(kzg && { kzg }),
  });
  const rollups = engines.map(({ chainId }) => chainId);
  const sign = ({ superblock }: Tip) =>
    account.signTypedData({
      domain: typedDomain({ l1ChainId, inbox: addresses.inbox }),
      types: SUPERBLOCK_TYPES,
      primaryType: "Superblock",
      message: superblock,
    });
  const dataOf = (first: bigint, last: bigint, { data = (truth) => truth }: Lie): Uint8Array => {
    const source = { store, rollups };
    const count = Number(last - first) + 1;
    const truth = Array.from({ length: count }, (_, i) => batchSuperblock(source, first + BigInt(i)));
    return encodeBatchData(data(truth), batchBase(source, first));
  };

  /** channels of the tips that it made up, by their hashes: the store has others at their numbers */
  const told = new Map<Hex, SignedSuperblock["channels"]>();

  /** Everything since the last batch, up to the head of the store; in strict mode with the best proofs there are. */
  const post = async (lie: Lie = {}): Promise<L1SendOutcome> => {
    const parent = (await l1.batches(0n)).at(-1)?.batch ?? (await l1.genesisBatch());
    const head = store.head()!;
    const tip = consistent((lie.tip ?? ((truth) => truth))(head, parent));
    told.set(hashSuperblock(tip.superblock, { l1ChainId, inbox: addresses.inbox }), tip.channels);
    const data = dataOf(parent.number + 1n, head.superblock.number, lie);
    const call = encodeBatchCall({
      l1ChainId,
      parent,
      parentChannels: told.get(parent.superblock) ?? store.superblock(parent.number)!.channels,
      tip: tip.superblock,
      signature: await sign(tip),
      blocks: tip.blocks,
      channels: tip.channels,
      data: kzg ? "0x" : `0x${Buffer.from(data).toString("hex")}`,
      ...(deployment.strict && { proofs: await proveTip(engines, head.blocks) }),
    });
    return sender.send({ to: addresses.inbox, data: call, ...(kzg && { blobs: packBlobs(data) }) });
  };

  return {
    post,
    /** Has L1 take a batch with a lie in it. */
    posted: async (lie: Lie): Promise<PostedBatch> => {
      const outcome = await post(lie);
      if (!outcome.ok) throw new Error(`${outcome.error}: ${outcome.detail}`);
      return (await l1.batches(0n)).at(-1)!;
    },
    stake: async (value: bigint): Promise<void> => {
      const data = encodeFunctionData({ abi: bondedSequencerAbi, functionName: "stake" });
      const outcome = await sender.send({ to: addresses.sequencerPolicy, data, value });
      if (!outcome.ok) throw new Error(`${outcome.error}: ${outcome.detail}`);
    },
  };
}

/** The inbox opens the roots, so a lie in leaves is a lie in their root. */
const consistent = (tip: Tip): Tip => ({
  ...tip,
  superblock: {
    ...tip.superblock,
    blocksRoot: blocksRoot(tip.blocks),
    channelsRoot: channelsRoot(tip.channels),
  },
});
