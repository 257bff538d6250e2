/**
 * The sequencer: one superblock a slot. Journal, wait for the disk, sign, then announce; on a start after a crash
 * it continues exactly there.
 */
import type { Hex } from "viem";
import { followHistory } from "../execution/history.ts";
import type { Clock, DroppedGroup, GroupRecord, L1Reader, SignedSuperblock } from "../ports.ts";
import type { Logger } from "../runtime/logger.ts";
import { ServiceError } from "../runtime/serviceError.ts";
import type { FallenSuperblocks } from "./fallen.ts";
import { type Halt, type HaltLimits, haltReason } from "./halt.ts";
import type { L1State } from "./l1State.ts";
import { createL1Watch, type L1Watch } from "./l1Watch.ts";
import type { Mempool } from "./mempool.ts";
import { finishSuperblock, type ProductionDeps, produceSuperblock } from "./production.ts";
import { type RolledBackReport, readmitFallen, realign } from "./realign.ts";
import { nextSlot } from "./slotTimetable.ts";

export type SequencerLimits = HaltLimits & {
  readonly slotMs: number;
  /**
   * Who arrives within so many milliseconds is put in order together, and a superblock takes round after round until
   * most of its slot is over. Without it, a superblock takes who waits at the beginning of its slot.
   */
  readonly roundMs?: number;
  readonly originDepth: bigint;
  /** without a newer L1 block for this long, production stops */
  readonly maxLagSec: bigint;
};

/** What became of one slot. */
export type SlotReport =
  | {
      readonly status: "produced";
      /** from the end of the users' turns to the announcement */
      readonly sealingMs: number;
      readonly groups: readonly GroupRecord[];
      readonly dropped: readonly DroppedGroup[];
    }
  | { readonly status: "halted" | "failed" };

export type SequencerDeps = ProductionDeps & {
  readonly clock: Clock;
  readonly log: Logger;
  readonly l1: L1Reader;
  readonly pool: Mempool;
  /** of this store */
  readonly fallen: FallenSuperblocks;
  readonly limits: SequencerLimits;
  /** Told of every slot, whatever became of it. */
  readonly onSlot?: (report: SlotReport) => void;
  /** Told of every rollback. */
  readonly onRolledBack?: (report: RolledBackReport) => void;
  /** How the sequencer gets through a fallback. */
  readonly fallback?: FallbackConduct;
};

export type FallbackConduct = {
  /** Derives what L1 has and the store has not; false at a batch that does not derive to its tip. */
  follow(signal: AbortSignal): Promise<boolean>;
  /** Whether a superblock came from L1, so that it is not ours to sign. */
  isFollowed(hash: Hex): boolean;
  /** Once a slot while fallback is open and the store has what L1 has. */
  step(): Promise<void>;
  /** Fallback is not open. */
  rest(): void;
};

export interface Sequencer {
  /** Produces until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
  /** Waits for the next slot and does what it asks for; undefined when it was stopped before the slot began. */
  slot(signal: AbortSignal): Promise<SlotReport | undefined>;
  readonly halt: Halt | undefined;
  /** What L1 said last and when, Unix milliseconds; undefined before its first answer. */
  readonly l1: L1Watch["last"];
  /** Slots in a row that failed. */
  readonly failedSlots: number;
}

/** L1 may change again while the store follows it; then the next slot goes on. */
const MAX_ALIGNMENTS = 3;

export function createSequencer(deps: SequencerDeps): Sequencer {
  const { store, clock, log, limits } = deps;
  let halt: Halt | undefined;
  const history = followHistory(store);
  const watch = createL1Watch(deps);
  let failedSlots = 0;
  let isPoolFilled = false;

  async function slot(signal: AbortSignal): Promise<SlotReport | undefined> {
    if (!isPoolFilled) await readmitFallen(deps);
    isPoolFilled = true;
    await finishHead();
    const { startMs, lastRoundMs, deadlineMs } = nextSlot(clock.now(), limits.slotMs);
    await clock.sleep(startMs - clock.now(), signal);
    if (signal.aborted) return undefined;
    const state = await lookAndAlign(signal);
    const head = headOf(store);
    const next = "reason" in state ? state : haltReason(state, head, limits);
    setHalt(next);
    if (next?.reason === "fallback") await deps.fallback?.step();
    else deps.fallback?.rest();
    if (next !== undefined || "reason" in state) return { status: "halted" };
    const { roundMs } = limits;
    const built = await produceSuperblock(deps, {
      head,
      state,
      history: history(),
      deadlineMs,
      ...(roundMs !== undefined && { rounds: { everyMs: roundMs, lastMs: lastRoundMs, signal } }),
    });
    return {
      status: "produced",
      sealingMs: built.sealingMs,
      groups: built.groups,
      dropped: built.dropped.map(({ group }) => group),
    };
  }

  /** Brings the store in line with L1, then answers with what L1 says for the next superblock. */
  async function lookAndAlign(signal: AbortSignal): Promise<L1State | Halt> {
    for (let i = 0; i < MAX_ALIGNMENTS; i++) {
      const look = await watch.look();
      if (look.kind === "halt") return look.halt;
      if (look.kind === "ready") return look.state;
      const { keep } = look;
      const restore = look.kind === "realign" ? look.restore : [];
      if (restore.length > 0 || headOf(store).superblock.number > keep)
        await realign(deps, { keep, restore });
      if (look.kind === "follow" && !(await deps.fallback?.follow(signal)))
        return { reason: "fallback", base: keep };
      await finishHead();
    }
    throw new ServiceError("l1-moved", `L1 changed its term ${MAX_ALIGNMENTS} times within a slot`);
  }

  /** A crash, a full disk or a signer that did not answer leaves the head unsigned; nothing is built on it before. */
  async function finishHead(): Promise<void> {
    const head = headOf(store);
    const isOurs = head.superblock.number > 0n && !deps.fallback?.isFollowed(head.hash);
    if (isOurs && head.signature === undefined) await finishSuperblock(deps, head);
  }

  function setHalt(next: Halt | undefined): void {
    if (next && next.reason !== halt?.reason) log.error({ halt: next }, "production stopped");
    if (halt && !next) log.info({ was: halt.reason }, "production goes on");
    halt = next;
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
    slot,
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

function headOf(store: SequencerDeps["store"]): SignedSuperblock {
  const head = store.head();
  if (head === undefined) throw new ServiceError("no-genesis", "the store has no genesis superblock");
  return head;
}
