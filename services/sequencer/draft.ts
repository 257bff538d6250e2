/**
 * A superblock for fallback before anybody has mined it: built on the last good one, sealed into the data of a batch
 * of its own, and not in the store, which takes it from L1 like anybody's. What is posted later is exactly this.
 */
import { bytesToHex, type Hex } from "viem";
import { openSuperblock, type SuperblockDeps } from "../execution/superblockExecution.ts";
import type { Clock, L1Standing, SealedBlock, SignedSuperblock } from "../ports.ts";
import type { AppendOnlyTree } from "../protocol/appendOnlyTree.ts";
import type { Batch, BatchTip } from "../protocol/batch/batch.ts";
import { encodeBatchData } from "../protocol/batch/batchData.ts";
import type { TipProof } from "../protocol/batch/postBatch.ts";
import type { ChannelEntry } from "../protocol/channels/channel.ts";
import type { Logger } from "../runtime/logger.ts";
import { ServiceError } from "../runtime/serviceError.ts";
import { type L1State, type L1StateDeps, nextMessages, readOn } from "./l1State.ts";
import type { Mempool } from "./mempool.ts";
import { superblockTimestamp } from "./slotTimetable.ts";
import { type BuilderDeps, buildSuperblock } from "./superblockBuilder.ts";
import type { Relay } from "./systemTransactions.ts";

export type Draft = {
  /** unsigned */
  readonly superblock: SignedSuperblock;
  readonly parent: Batch;
  /** hash of the parent, by which L1 knows it */
  readonly parentHash: Hex;
  /** all, at the parent's tip */
  readonly parentChannels: readonly ChannelEntry[];
  /** of the batch, with this superblock alone */
  readonly data: Hex;
  readonly builtAtMs: number;
  /** in strict mode; the states may be gone by the time that work is found */
  readonly proofs?: readonly TipProof[];
  /** users' transactions in it */
  readonly included: readonly Hex[];
};

export type DraftDeps = Pick<L1StateDeps, "l1" | "limits" | "engines"> &
  SuperblockDeps & {
    readonly clock: Pick<Clock, "now">;
    readonly log: Logger;
    readonly pool: Mempool;
    readonly builder: BuilderDeps;
    readonly relays: (head: SignedSuperblock) => Promise<ReadonlyMap<bigint, Relay>>;
    /** That the states hold the channels, where the inbox wants proofs. */
    readonly prove?: (blocks: SignedSuperblock["blocks"]) => Promise<readonly TipProof[]>;
  };

export type DraftPlan = {
  readonly standing: L1Standing;
  /** the newest batch that we build on, with its hash */
  readonly parent: { readonly batch: Batch; readonly hash: Hex };
  /** its tip, the head of the store */
  readonly head: SignedSuperblock;
  /** up to and including the head */
  readonly history: AppendOnlyTree;
};

/** No further group of a user is begun after this: all that is mined on it waits for the draft. */
const USERS_MS = 1_000;

/** undefined if L1 has replaced the block on which the head stands. */
export async function buildDraft(deps: DraftDeps, plan: DraftPlan): Promise<Draft | undefined> {
  const look = await readOn(deps, plan.standing, plan.head);
  if (look.kind === "halt") return undefined;
  const { clock, pool } = deps;
  const { head } = plan;
  const builtAtMs = clock.now();
  const open = await openSuperblock(deps, head, planOf(deps, head, look.state));
  const built = await buildSuperblock(deps.builder, open, plan.history, {
    messages: nextMessages(look.state, deps, head),
    relays: await deps.relays(head),
    pool,
    timeIsUp: () => clock.now() > builtAtMs + USERS_MS,
    nowMs: builtAtMs,
  }).catch(async (err: unknown) => {
    await open.drop();
    throw err;
  });
  if (!built.ok)
    throw new ServiceError("superblock-not-closed", `the channels do not agree: ${built.reason}`);
  requireParents(built.blocks, head);
  const proofs = await deps.prove?.(built.superblock.blocks);
  for (const { tx, group } of built.dropped) pool.drop(tx, group);
  const { timestamp, producer, l1OriginNumber } = built.superblock.superblock;
  const transactions = built.blocks.map((block) => block.transactions);
  const sealed = { timestamp, producer: producer.toLowerCase() as Hex, l1OriginNumber, transactions };
  const rollups = deps.engines.map(({ chainId }) => chainId);
  return {
    superblock: built.superblock,
    parent: plan.parent.batch,
    parentHash: plan.parent.hash,
    parentChannels: head.channels,
    data: bytesToHex(encodeBatchData([sealed], { rollups, ...head.superblock })),
    builtAtMs,
    ...(proofs && { proofs }),
    included: built.included,
  };
}

/** The store may go to another branch while blocks are opened on it. */
function requireParents(blocks: readonly SealedBlock[], head: SignedSuperblock): void {
  for (const [i, { header }] of blocks.entries())
    if (header.parentHash !== head.blocks[i]!.blockHash)
      throw new ServiceError("l1-moved", `the chain left superblock ${head.superblock.number} meanwhile`);
}

const planOf = (
  { clock, builder }: DraftDeps,
  { superblock }: SignedSuperblock,
  { term, origin, lead }: L1State,
) => ({
  term: term.term,
  timestamp: superblockTimestamp(clock.now(), superblock.timestamp, origin.timestamp),
  producer: builder.key.address,
  l1Origin: origin,
  lead,
});

/** What a checkpoint names. */
export const tipOf = ({ superblock: { superblock, hash } }: Draft): BatchTip => ({
  superblock: hash,
  number: superblock.number,
  timestamp: superblock.timestamp,
});
