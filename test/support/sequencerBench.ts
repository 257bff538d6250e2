/** The sequencer over real rollups in memory, with the real signer, a fake L1 and a clock that moves slot by slot. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Hex, zeroAddress } from "viem";
import { createSuperblockSigner } from "../../services/adapters/keys.ts";
import type { Clock, SignedSuperblock, Store } from "../../services/ports.ts";
import { createLogger } from "../../services/runtime/logger.ts";
import { DEFAULT_BUILDER_LIMITS } from "../../services/sequencer/builderLimits.ts";
import { openFallen } from "../../services/sequencer/fallen.ts";
import { Mempool } from "../../services/sequencer/mempool.ts";
import { DEFAULT_MEMPOOL_LIMITS } from "../../services/sequencer/mempoolLimits.ts";
import type { RolledBackReport } from "../../services/sequencer/realign.ts";
import {
  createSequencer,
  type FallbackConduct,
  type Sequencer,
  type SequencerLimits,
  type SlotReport,
} from "../../services/sequencer/sequencerLoop.ts";
import type { Relay } from "../../services/sequencer/systemTransactions.ts";
import { fakeClock } from "./fakeClock.ts";
import { createFakeL1, type FakeL1 } from "./fakeL1.ts";
import { createLockstepRollups, L1_CHAIN_ID, type LockstepRollups, testAccount } from "./lockstepRollups.ts";

export const SLOT_MS = 1000;
export const leader = testAccount(1);
export const LIMITS = {
  slotMs: SLOT_MS,
  originDepth: 2n,
  miningTimeoutSec: 300n,
  maxUnminedSuperblocks: 300n,
  maxLagSec: 5n,
};

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A clock on which one can see whether anybody sleeps. It starts in the middle of a slot. */
function slotClock() {
  const fake = fakeClock(1_800_000_000_500);
  let asleep = 0;
  const clock: Clock = {
    now: fake.now,
    sleep: async (ms, signal) => {
      if (ms <= 0) return;
      asleep++;
      await fake.sleep(ms, signal);
      asleep--;
    },
  };
  return { clock, advance: fake.advance, setBack: fake.setBack, isAsleep: () => asleep > 0 };
}

/** What the disk does, and everything that the sequencer did, in order: "append 1", "flushed 1", "sign 1" … */
function watchedStore(store: Store) {
  const events: string[] = [];
  const disk: Disk = { flush: () => Promise.resolve(), diesAfter: Number.POSITIVE_INFINITY, writes: 0 };
  const number = () => store.head()?.superblock.number;
  /** Fails once the disk is dead, for as long as it is. */
  const write = (job: () => void): void => {
    if (disk.writes >= disk.diesAfter) throw new Error("killed");
    disk.writes++;
    job();
  };
  const watched: Store = {
    ...store,
    append: (superblock, blocks, groups) => {
      write(() => store.append(superblock, blocks, groups));
      events.push(`append ${superblock.superblock.number}`);
    },
    flushed: async () => {
      const at = number();
      if (disk.writes >= disk.diesAfter) throw new Error("killed");
      await disk.flush();
      events.push(`flushed ${at}`);
    },
    rollbackTo: (to) => {
      write(() => store.rollbackTo(to));
      events.push(`roll back to ${to}`);
    },
    sign: (at, signature) => {
      write(() => store.sign(at, signature));
      events.push(`keep signature ${at}`);
    },
    records: { ...store.records, put: (key, value) => write(() => store.records.put(key, value)) },
  };
  return { store: watched, events, disk };
}

export type Disk = {
  flush: () => Promise<void>;
  /** how many writes it does before it fails every further one */
  diesAfter: number;
  writes: number;
};

export type SequencerBench = Awaited<ReturnType<typeof createSequencerBench>>;

export type BenchRun = {
  readonly sequencer: Sequencer;
  /** rejected when the sequencer gives up */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
};

export async function createSequencerBench(limits: Partial<SequencerLimits> = {}) {
  const rollups = await createLockstepRollups(2);
  const { clock, advance, setBack, isAsleep } = slotClock();
  const l1 = createFakeL1(rollups.head(), () => void advance(5));
  const { store, events, disk } = watchedStore(rollups.store);
  let pool = createPool(rollups, clock);
  const folder = mkdtempSync(join(tmpdir(), "sequencer-"));
  const recordPath = join(folder, "signed.jsonl");
  const announced: SignedSuperblock[] = [];
  const relays: { next: (head: SignedSuperblock) => ReadonlyMap<bigint, Relay> } = { next: () => new Map() };
  const { signTransaction } = rollups.key;
  const producerKey = { ...rollups.key, signTransaction };
  /** Makes the producer's key fail to sign its next transaction. */
  const breakNextTransaction = (): void => {
    producerKey.signTransaction = async () => {
      producerKey.signTransaction = signTransaction;
      throw new Error("the key does not answer");
    };
  };
  const signer = createSuperblockSigner({ account: leader, domain: rollups.domain, recordPath });
  let idle: () => boolean = () => true;

  const settle = async (): Promise<void> => {
    while (!idle()) await nextTurn();
  };
  const start = (
    onSlot?: (report: SlotReport) => void,
    onRolledBack?: (report: RolledBackReport) => void,
    fallback?: FallbackConduct,
  ): BenchRun => {
    const controller = new AbortController();
    const sequencer = createSequencer({
      engines: rollups.engines,
      domain: rollups.domain,
      store,
      fallen: openFallen(store),
      clock,
      log: createLogger("silent"),
      l1,
      pool,
      signer: {
        address: signer.address,
        sign: (superblock) => {
          events.push(`sign ${superblock.number}`);
          return signer.sign(superblock);
        },
      },
      builder: {
        key: producerKey,
        l1ChainId: L1_CHAIN_ID,
        limits: DEFAULT_BUILDER_LIMITS,
        log: createLogger("silent"),
      },
      limits: { ...LIMITS, ...limits },
      ...(onSlot && { onSlot }),
      ...(onRolledBack && { onRolledBack }),
      ...(fallback && { fallback }),
      relays: async (head) => relays.next(head),
      announce: (change) => {
        if (change.kind === "takingBack") return;
        if (change.kind === "rolledBack") {
          events.push(`announce rollback to ${change.to}`);
          return;
        }
        announced.push(change.superblock);
        events.push(`announce ${change.superblock.superblock.number}`);
      },
    });
    let over = false;
    const ended = sequencer.run(controller.signal).finally(() => {
      over = true;
    });
    ended.catch(() => undefined);
    idle = () => over || isAsleep();
    const stop = async (): Promise<void> => {
      controller.abort();
      await ended;
    };
    return { sequencer, ended, stop };
  };
  /** Makes one rollup fail to open its next block. */
  const breakNextOpen = (chainId: bigint): void => {
    const engine = rollups.engine(chainId);
    const { open } = engine;
    engine.open = async () => {
      engine.open = open;
      throw new Error("the state cannot be read");
    };
  };
  /** To the beginning of the next slot; does not wait for what happens in it. */
  const beginSlot = (): Promise<void> => advance(SLOT_MS - (clock.now() % SLOT_MS));
  const slots = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) {
      await settle();
      await beginSlot();
      await settle();
    }
  };
  return {
    rollups,
    store,
    clock,
    l1,
    get pool() {
      return pool;
    },
    /** What a process that died had in memory is gone. */
    forgetPool: () => {
      pool = createPool(rollups, clock);
    },
    events,
    disk,
    announced,
    relays,
    signer,
    start,
    breakNextOpen,
    breakNextTransaction,
    /** Lets so many milliseconds pass at once. */
    pass: advance,
    setClockBack: setBack,
    beginSlot,
    slots,
    settle,
    head: () => store.head()!.superblock,
    header: (chainId: bigint) => store.header(chainId, store.head()!.superblock.number)!,
    /** Digests that the signer wrote down, by number. */
    recorded: (): { term: Hex; number: string; digest: Hex }[] =>
      readFileSync(recordPath, "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as { term: Hex; number: string; digest: Hex }),
    close: () => {
      signer.close();
      rmSync(folder, { recursive: true });
    },
  };
}

const createPool = (rollups: LockstepRollups, clock: Clock): Mempool =>
  new Mempool({
    clock,
    engines: rollups.engines,
    // Lets the producer's own key in, which owns nothing, which is how a test gets a superblock that does not close.
    producer: zeroAddress,
    limits: { ...DEFAULT_MEMPOOL_LIMITS, minTipWei: 0n },
    senderState: (chainId, sender) => {
      const { stateRoot } = rollups.store.header(chainId, rollups.head().superblock.number)!;
      return rollups.engine(chainId).account(stateRoot, sender);
    },
  });

export type { FakeL1 };
