/**
 * The sequencer: one superblock a slot. Journal, wait for the disk, sign, then announce; on a start after a crash
 * it continues exactly there.
 */
import type { Hex } from "viem";
import { loadHistory } from "../execution/history.ts";
import {
  openSuperblock,
  type SuperblockDeps,
  type SuperblockPlan,
} from "../execution/superblockExecution.ts";
import type { Clock, L1Reader, SignedSuperblock, Store, SuperblockSigner } from "../ports.ts";
import { type AppendOnlyTree, append } from "../protocol/appendOnlyTree.ts";
import { hashHistoryLeaf } from "../protocol/superblock/superblock.ts";
import type { Logger } from "../runtime/logger.ts";
import { ServiceError } from "../runtime/serviceError.ts";
import { type L1State, nextMessages, type OriginGone, readL1 } from "./l1State.ts";
import type { Mempool } from "./mempool.ts";
import { nextSlot, superblockTimestamp } from "./slotTimetable.ts";
import { type BuilderDeps, buildSuperblock } from "./superblockBuilder.ts";

export type SequencerLimits = {
  readonly slotMs: number;
  readonly originDepth: bigint;
  readonly miningTimeoutSec: bigint;
  readonly maxUnminedSuperblocks: bigint;
  /** without a newer L1 block for this long, production stops */
  readonly maxLagSec: bigint;
};

/** Why no superblock is produced, for RPC, health and log. */
export type Halt =
  | { readonly reason: "work-overdue"; readonly clockSec: bigint; readonly timeoutSec: bigint }
  | { readonly reason: "too-many-unmined"; readonly unmined: bigint; readonly maximum: bigint }
  | { readonly reason: "l1-unreachable"; readonly sinceMs: number }
  | OriginGone;

export type SequencerDeps = SuperblockDeps & {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly l1: L1Reader;
  readonly pool: Mempool;
  readonly signer: SuperblockSigner;
  readonly builder: BuilderDeps;
  readonly limits: SequencerLimits;
  /** Call data for a rollup's MinedBlockOracle on top of the head, if there is work to relay. */
  readonly relays: (head: SignedSuperblock) => Promise<ReadonlyMap<bigint, Hex>>;
  /** Told of every signed superblock, in order. */
  readonly announce: (superblock: SignedSuperblock) => void;
};

export interface Sequencer {
  /** Produces until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
  readonly halt: Halt | undefined;
}

/** superblocks between two looks for transactions that have waited too long */
const EXPIRE_EVERY = 60n;

export function createSequencer(deps: SequencerDeps): Sequencer {
  const { store, clock, log, limits } = deps;
  let halt: Halt | undefined;
  let history: AppendOnlyTree = loadHistory(store);
  let l1State: L1State | undefined;
  let l1SeenMs = clock.now();

  async function slot(signal: AbortSignal): Promise<void> {
    await finishHead();
    const { startMs, deadlineMs } = nextSlot(clock.now(), limits.slotMs);
    await clock.sleep(startMs - clock.now(), signal);
    if (signal.aborted) return;
    const head = headOf(store);
    const state = await refreshL1(head);
    setHalt(state === undefined || "reason" in state ? state : haltReason(state, head));
    if (state === undefined || "reason" in state || halt !== undefined) return;
    await produce(head, state, deadlineMs);
  }

  /** A crash, a full disk or a signer that did not answer leaves the head unsigned; nothing is built on it before. */
  async function finishHead(): Promise<void> {
    const head = headOf(store);
    if (head.superblock.number > 0n && head.signature === undefined) await finish(deps, head);
  }

  /** What L1 says now; the last answer stands in for a while when L1 does not answer. */
  async function refreshL1(head: SignedSuperblock): Promise<L1State | Halt | undefined> {
    try {
      const read = await readL1(deps, head);
      l1SeenMs = clock.now();
      if (!("reason" in read)) l1State = read;
      return read;
    } catch (err) {
      const silentMs = clock.now() - l1SeenMs;
      log.warn({ err, silentMs }, "L1 does not answer");
      return silentMs > Number(limits.maxLagSec) * 1000
        ? { reason: "l1-unreachable", sinceMs: l1SeenMs }
        : l1State;
    }
  }

  function haltReason(state: L1State, head: SignedSuperblock): Halt | undefined {
    if (state.miningClockSec > limits.miningTimeoutSec)
      return { reason: "work-overdue", clockSec: state.miningClockSec, timeoutSec: limits.miningTimeoutSec };
    const unmined = head.superblock.number - state.minedNumber;
    const maximum = limits.maxUnminedSuperblocks;
    return unmined >= maximum ? { reason: "too-many-unmined", unmined, maximum } : undefined;
  }

  function setHalt(next: Halt | undefined): void {
    const was = halt?.reason;
    halt = next;
    if (next?.reason === was) return;
    if (next) log.error({ halt: next.reason }, "production stopped");
    else log.info({ was }, "production goes on");
  }

  async function produce(head: SignedSuperblock, state: L1State, deadlineMs: number): Promise<void> {
    const messages = nextMessages(state, deps, head);
    const plan: SuperblockPlan = {
      term: state.term,
      timestamp: superblockTimestamp(clock.now(), head.superblock.timestamp, state.origin.timestamp),
      producer: deps.builder.key.address,
      l1Origin: state.origin,
      lead: state.lead,
    };
    const relays = await deps.relays(head);
    const open = await openSuperblock(deps, head, plan);
    try {
      const timeIsUp = () => clock.now() > deadlineMs;
      const inputs = { messages, relays, pool: deps.pool, timeIsUp, nowMs: clock.now() };
      const built = await buildSuperblock(deps.builder, open, history, inputs);
      if (!built.ok) {
        log.error({ failure: built.reason }, "superblock not closed");
        throw new ServiceError("superblock-not-closed", `the channels do not agree: ${built.reason}`);
      }
      store.append(built.superblock, built.blocks, built.groups);
      history = append(history, hashHistoryLeaf(built.superblock.hash));
      for (const { tx, group } of built.dropped) deps.pool.drop(tx, group);
      await finish(deps, built.superblock);
      for (const hash of built.included) deps.pool.remove(hash);
      if (built.superblock.superblock.number % EXPIRE_EVERY === 0n) deps.pool.expire();
    } catch (err) {
      if (headOf(store).hash === head.hash) await open.drop();
      throw err;
    }
  }

  return {
    get halt() {
      return halt;
    },
    run: async (signal) => {
      while (!signal.aborted) {
        try {
          await slot(signal);
        } catch (err) {
          log.error({ err }, "slot failed");
          if (isFatal(err)) throw err;
          await clock.sleep(limits.slotMs, signal);
        }
      }
    },
  };
}

const isFatal = (err: unknown): boolean => err instanceof ServiceError && err.code === "signer-refused";

function headOf(store: Store): SignedSuperblock {
  const head = store.head();
  if (head === undefined) throw new ServiceError("no-genesis", "the store has no genesis superblock");
  return head;
}

/** Durable first, then signed, then announced. */
async function finish(deps: SequencerDeps, superblock: SignedSuperblock): Promise<void> {
  await deps.store.flushed();
  const signed = await deps.signer.sign(superblock.superblock);
  if (!signed.ok)
    throw new ServiceError(
      "signer-refused",
      `the signer refuses superblock ${superblock.superblock.number}: ${signed.detail}`,
    );
  deps.store.sign(superblock.superblock.number, signed.signature);
  deps.announce({ ...superblock, signature: signed.signature });
}
