/** Fallback as miners and a returning leader live it; tests change one thing. */
import { type Address, type Hex, parseEventLogs } from "viem";
import { fallbackAbi } from "../../../services/abi/index.ts";
import type { Batch } from "../../../services/protocol/batch/batch.ts";
import { type FallbackCall, fallbackArguments } from "../../../services/protocol/batch/postFallback.ts";
import { SUPERBLOCK_TYPES, typedDomain } from "../../../services/protocol/superblock/superblock.ts";
import type { CallOptions, Deployed, Refusal } from "../contracts.ts";
import { testAccount } from "../contracts.ts";
import {
  type Draft,
  type DraftOptions,
  draftBatch,
  mineOver,
  type Parent,
  superblockHash,
  wait,
} from "./batches.ts";
import { withTip } from "./inboxDrafts.ts";
import { L1, type L1Fixture, leader, miner } from "./l1Fixture.ts";

export const REASON = { noLeader: 0, silence: 1, noWork: 2 } as const;
export const otherMiner = testAccount(6).address;

/** A batch that can be built on, with the checkpoint that the next one names. */
export type Base = Parent & { readonly checkpoint: Hex };

/** A batch of fallback. */
export type Node = Base & { readonly draft: Draft };

/** Nobody may lead from now on. */
export async function unbond(fixture: L1Fixture): Promise<void> {
  await fixture.contracts.sequencerPolicy.write("announceExit", [], { account: leader.address });
}

export async function rebond(fixture: L1Fixture): Promise<void> {
  await fixture.contracts.sequencerPolicy.write("cancelExit", [], { account: leader.address });
}

/** Opens fallback because nobody may lead. */
export async function openFallback(fixture: L1Fixture, head: Parent, target: Parent): Promise<Base> {
  await unbond(fixture);
  await fixture.contracts.fallback.write("open", [head.batch, target.batch]);
  return await baseAt(fixture, target);
}

/** What the first batch of a term builds on. */
export async function baseAt(fixture: L1Fixture, parent: Parent): Promise<Base> {
  const checkpoint = await fixture.contracts.ledger.read<Hex>("lead");
  return { ...parent, checkpoint };
}

export type Offer = {
  readonly author?: Address;
  /** those from the chain that stands up to the parent */
  readonly branch?: readonly Batch[];
  /** whether the leader signs, and who */
  readonly signer?: ReturnType<typeof testAccount>;
  readonly nBits?: number;
  readonly miner?: Address;
  readonly parentCheckpoint?: Hex;
};

/** The next superblock of a miner. */
export async function draftNode(
  fixture: L1Fixture,
  parent: Base,
  options: DraftOptions = {},
  author: Address = miner,
): Promise<Draft> {
  await wait(fixture, fixture.parameters.mining.minSpacingSec);
  return withTip(await draftBatch(fixture, { parent, ...options }), { producer: author });
}

/** The call with real work, and who sends it. */
export async function offer(fixture: L1Fixture, parent: Base, draft: Draft, change: Offer = {}) {
  const account = change.author ?? change.signer?.address ?? draft.tip.producer;
  const over = { ...parent.batch, superblock: superblockHash(fixture, draft) };
  const { checkpoint, parentHeight, auxPow, id } = await mineOver(fixture, over, {
    parent: change.parentCheckpoint ?? parent.checkpoint,
    account: change.miner ?? draft.tip.producer,
    ...(change.nBits !== undefined && { nBits: change.nBits }),
  });
  const signature = await change.signer?.signTypedData({
    domain: typedDomain({ l1ChainId: L1, inbox: fixture.deployment.addresses.inbox }),
    types: SUPERBLOCK_TYPES,
    primaryType: "Superblock",
    message: draft.tip,
  });
  const { tip, blocks, channels, data } = draft;
  const call: FallbackCall = {
    l1ChainId: L1,
    parent: parent.batch,
    parentChannels: parent.channels,
    tip,
    signature,
    blocks,
    channels,
    data,
    checkpoint,
    parentHeight,
    auxPow,
    branch: change.branch ?? [],
  };
  return { call, id, args: fallbackArguments(call), from: { account } satisfies CallOptions };
}

/** Posts a draft with work and answers with the node that the event tells of. */
export async function postDraft(fixture: L1Fixture, parent: Base, draft: Draft, change: Offer = {}) {
  const { args, from, id } = await offer(fixture, parent, draft, change);
  const receipt = await fixture.contracts.fallback.write("postFallback", args, from);
  const [event] = parseEventLogs({ abi: fallbackAbi, logs: receipt.logs, eventName: "FallbackPosted" });
  const { consumed, channels } = draft;
  const node: Node = { batch: event!.args.batch, consumed, channels, checkpoint: id, draft };
  return { node, receipt };
}

export async function postNode(fixture: L1Fixture, parent: Base, change: Offer = {}, options?: DraftOptions) {
  const draft = await draftNode(fixture, parent, options, change.miner ?? change.author ?? miner);
  return (await postDraft(fixture, parent, draft, change)).node;
}

/** The contract with the errors of those that it calls. */
export const everyRefusal = ({ chain, contracts }: L1Fixture): Deployed => {
  const { fallback, inbox, ledger } = contracts;
  return chain.at(fallback.address, [...fallback.abi, ...inbox.abi, ...ledger.abi]);
};

/** What the contract says to a call. */
export async function fallbackRefusal(
  fixture: L1Fixture,
  { args, from }: Pick<Awaited<ReturnType<typeof offer>>, "args" | "from">,
): Promise<Refusal> {
  return await everyRefusal(fixture).refusal("postFallback", args, from);
}
