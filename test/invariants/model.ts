/**
 * The protocol as a model: what stands, what leads, what is final and what is paid, without a line of the contracts.
 * It holds more than they store: every batch ever posted, with what its rollups' states really are.
 */
import type { Hex } from "viem";
import type { AppendOnlyTree } from "../../services/protocol/appendOnlyTree.ts";
import type { Batch } from "../../services/protocol/batch/batch.ts";
import type { ChannelEntry, Message } from "../../services/protocol/channels/channel.ts";
import * as Clocks from "../../services/protocol/clocks.ts";
import type * as Checkpoint from "../../services/protocol/superblock/checkpoint.ts";
import {
  nextFallbackTerm,
  nextTerm,
  type Superblock,
} from "../../services/protocol/superblock/superblock.ts";
import type { ModelBlock } from "./modelBlocks.ts";
import type { Call } from "./world.ts";

/** What the leader lies about in a batch. */
export type Lie = "none" | "channel" | "header";

export type Withdrawal = { readonly message: Message; readonly leaf: Hex };

export type ModelBatch = {
  readonly batch: Batch;
  readonly hash: Hex;
  readonly parent: ModelBatch | undefined;
  readonly tip: Superblock;
  readonly lie: Lie;
  readonly blocks: readonly ModelBlock[];
  /** as claimed */
  readonly channels: readonly ChannelEntry[];
  /** messages from L1 taken, per rollup */
  readonly consumed: readonly bigint[];
  /** what A's state has sent to L1, oldest first */
  readonly outbox: readonly Withdrawal[];
  readonly outboxTree: AppendOnlyTree;
  /** the call that posted it */
  readonly call: Call | undefined;
};

export type ModelCheckpoint = {
  readonly id: Hex;
  readonly checkpoint: Checkpoint.Checkpoint;
  readonly auxPow: Hex;
  readonly parent: ModelCheckpoint | undefined;
  readonly over: ModelBatch;
  readonly height: number;
  readonly creditedWork: bigint;
  readonly totalWork: bigint;
  readonly acceptedAtSec: bigint;
};

export type Term = {
  readonly previous: Hex;
  readonly startNumber: bigint;
  readonly startSuperblock: Hex;
  readonly openedAtSec: bigint;
  /** the rollback since which nothing was posted; zero for none: a term that is given up is none */
  readonly freshSinceSec: bigint;
};

/** @param tree of the channel with this message as the newest */
export type Sent = {
  readonly tree: AppendOnlyTree;
  readonly gasLimit: bigint;
  readonly sentAtSec: bigint;
};

export type Bond = { readonly stakeWei: bigint; readonly exitAtSec: bigint; readonly slashedAtSec: bigint };

/** A batch that was posted in fallback, with its work. */
export type FallbackNode = { readonly checkpoint: ModelCheckpoint; readonly isSigned: boolean };

/** Where a term of fallback began, and what led there. */
export type FallbackBase = { readonly batch: ModelBatch; readonly checkpoint: ModelCheckpoint };

export type Model = {
  readonly nowSec: bigint;
  /** what stands, genesis first */
  readonly chain: readonly ModelBatch[];
  readonly fallen: readonly ModelBatch[];
  /** accepted, the root first */
  readonly checkpoints: readonly ModelCheckpoint[];
  readonly lead: ModelCheckpoint;
  readonly finalIndex: number;
  readonly unminedSinceSec: bigint;
  readonly term: Hex;
  readonly terms: ReadonlyMap<Hex, Term>;
  readonly bond: Bond;
  /** to each rollup */
  readonly sent: readonly (readonly Sent[])[];
  readonly lockedWei: bigint;
  readonly paid: readonly Withdrawal[];
  /** while miners build */
  readonly fallback: FallbackBase | undefined;
  /** of the term in force, on branches beside what stands */
  readonly aside: readonly ModelBatch[];
  /** all that were posted in fallback, by hash */
  readonly nodes: ReadonlyMap<Hex, FallbackNode>;
  /** when a branch took over, by batch hash */
  readonly standsSinceSec: ReadonlyMap<Hex, bigint>;
};

export const headOf = ({ chain }: Model): ModelBatch => chain.at(-1)!;
export const finalOf = ({ chain, finalIndex }: Model): ModelBatch => chain[finalIndex]!;
export const indexOf = ({ batch }: ModelBatch): number => Number(batch.index);
export const isStanding = ({ chain }: Model, b: ModelBatch): boolean => chain[indexOf(b)] === b;
/** What stands in fallback is mined or final and waits for nothing. */
export const unminedOf = (m: Model): bigint =>
  m.fallback === undefined ? headOf(m).batch.number - m.lead.over.batch.number : 0n;
export const clockOf = (m: Model): bigint => Clocks.miningClock(unminedOf(m), m.unminedSinceSec, m.nowSec);
export const securedOf = (m: Model): number => Math.max(m.finalIndex, indexOf(m.lead.over));

/** What leads at a height; nothing above the lead. */
export function leadingAt(m: Model, height: number): ModelCheckpoint | undefined {
  let cursor: ModelCheckpoint | undefined = m.lead;
  if (height > cursor.height) return undefined;
  while (cursor !== undefined && cursor.height > height) cursor = cursor.parent;
  return cursor;
}

export const isLeading = (m: Model, checkpoint: ModelCheckpoint): boolean =>
  leadingAt(m, checkpoint.height) === checkpoint;

export const isBonded = ({ bond }: Model, minBondWei: bigint): boolean =>
  bond.exitAtSec === 0n && bond.stakeWei >= minBondWei;

export const posted = (m: Model, batch: ModelBatch): Model => ({
  ...m,
  chain: [...m.chain, batch],
  unminedSinceSec: Clocks.sinceAfterPosting(unminedOf(m), m.unminedSinceSec, m.nowSec),
});

/** A checkpoint that is new; it leads if it outweighs the lead. */
export function accepted(m: Model, checkpoint: ModelCheckpoint): Model {
  const next = { ...m, checkpoints: [...m.checkpoints, checkpoint] };
  return checkpoint.totalWork > m.lead.totalWork ? leading(next, checkpoint) : next;
}

export const leading = (m: Model, lead: ModelCheckpoint): Model => ({
  ...m,
  lead,
  unminedSinceSec: Clocks.sinceAfterLead(m.unminedSinceSec, m.nowSec),
});

export const finalised = (m: Model, index: number): Model => ({ ...m, finalIndex: index });

/** What comes after `index` falls, with the work over it, and a new term opens. */
export function rolledBack(m: Model, index: number): Model {
  const target = m.chain[index]!;
  const fallen = m.chain.slice(index + 1);
  let lead = m.lead;
  while (indexOf(lead.over) > index) lead = lead.parent!;
  const hasWorkFallen = lead !== m.lead;
  return openedTerm(
    {
      ...m,
      chain: m.chain.slice(0, index + 1),
      fallen: [...m.fallen, ...fallen],
      lead,
      unminedSinceSec: Clocks.sinceAfterRollback(hasWorkFallen, m.unminedSinceSec, m.nowSec),
    },
    target,
  );
}

/** In fallback the next term is one of fallback too, and begins here. */
export function openedTerm(m: Model, start: ModelBatch, freshSinceSec = m.nowSec): Model {
  const { number, superblock } = start.batch;
  const opening: Term = {
    previous: m.term,
    startNumber: number,
    startSuperblock: superblock,
    openedAtSec: m.nowSec,
    freshSinceSec,
  };
  const next = m.fallback === undefined ? nextTerm : nextFallbackTerm;
  const term = next(m.term, number, superblock, m.nowSec);
  return {
    ...m,
    term,
    terms: new Map(m.terms).set(term, opening),
    fallen: [...m.fallen, ...m.aside],
    aside: [],
    fallback: m.fallback && { batch: start, checkpoint: m.lead },
  };
}

export const slashed = (m: Model): Model =>
  m.bond.stakeWei === 0n ? m : { ...m, bond: { ...m.bond, stakeWei: 0n, slashedAtSec: m.nowSec } };
