/** Batches as a leader makes them, honest and otherwise. */

import secp256k1 from "secp256k1";
import { type Address, bytesToHex, type Hex, hexToBytes, serializeSignature } from "viem";
import * as Tree from "../../services/protocol/appendOnlyTree.ts";
import { type Batch, hashBatch, hashConsumed } from "../../services/protocol/batch/batch.ts";
import { hashInputData } from "../../services/protocol/batch/dataHash.ts";
import { entriesFrom } from "../../services/protocol/batch/packedChannels.ts";
import { type PostingParts, postingOf } from "../../services/protocol/batch/postBatch.ts";
import { type ChannelEntry, channelIds, channelsRoot } from "../../services/protocol/channels/channel.ts";
import {
  blocksRoot,
  hashSuperblock,
  type Superblock,
  type SuperblockDomain,
} from "../../services/protocol/superblock/superblock.ts";
import { A, L1, producer, ROLLUPS, ZERO_WORD } from "../support/l1/l1Fixture.ts";
import { callOf, contractsOf, LEADER, type Scene } from "./attempt.ts";
import { headOf, type Lie, type Model, type ModelBatch } from "./model.ts";
import { buildBlock } from "./modelBlocks.ts";
import { nextWithdrawal } from "./withdrawals.ts";

const DATA: Hex = "0x01c0ffee";
const LEADER_KEY = LEADER.getHdKey().privateKey!;

export type Plan = {
  readonly superblocks: bigint;
  readonly consumed: readonly bigint[];
  readonly withdraws: boolean;
  readonly lie: Lie;
  readonly drops: "nothing" | "a rollup";
};

export const HONEST: Omit<Plan, "consumed"> = {
  superblocks: 1n,
  withdraws: false,
  lie: "none",
  drops: "nothing",
};

export const domainOf = ({ world }: Scene): SuperblockDomain => ({
  l1ChainId: L1,
  inbox: world.fixture.deployment.addresses.inbox,
});

export function signDigest(digest: Hex): Hex {
  const { signature, recid } = secp256k1.ecdsaSign(hexToBytes(digest), LEADER_KEY);
  const half = (start: number): Hex => bytesToHex(signature.slice(start, start + 32));
  return serializeSignature({ r: half(0), s: half(32), yParity: recid });
}

const roots = new WeakMap<Tree.AppendOnlyTree, Hex>();

/** Computed once for each tree, which is most of the time that a walk would take. */
export function rootOf(tree: Tree.AppendOnlyTree): Hex {
  const root = roots.get(tree) ?? Tree.root(tree);
  roots.set(tree, root);
  return root;
}

const treeEntry = (srcChainId: bigint, dstChainId: bigint, tree: Tree.AppendOnlyTree): ChannelEntry => ({
  srcChainId,
  dstChainId,
  count: tree.count,
  root: rootOf(tree),
});

/** Messages from L1 up to a count; beyond the last one with a message that nobody sent. */
function sentTree({ sent }: Model, rollup: number, count: bigint): Tree.AppendOnlyTree {
  if (count === 0n) return Tree.emptyTree;
  const known = sent[rollup]![Number(count) - 1];
  return known?.tree ?? Tree.append(sent[rollup]!.at(-1)?.tree ?? Tree.emptyTree, ZERO_WORD);
}

function channelsOf(model: Model, consumed: readonly bigint[], outbox: Tree.AppendOnlyTree): ChannelEntry[] {
  return channelIds(L1, ROLLUPS).map(({ srcChainId, dstChainId }) => {
    const to = ROLLUPS.map(Number).indexOf(Number(dstChainId));
    if (srcChainId === L1) return treeEntry(L1, dstChainId, sentTree(model, to, consumed[to]!));
    const isOutbox = srcChainId === A && dstChainId === L1;
    return treeEntry(srcChainId, dstChainId, isOutbox ? outbox : Tree.emptyTree);
  });
}

/** The claimed channels of a leader who lets ETH out that nobody has burnt. */
const withTheft = (channels: readonly ChannelEntry[], tree: Tree.AppendOnlyTree): ChannelEntry[] =>
  channels.map((entry) =>
    entry.srcChainId === A && entry.dstChainId === L1
      ? treeEntry(A, L1, Tree.append(tree, `0x${"66".repeat(32)}`))
      : entry,
  );

/** A batch of the leader's on the head as the inbox would record it now. */
export function draft(scene: Scene, plan: Plan): ModelBatch {
  const made = draftOn(scene, plan, { parent: headOf(scene.model), producer });
  const parts = { ...partsOf(made, plan.drops), signature: signDigest(made.batch.superblock) };
  const call = callOf(contractsOf(scene).inbox, "postBatch", [postingOf(parts)], { from: LEADER.address });
  return { ...made, call };
}

type Place = { readonly parent: ModelBatch; readonly producer: Address };

/** A batch on any other, not signed yet and with no call. */
export function draftOn(scene: Scene, plan: Plan, { parent, producer }: Place): ModelBatch {
  const { model, origin } = scene;
  const made = plan.withdraws ? [nextWithdrawal(scene, parent)] : [];
  const outboxTree = made.map(({ leaf }) => leaf).reduce(Tree.append, parent.outboxTree);
  const inState = channelsOf(model, plan.consumed, outboxTree);
  const channels = plan.lie === "channel" ? withTheft(inState, outboxTree) : inState;
  const later = parent.batch.timestamp + 1n;
  const timestamp = model.nowSec > later ? model.nowSec : later;
  const number = parent.batch.number + plan.superblocks;
  const blocks = ROLLUPS.map((chainId) =>
    buildBlock(
      {
        chainId,
        number,
        timestamp,
        producer,
        parentSuperblock: parent.batch.superblock,
        l1Origin: origin.hash,
        channels: inState,
      },
      plan.lie === "header" ? timestamp + 1n : timestamp,
    ),
  );
  const tip: Superblock = {
    term: model.term,
    number,
    timestamp,
    producer,
    parent: parent.batch.superblock,
    historyRoot: ZERO_WORD,
    blocksRoot: blocksRoot(blocks.map(({ leaf }) => leaf)),
    channelsRoot: channelsRoot(channels),
    l1OriginNumber: origin.number,
    l1Origin: origin.hash,
  };
  const batch: Batch = {
    index: parent.batch.index + 1n,
    firstNumber: parent.batch.number + 1n,
    number,
    timestamp,
    l1OriginNumber: origin.number,
    postedAtSec: model.nowSec,
    parent: parent.hash,
    blocksRoot: tip.blocksRoot,
    channelsRoot: tip.channelsRoot,
    dataHash: hashInputData(DATA),
    term: tip.term,
    superblock: hashSuperblock(tip, domainOf(scene)),
    consumedHash: hashConsumed(entriesFrom(channels, L1)),
  };
  const { consumed, lie } = plan;
  const outbox = [...parent.outbox, ...made];
  const hash = hashBatch(batch);
  return {
    batch,
    hash,
    parent,
    tip,
    lie,
    blocks,
    channels,
    consumed,
    outbox,
    outboxTree,
    call: undefined,
  };
}

/** What is posted of a draft, unsigned. */
export function partsOf({ parent, tip, blocks, channels }: ModelBatch, drops: Plan["drops"]): PostingParts {
  const leaves = blocks.map(({ leaf }) => leaf);
  return {
    l1ChainId: L1,
    parent: parent!.batch,
    parentChannels: parent!.channels,
    tip,
    signature: undefined,
    blocks: drops === "a rollup" ? leaves.slice(1) : leaves,
    channels,
    data: DATA,
  };
}
