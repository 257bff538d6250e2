/** One superblock from its plan to its announcement: built, journaled, flushed, signed, announced, in this order. */
import {
  openSuperblock,
  type SuperblockDeps,
  type SuperblockPlan,
} from "../execution/superblockExecution.ts";
import type { Clock, HeadChange, SignedSuperblock, Store, SuperblockSigner } from "../ports.ts";
import type { AppendOnlyTree } from "../protocol/appendOnlyTree.ts";
import type { Logger } from "../runtime/logger.ts";
import { ServiceError } from "../runtime/serviceError.ts";
import { type L1State, nextMessages } from "./l1State.ts";
import type { Mempool } from "./mempool.ts";
import { superblockTimestamp } from "./slotTimetable.ts";
import { type BuilderDeps, type Built, buildSuperblock } from "./superblockBuilder.ts";
import type { Relay } from "./systemTransactions.ts";

export type ProductionDeps = SuperblockDeps & {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly pool: Mempool;
  readonly signer: SuperblockSigner;
  readonly builder: BuilderDeps;
  /** For a rollup's MinedBlockOracle on top of the head, if there is work to relay. */
  readonly relays: (head: SignedSuperblock) => Promise<ReadonlyMap<bigint, Relay>>;
  /** Told of every signed superblock, in order, and of superblocks taken back. */
  readonly announce: (change: HeadChange) => void;
};

/** superblocks between two looks for transactions that have waited too long */
const EXPIRE_EVERY = 60n;

/** When users get their turn, in milliseconds; ended early by the signal. */
export type Rounds = { readonly everyMs: number; readonly lastMs: number; readonly signal: AbortSignal };

/** Waits for one round after the other. Counts them, so that a clock that is set back holds nobody up. */
function rounds(clock: Clock, { everyMs, lastMs, signal }: Rounds): () => Promise<boolean> {
  let left = Math.ceil((lastMs - clock.now()) / everyMs);
  return async () => {
    const waitMs = Math.min(everyMs, lastMs - clock.now());
    if (left-- <= 0 || waitMs <= 0 || signal.aborted) return false;
    await clock.sleep(waitMs, signal);
    return !signal.aborted;
  };
}

/** With the time from the end of the users' turns to the announcement. */
export type Produced = Built & { readonly sealingMs: number };

export async function produceSuperblock(
  deps: ProductionDeps,
  plan: {
    readonly head: SignedSuperblock;
    readonly state: L1State;
    /** up to and including the head */
    readonly history: AppendOnlyTree;
    readonly deadlineMs: number;
    /** absent: users get their turn once */
    readonly rounds?: Rounds;
  },
): Promise<Produced> {
  const { store, clock, log, pool } = deps;
  const { head, state } = plan;
  const messages = nextMessages(state, deps, head);
  const relays = await deps.relays(head);
  const open = await openSuperblock(deps, head, planOf(deps, head, state));
  try {
    const timeIsUp = () => clock.now() > plan.deadlineMs;
    let turnsOverMs = clock.now();
    const onTurnsOver = () => {
      turnsOverMs = clock.now();
    };
    const inputs = {
      messages,
      relays,
      pool,
      timeIsUp,
      onTurnsOver,
      nowMs: clock.now(),
      ...(plan.rounds && { nextRound: rounds(clock, plan.rounds) }),
    };
    const built = await buildSuperblock(deps.builder, open, plan.history, inputs);
    if (!built.ok) {
      log.error({ failure: built.reason }, "superblock not closed");
      throw new ServiceError("superblock-not-closed", `the channels do not agree: ${built.reason}`);
    }
    store.append(built.superblock, built.blocks, built.groups);
    for (const { tx, group } of built.dropped) pool.drop(tx, group);
    await finishSuperblock(deps, built.superblock);
    const sealingMs = clock.now() - turnsOverMs;
    for (const hash of built.included) pool.remove(hash);
    if (built.superblock.superblock.number % EXPIRE_EVERY === 0n) pool.expire();
    return { ...built, sealingMs };
  } catch (err) {
    if (store.head()?.hash === head.hash) await open.drop();
    throw err;
  }
}

const planOf = (
  { clock, builder }: ProductionDeps,
  { superblock }: SignedSuperblock,
  { term, origin, lead }: L1State,
): SuperblockPlan => ({
  term: term.term,
  timestamp: superblockTimestamp(clock.now(), superblock.timestamp, origin.timestamp),
  producer: builder.key.address,
  l1Origin: origin,
  lead,
});

/** Durable first, then signed, then announced. */
export async function finishSuperblock(deps: ProductionDeps, superblock: SignedSuperblock): Promise<void> {
  await deps.store.flushed();
  const signed = await deps.signer.sign(superblock.superblock);
  if (!signed.ok)
    throw new ServiceError(
      "signer-refused",
      `the signer refuses superblock ${superblock.superblock.number}: ${signed.detail}`,
    );
  deps.store.sign(superblock.superblock.number, signed.signature);
  deps.announce({ kind: "appended", superblock: { ...superblock, signature: signed.signature } });
}
