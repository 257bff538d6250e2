/**
 * The sequencer: one superblock a slot. Journal, wait for the disk, sign, then announce; on a start after a crash
 * it continues exactly there.
 */
import { loadHistory } from "../execution/history.ts";
import {
  openSuperblock,
  type SuperblockDeps,
  type SuperblockPlan,
} from "../execution/superblockExecution.ts";
import type {
  Clock,
  DroppedGroup,
  GroupRecord,
  L1Reader,
  SignedSuperblock,
  Store,
  SuperblockSigner,
} from "../ports.ts";
import { type AppendOnlyTree, append } from "../protocol/appendOnlyTree.ts";
import { hashHistoryLeaf } from "../protocol/superblock/superblock.ts";
import type { Logger } from "../runtime/logger.ts";
import { ServiceError } from "../runtime/serviceError.ts";
import { type Halt, type HaltLimits, haltReason } from "./halt.ts";
import { type L1State, nextMessages } from "./l1State.ts";
import { createL1Watch, type L1Watch } from "./l1Watch.ts";
import type { Mempool } from "./mempool.ts";
import { nextSlot, superblockTimestamp } from "./slotTimetable.ts";
import { type BuilderDeps, type Built, buildSuperblock } from "./superblockBuilder.ts";
import type { Relay } from "./systemTransactions.ts";

export type SequencerLimits = HaltLimits & {
  readonly slotMs: number;
  readonly originDepth: bigint;
  /** without a newer L1 block for this long, production stops */
  readonly maxLagSec: bigint;
};

/** What became of one slot. */
export type SlotReport =
  | {
      readonly status: "produced";
      /** from the beginning of the slot to the announcement */
      readonly durationMs: number;
      readonly groups: readonly GroupRecord[];
      readonly dropped: readonly DroppedGroup[];
    }
  | { readonly status: "halted" | "failed" };

export type SequencerDeps = SuperblockDeps & {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly l1: L1Reader;
  readonly pool: Mempool;
  readonly signer: SuperblockSigner;
  readonly builder: BuilderDeps;
  readonly limits: SequencerLimits;
  /** For a rollup's MinedBlockOracle on top of the head, if there is work to relay. */
  readonly relays: (head: SignedSuperblock) => Promise<ReadonlyMap<bigint, Relay>>;
  /** Told of every signed superblock, in order. */
  readonly announce: (superblock: SignedSuperblock) => void;
  /** Told of every slot, whatever became of it. */
  readonly onSlot?: (report: SlotReport) => void;
};

export interface Sequencer {
  /** Produces until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
  readonly halt: Halt | undefined;
  /** What L1 said last and when, Unix milliseconds; undefined before its first answer. */
  readonly l1: L1Watch["last"];
  /** Slots in a row that failed. */
  readonly failedSlots: number;
}

/** superblocks between two looks for transactions that have waited too long */
const EXPIRE_EVERY = 60n;

export function createSequencer(deps: SequencerDeps): Sequencer {
  const { store, clock, log, limits } = deps;
  let halt: Halt | undefined;
  let history: AppendOnlyTree = loadHistory(store);
  const watch = createL1Watch(deps);
  let failedSlots = 0;

  /** undefined when it was stopped before the slot began */
  async function slot(signal: AbortSignal): Promise<SlotReport | undefined> {
    await finishHead();
    const { startMs, deadlineMs } = nextSlot(clock.now(), limits.slotMs);
    await clock.sleep(startMs - clock.now(), signal);
    if (signal.aborted) return undefined;
    const beganMs = clock.now();
    const head = headOf(store);
    const state = await watch.look(head);
    const next = "reason" in state ? state : haltReason(state, head, limits);
    setHalt(next);
    if (next !== undefined || "reason" in state) return { status: "halted" };
    const { groups, dropped } = await produce(head, state, deadlineMs);
    return {
      status: "produced",
      durationMs: clock.now() - beganMs,
      groups,
      dropped: dropped.map(({ group }) => group),
    };
  }

  /** A crash, a full disk or a signer that did not answer leaves the head unsigned; nothing is built on it before. */
  async function finishHead(): Promise<void> {
    const head = headOf(store);
    if (head.superblock.number > 0n && head.signature === undefined) await finish(deps, head);
  }

  function setHalt(next: Halt | undefined): void {
    if (next && next.reason !== halt?.reason) log.error({ halt: next }, "production stopped");
    if (halt && !next) log.info({ was: halt.reason }, "production goes on");
    halt = next;
  }

  async function produce(head: SignedSuperblock, state: L1State, deadlineMs: number): Promise<Built> {
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
      return built;
    } catch (err) {
      if (headOf(store).hash === head.hash) await open.drop();
      throw err;
    }
  }

  return {
    get halt() {
      return halt;
    },
    get l1() {
      return watch.last;
    },
    get failedSlots() {
      return failedSlots;
    },
    run: async (signal) => {
      while (!signal.aborted) {
        try {
          const report = await slot(signal);
          failedSlots = 0;
          if (report) deps.onSlot?.(report);
        } catch (err) {
          failedSlots++;
          log.error({ err }, "slot failed");
          deps.onSlot?.({ status: "failed" });
          if (hasCode(err, "signer-refused")) throw err;
          await clock.sleep(limits.slotMs, signal);
        }
      }
    },
  };
}

const hasCode = (err: unknown, code: string): boolean => err instanceof ServiceError && err.code === code;

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
