/** Builds, posts, mines and finalises batches the way the sequencer does; tests change one thing. */
import { type Address, encodeFunctionData, type Hex, parseEther, parseEventLogs } from "viem";
import { rollupInboxAbi } from "../../../services/abi/index.ts";
import type { Batch } from "../../../services/protocol/batch/batch.ts";
import { postingOf } from "../../../services/protocol/batch/postBatch.ts";
import { type ChannelEntry, channelsRoot } from "../../../services/protocol/channels/channel.ts";
import type * as Checkpoint from "../../../services/protocol/superblock/checkpoint.ts";
import {
  type BlockLeaf,
  blocksRoot,
  hashSuperblock,
  SUPERBLOCK_TYPES,
  type Superblock,
  typedDomain,
} from "../../../services/protocol/superblock/superblock.ts";
import { mineCheckpoint } from "../mineCheckpoint.ts";
import { L1, type L1Fixture, leader, miner, producer, ZERO_WORD } from "./l1Fixture.ts";
import { buildBlock, channelOf, emptyChannels, type RollupProof, withEntries } from "./rollupModel.ts";

/** IRollupInbox.Cause */
export const CAUSE = {
  abandoned: 0,
  unmined: 1,
  channelClaim: 2,
  headerClaim: 3,
  historyClaim: 4,
  equivocationClaim: 5,
  fallback: 6,
  resumed: 7,
} as const;

/** What the next batch builds on. */
export type Parent = {
  readonly batch: Batch;
  readonly consumed: readonly bigint[];
  readonly channels: readonly ChannelEntry[];
};

export const rollupsOf = ({ deployment }: L1Fixture): readonly bigint[] =>
  deployment.rollups.map(({ chainId }) => chainId);

export type Draft = {
  readonly parent: Parent;
  readonly tip: Superblock;
  readonly blocks: readonly BlockLeaf[];
  readonly channels: readonly ChannelEntry[];
  readonly proofs: readonly RollupProof[];
  readonly consumed: readonly bigint[];
  readonly data: Hex;
};

export type DraftOptions = {
  readonly parent?: Parent;
  readonly superblocks?: bigint;
  readonly timestamp?: bigint;
  /** messages from L1 taken, per rollup */
  readonly consumed?: readonly bigint[];
  /** leaves that each rollup has sent to L1 */
  readonly outboxes?: readonly (readonly Hex[])[];
  /** the claims, in place of the honest ones */
  readonly claim?: (channels: readonly ChannelEntry[]) => readonly ChannelEntry[];
  /** what stands in the rollups' states, in place of what is claimed */
  readonly inState?: (channels: readonly ChannelEntry[], chainId: bigint) => readonly ChannelEntry[];
};

export async function genesisParent(fixture: L1Fixture): Promise<Parent> {
  const rollups = rollupsOf(fixture);
  return {
    batch: await fixture.contracts.inbox.read<Batch>("genesisBatch"),
    consumed: rollups.map(() => 0n),
    channels: emptyChannels(L1, rollups),
  };
}

type Record = { readonly root: Hex };

async function honestChannels(
  fixture: L1Fixture,
  consumed: readonly bigint[],
  outboxes: DraftOptions["outboxes"],
) {
  const rollups = rollupsOf(fixture);
  const fromL1 = await Promise.all(
    rollups.map(async (rollup, i) => {
      const { root } = await fixture.contracts.portal.read<Record>("record", [rollup, consumed[i]!]);
      return { srcChainId: L1, dstChainId: rollup, count: consumed[i]!, root };
    }),
  );
  const toL1 = rollups.map((rollup, i) => channelOf(rollup, L1, outboxes?.[i] ?? []));
  return withEntries(emptyChannels(L1, rollups), [...fromL1, ...toL1]);
}

export async function draftBatch(fixture: L1Fixture, options: DraftOptions = {}): Promise<Draft> {
  const { chain, contracts } = fixture;
  const parent = options.parent ?? (await genesisParent(fixture));
  const consumed = options.consumed ?? parent.consumed;
  const honest = await honestChannels(fixture, consumed, options.outboxes);
  const channels = options.claim?.(honest) ?? honest;
  const now = await chain.now();
  const later = parent.batch.timestamp + 1n;
  const timestamp = options.timestamp ?? (now > later ? now : later);
  const number = parent.batch.number + (options.superblocks ?? 1n);
  const inState = (chainId: bigint) => options.inState?.(channels, chainId) ?? channels;
  const built = await Promise.all(
    rollupsOf(fixture).map((chainId) =>
      buildBlock({ chainId, number, timestamp, channels: inState(chainId) }),
    ),
  );
  const blocks = built.map((block) => block.leaf);
  const head = await chain.client.getBlock();
  const origin = await chain.client.getBlock({ blockNumber: head.number - 1n });
  const tip: Superblock = {
    term: await contracts.inbox.read<Hex>("term"),
    number,
    timestamp,
    producer,
    parent: parent.batch.superblock,
    historyRoot: ZERO_WORD,
    blocksRoot: blocksRoot(blocks),
    channelsRoot: channelsRoot(channels),
    l1OriginNumber: origin.number,
    l1Origin: origin.hash,
  };
  const proofs = built.map((block) => block.proof);
  return { parent, tip, blocks, channels, proofs, consumed, data: "0x01c0ffee" };
}

const domainOf = ({ deployment }: L1Fixture) => ({ l1ChainId: L1, inbox: deployment.addresses.inbox });

export const superblockHash = (fixture: L1Fixture, draft: Draft): Hex =>
  hashSuperblock(draft.tip, domainOf(fixture));

export async function postArguments(fixture: L1Fixture, draft: Draft, signer = leader) {
  const signature = await signer.signTypedData({
    domain: typedDomain(domainOf(fixture)),
    types: SUPERBLOCK_TYPES,
    primaryType: "Superblock",
    message: draft.tip,
  });
  const { parent, tip, blocks, channels, data } = draft;
  const { batch, channels: parentChannels } = parent;
  const posting = { l1ChainId: L1, parent: batch, parentChannels, tip, signature, blocks, channels, data };
  return [postingOf(posting)] as const;
}

/** The same as a call: for transactions that are signed here. */
export async function postCall(fixture: L1Fixture, draft: Draft): Promise<{ to: Address; data: Hex }> {
  const { abi, address } = fixture.contracts.inbox;
  const args = await postArguments(fixture, draft);
  return { to: address, data: encodeFunctionData({ abi, functionName: "postBatch", args }) };
}

/** Posts as the leader does and answers with the batch as the event has it. */
export async function post(fixture: L1Fixture, draft: Draft): Promise<Parent> {
  const args = await postArguments(fixture, draft);
  const receipt = await fixture.contracts.inbox.write("postBatch", args, { account: leader.address });
  const [event] = parseEventLogs({ abi: rollupInboxAbi, logs: receipt.logs, eventName: "BatchPosted" });
  return { batch: event!.args.batch, consumed: draft.consumed, channels: draft.channels };
}

export type Mining = {
  readonly parent?: Hex;
  readonly nBits?: number;
  readonly account?: Address;
  readonly auxChainId?: number;
};

/** Heights of the checkpoints made here: an id commits to its whole past, so it has one height on every chain. */
const heights = new Map<Hex, number>([[ZERO_WORD, 0]]);

/** Of a checkpoint made here; zero for one that nobody knows. */
export const heightOf = (id: Hex): number => heights.get(id) ?? 0;

/** A checkpoint over a batch, with work at the easiest target allowed now. */
export async function mineOver(fixture: L1Fixture, batch: Batch, mining: Mining = {}) {
  const { ledger } = fixture.contracts;
  const parentCheckpoint = mining.parent ?? (await ledger.read<Hex>("lead"));
  const parentHeight = heightOf(parentCheckpoint);
  const checkpoint: Checkpoint.Checkpoint = {
    auxChainId: mining.auxChainId ?? fixture.parameters.mining.auxChainId,
    nBits: mining.nBits ?? (await ledger.read<number>("requiredBits", [parentCheckpoint, parentHeight])),
    parentCheckpoint,
    superblock: batch.superblock,
    miner: mining.account ?? miner,
  };
  const mined = mineCheckpoint(checkpoint);
  heights.set(mined.id, parentHeight + 1);
  return { batch, parentHeight, ...mined };
}

export type WorkOver = Awaited<ReturnType<typeof mineOver>>;

/** Arguments of `submitCheckpoint`. */
export const submission = ({ checkpoint, batch, parentHeight, auxPow }: WorkOver) =>
  [checkpoint, batch, parentHeight, auxPow] as const;

/** Mines over a batch and submits. */
export async function mine(fixture: L1Fixture, batch: Batch, mining: Mining = {}): Promise<Hex> {
  const work = await mineOver(fixture, batch, mining);
  await fixture.contracts.ledger.write("submitCheckpoint", submission(work));
  return work.id;
}

export const finalizeArguments = (draft: Draft, posted: Parent, checkpoint: Hex) =>
  [posted.batch, heightOf(checkpoint), draft.blocks, draft.channels, draft.proofs] as const;

/** Goes back to a batch as the claims contract does, which decides that it must. */
export async function rollBack(fixture: L1Fixture, target: Batch, cause: number = CAUSE.channelClaim) {
  const { inbox } = fixture.contracts;
  const { claims } = await inbox.read<{ claims: Address }>("config");
  await fixture.chain.test.impersonateAccount({ address: claims });
  await fixture.chain.test.setBalance({ address: claims, value: parseEther("1") });
  return await inbox.write("rollBackTo", [target, cause], { account: claims });
}

/** Seconds pass. */
export async function wait(fixture: L1Fixture, seconds: bigint): Promise<void> {
  await fixture.chain.advanceTo((await fixture.chain.now()) + seconds);
}

/** From genesis to a posted, mined and final batch. */
export async function finalBatch(fixture: L1Fixture, options: DraftOptions = {}) {
  await wait(fixture, fixture.parameters.mining.minSpacingSec);
  const draft = await draftBatch(fixture, options);
  const posted = await post(fixture, draft);
  const checkpoint = await mine(fixture, posted.batch);
  await wait(fixture, fixture.parameters.limits.challengeWindowSec);
  await fixture.contracts.settlement.write("finalize", finalizeArguments(draft, posted, checkpoint));
  return { draft, posted, checkpoint };
}

/** A mined batch whose challenge window is over. */
export async function ripeBatch(fixture: L1Fixture, options: DraftOptions = {}) {
  await wait(fixture, fixture.parameters.mining.minSpacingSec);
  const draft = await draftBatch(fixture, options);
  const posted = await post(fixture, draft);
  const checkpoint = await mine(fixture, posted.batch);
  await wait(fixture, fixture.parameters.limits.challengeWindowSec);
  return { draft, posted, checkpoint };
}
