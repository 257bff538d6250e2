// Longer than a page: one bench, and every test reads the same log of what was done in which order.
import { expect } from "chai";
import { decodeFunctionResult, encodeFunctionData, type Hex, parseEther, recoverAddress } from "viem";
import { crossRollupMessengerAbi, minedBlockOracleAbi } from "../../../services/abi/index.ts";
import { nextOracleSubmission } from "../../../services/mining/oracleRelay.ts";
import type { MinedCheckpoint } from "../../../services/ports.ts";
import { ZERO_HASH } from "../../../services/protocol/merkleTree.ts";
import { MESSENGER, MINED_BLOCK_ORACLE } from "../../../services/protocol/systemAddresses.ts";
import type { SlotReport } from "../../../services/sequencer/sequencerLoop.ts";
import { L1_CHAIN_ID, signedBy, testAccount } from "../../support/lockstepRollups.ts";
import { sentFrom } from "../../support/messages.ts";
import { mineCheckpoint } from "../../support/mineCheckpoint.ts";
import {
  type BenchRun,
  createSequencerBench,
  leader,
  type SequencerBench,
} from "../../support/sequencerBench.ts";

const [PRODUCER, ALICE, BOB] = [2, 4, 5] as const;
const FIRST_SECOND = 1_800_000_001n;

describe("sequencer loop", () => {
  const open: { close(): void }[] = [];
  const arrange = async (...limits: Parameters<typeof createSequencerBench>): Promise<SequencerBench> => {
    const bench = await createSequencerBench(...limits);
    open.push(bench);
    return bench;
  };
  afterEach(() => {
    for (const bench of open.splice(0)) bench.close();
  });

  const deposit = (dstChainId: bigint, nonce: bigint) =>
    sentFrom(L1_CHAIN_ID, dstChainId, {
      nonce,
      value: parseEther("1"),
      target: testAccount(ALICE).address,
      refundTo: testAccount(ALICE).address,
      deadline: 1_900_000_000n,
    }).message;

  /** Alice has ETH on both rollups after the first slot. */
  async function withFunds(): Promise<SequencerBench> {
    const bench = await arrange();
    for (const chainId of bench.rollups.chainIds) bench.l1.post(deposit(chainId, 0n));
    bench.l1.grow(5);
    return bench;
  }

  const answerOf = async (bench: SequencerBench, chainId: bigint, functionName: "lead" | "lastMined") => {
    const abi = minedBlockOracleAbi;
    const data = encodeFunctionData({ abi, functionName });
    const { returnData } = await bench.rollups
      .engine(chainId)
      .call(bench.header(chainId), { to: MINED_BLOCK_ORACLE, data });
    return decodeFunctionResult({ abi, functionName, data: returnData });
  };

  describe("slot by slot", () => {
    it("makes one superblock a slot, a block of each rollup, stamped with its second and signed", async () => {
      const bench = await arrange();
      const run = bench.start();
      await bench.slots(5);
      expect(
        bench.announced.map(({ superblock }) => [superblock.number, superblock.timestamp]),
      ).to.deep.equal([0n, 1n, 2n, 3n, 4n].map((i) => [i + 1n, FIRST_SECOND + i]));
      for (const { superblock, blocks, hash, signature } of bench.announced) {
        expect(blocks.map(({ number }) => number)).to.deep.equal([superblock.number, superblock.number]);
        expect(await recoverAddress({ hash, signature: signature! })).to.equal(leader.address);
        expect(bench.store.superblock(superblock.number)?.signature).to.equal(signature);
      }
      await run.stop();
      await bench.beginSlot();
      expect(bench.head().number).to.equal(5n);
    });

    it("skips the slots that passed while it was busy, and none is made twice", async () => {
      const bench = await arrange();
      bench.start();
      await bench.slots(1);
      for (let i = 0; i < 3; i++) await bench.beginSlot();
      await bench.settle();
      await bench.slots(1);
      const seconds = bench.announced.map(({ superblock }) => superblock.timestamp - FIRST_SECOND);
      expect(seconds[0]).to.equal(0n);
      expect(new Set(seconds).size).to.equal(seconds.length);
      expect(seconds.at(-1)).to.equal(4n);
    });

    it("f14: journals, waits for the disk, signs, keeps the signature, announces: in this order", async () => {
      const bench = await arrange();
      bench.start();
      await bench.slots(2);
      expect(bench.events).to.deep.equal(
        [1, 2].flatMap((n) => [
          `append ${n}`,
          `flushed ${n}`,
          `sign ${n}`,
          `keep signature ${n}`,
          `announce ${n}`,
        ]),
      );
    });

    it("takes a transaction out of the pool when its superblock is durable, not before", async () => {
      const bench = await withFunds();
      const [A] = bench.rollups.chainIds as [bigint, bigint];
      bench.start();
      await bench.slots(1);
      const raw = await signedBy({
        chainId: A,
        from: ALICE,
        nonce: 0,
        to: testAccount(BOB).address,
        value: 7n,
      });
      expect((await bench.pool.submit(A, raw)).ok).to.equal(true);
      let release = (): void => undefined;
      bench.disk.flush = () => new Promise((resolve) => (release = resolve));
      await bench.beginSlot();
      while (bench.head().number < 2n) await new Promise((resolve) => setImmediate(resolve));
      expect(bench.pool.counts(A).pending).to.equal(1);
      release();
      await bench.settle();
      expect(bench.pool.counts(A).pending).to.equal(0);
      const { balance } = await bench.rollups
        .engine(A)
        .account(bench.header(A).stateRoot, testAccount(BOB).address);
      expect(balance).to.equal(7n);
    });
  });

  describe("rounds within a slot", () => {
    const ROUND_MS = 100;

    /** Alice and Bob have ETH on the first rollup, and a slot has just begun. */
    async function inSlot(
      onSlot?: (report: SlotReport) => void,
    ): Promise<{ bench: SequencerBench; run: BenchRun; A: bigint }> {
      const bench = await arrange({ roundMs: ROUND_MS });
      const [A] = bench.rollups.chainIds as [bigint];
      for (const [nonce, who] of [ALICE, BOB].entries())
        bench.l1.post({ ...deposit(A, BigInt(nonce)), target: testAccount(who).address });
      bench.l1.grow(5);
      const run = bench.start(onSlot);
      await bench.settle();
      await bench.beginSlot();
      await rounds(bench, 7);
      expect(bench.head().number).to.equal(1n);
      await bench.beginSlot();
      await bench.settle();
      return { bench, run, A };
    }

    async function rounds(bench: SequencerBench, count: number): Promise<void> {
      for (let i = 0; i < count; i++) {
        await bench.settle();
        await bench.pass(ROUND_MS);
      }
      await bench.settle();
    }

    async function send(
      bench: SequencerBench,
      chainId: bigint,
      from: number,
      nonce: number,
      tipGwei: bigint,
    ): Promise<Hex> {
      const to = testAccount(PRODUCER).address;
      const raw = await signedBy({ chainId, from, nonce, to, feeWei: tipGwei * 10n ** 9n });
      const outcome = await bench.pool.submit(chainId, raw);
      if (!outcome.ok) throw new Error(outcome.detail);
      return outcome.hash;
    }

    it("takes who arrives until most of the slot is over; within a round the tip decides, between rounds the time", async () => {
      const { bench, A } = await inSlot();
      const low = await send(bench, A, BOB, 0, 1n);
      const high = await send(bench, A, ALICE, 0, 2n);
      await rounds(bench, 1);
      const later = await send(bench, A, BOB, 1, 3n);
      await rounds(bench, 5);
      const tooLate = await send(bench, A, ALICE, 1, 9n);
      await rounds(bench, 1);
      expect(bench.head().number).to.equal(2n);
      const included = (number: bigint) =>
        bench.store.block(A, number)!.receipts.map((r) => r.transactionHash);
      expect(included(2n)).to.deep.equal([high, low, later]);
      await bench.beginSlot();
      await rounds(bench, 7);
      expect(included(3n)).to.deep.equal([tooLate]);
    });

    it("reports how long sealing takes, without the wait for users", async () => {
      const reports: SlotReport[] = [];
      const { bench } = await inSlot((report) => reports.push(report));
      bench.disk.flush = async () => void bench.pass(40);
      await rounds(bench, 7);
      const took = reports.map((report) => report.status === "produced" && report.sealingMs);
      expect(took).to.deep.equal([0, 40]);
    });

    it("f28: ends its rounds after their number, when the clock is set back", async () => {
      const { bench } = await inSlot();
      bench.setClockBack(30_000);
      await rounds(bench, 7);
      expect(bench.head().number).to.equal(2n);
    });

    it("waits no longer when it is told to stop, and seals what it has", async () => {
      const { bench, run, A } = await inSlot();
      const hash = await send(bench, A, ALICE, 0, 1n);
      await rounds(bench, 1);
      await run.stop();
      expect(bench.announced.at(-1)?.superblock.number).to.equal(2n);
      expect(bench.store.transactionPlace(A, hash)?.blockNumber).to.equal(2n);
    });
  });

  describe("a crash", () => {
    /** Stops dead between journal and signature. */
    async function crashWhileFlushing(): Promise<SequencerBench> {
      const bench = await arrange();
      bench.disk.flush = () => new Promise(() => undefined);
      bench.start();
      await bench.beginSlot();
      while (bench.head().number < 1n) await new Promise((resolve) => setImmediate(resolve));
      for (let i = 0; i < 20; i++) await bench.beginSlot();
      return bench;
    }

    it("f14: signs nothing and announces nothing while the disk hangs", async () => {
      const bench = await crashWhileFlushing();
      expect(bench.events).to.deep.equal(["append 1"]);
      expect(bench.store.head()?.signature).to.equal(undefined);
      expect(bench.recorded()).to.deep.equal([]);
    });

    it("f14: signs and announces on start the head that it left unsigned, before anything new", async () => {
      const bench = await crashWhileFlushing();
      const { hash } = bench.store.head()!;
      bench.disk.flush = () => Promise.resolve();
      bench.start();
      await bench.slots(1);
      expect(bench.events.slice(0, 6)).to.deep.equal([
        "append 1",
        "flushed 1",
        "sign 1",
        "keep signature 1",
        "announce 1",
        "append 2",
      ]);
      expect(bench.announced[0]?.hash).to.equal(hash);
      expect(bench.announced[1]?.superblock.parent).to.equal(hash);
    });

    it("f12: gives the same signature again when it stopped between the signer's record and the store", async () => {
      const bench = await crashWhileFlushing();
      const lost = await bench.signer.sign(bench.head());
      bench.disk.flush = () => Promise.resolve();
      bench.start();
      await bench.slots(1);
      expect(lost).to.deep.equal({ ok: true, signature: bench.announced[0]?.signature });
      const digests = bench.recorded().filter(({ number }) => number === "1");
      expect(new Set(digests.map(({ digest }) => digest)).size).to.equal(1);
    });

    it("signs what a failing disk left unsigned before it builds on it", async () => {
      const bench = await arrange();
      bench.start();
      bench.disk.flush = () => Promise.reject(new Error("no space left on device"));
      await bench.slots(4);
      expect(bench.events).to.deep.equal(["append 1"]);
      bench.disk.flush = () => Promise.resolve();
      await bench.slots(3);
      const done = (n: number) => [
        `append ${n}`,
        `flushed ${n}`,
        `sign ${n}`,
        `keep signature ${n}`,
        `announce ${n}`,
      ];
      expect(bench.events.slice(0, 10)).to.deep.equal([...done(1), ...done(2)]);
    });

    it("goes on with the history of all superblocks before", async () => {
      const bench = await arrange();
      const first = bench.start();
      await bench.slots(3);
      await first.stop();
      bench.start();
      await bench.slots(2);
      expect(bench.head().number).to.equal(5n);
      const straight = await arrange();
      straight.start();
      await straight.slots(5);
      expect(straight.store.head()?.hash).to.equal(bench.store.head()?.hash);
    });
  });

  describe("halts", () => {
    const minedAt = (number: bigint): MinedCheckpoint => ({
      id: ZERO_HASH,
      parent: ZERO_HASH,
      superblock: ZERO_HASH,
      miner: testAccount(BOB).address,
      nBits: 0x207fffff,
      batchIndex: 1n,
      number,
      height: 1,
      auxPow: "0x",
      l1BlockNumber: 1n,
      acceptedAtSec: 0n,
    });

    it("f29: work-overdue, until the clock of unmined batches runs lower again", async () => {
      const bench = await arrange();
      const { sequencer } = bench.start();
      bench.l1.clockSec = 300n;
      await bench.slots(1);
      expect(sequencer.halt).to.equal(undefined);
      bench.l1.clockSec = 301n;
      await bench.slots(2);
      expect(sequencer.halt).to.deep.equal({ reason: "work-overdue", clockSec: 301n, timeoutSec: 300n });
      expect(bench.head().number).to.equal(1n);
      bench.l1.clockSec = 0n;
      await bench.slots(1);
      expect(sequencer.halt).to.equal(undefined);
      expect(bench.head().number).to.equal(2n);
    });

    it("too-many-unmined, until work is found", async () => {
      const bench = await arrange({ maxUnminedSuperblocks: 2n });
      const { sequencer } = bench.start();
      await bench.slots(4);
      expect(sequencer.halt).to.deep.equal({ reason: "too-many-unmined", unmined: 2n, maximum: 2n });
      expect(bench.head().number).to.equal(2n);
      bench.l1.mined = minedAt(1n);
      await bench.slots(2);
      expect(bench.head().number).to.equal(3n);
      expect(sequencer.halt).to.include({ reason: "too-many-unmined" });
      bench.l1.mined = minedAt(3n);
      await bench.slots(1);
      expect(sequencer.halt).to.equal(undefined);
    });

    it("goes on for a while with what L1 said last, messages and all, when L1 falls silent", async () => {
      const bench = await arrange();
      const { sequencer } = bench.start();
      const [A] = bench.rollups.chainIds as [bigint];
      bench.l1.post(deposit(A, 0n));
      await bench.slots(1);
      const { l1OriginNumber } = bench.head();
      bench.l1.isDown = true;
      await bench.slots(4);
      expect(sequencer.halt).to.equal(undefined);
      expect(bench.head().number).to.equal(5n);
      expect(bench.head().l1OriginNumber).to.equal(l1OriginNumber);
      expect(bench.store.head()?.consumed).to.deep.equal([1n, 0n]);
    });

    it("takes in silence what did not fit before, and nothing twice", async () => {
      const bench = await arrange();
      bench.start();
      const [A] = bench.rollups.chainIds as [bigint];
      // Two of these fill what a superblock spends on messages.
      for (const nonce of [0n, 1n, 2n]) bench.l1.post({ ...deposit(A, nonce), gasLimit: 4_000_000n });
      await bench.slots(1);
      expect(bench.store.head()?.consumed).to.deep.equal([2n, 0n]);
      bench.l1.isDown = true;
      await bench.slots(2);
      expect(bench.store.head()?.consumed).to.deep.equal([3n, 0n]);
    });

    it("l1-unreachable, when L1 is silent for longer than the greatest lag, until it answers", async () => {
      const bench = await arrange();
      const { sequencer } = bench.start();
      await bench.slots(1);
      const lastAnswerMs = bench.clock.now();
      bench.l1.isDown = true;
      await bench.slots(8);
      expect(sequencer.halt).to.deep.equal({ reason: "l1-unreachable", sinceMs: lastAnswerMs });
      const stoodAt = bench.head().number;
      await bench.slots(4);
      expect(bench.head().number).to.equal(stoodAt);
      bench.l1.isDown = false;
      await bench.slots(1);
      expect(sequencer.halt).to.equal(undefined);
      expect(bench.head().number).to.equal(stoodAt + 1n);
    });

    it("l1-unreachable, at once when L1 does not answer at the start", async () => {
      const bench = await arrange();
      bench.l1.isDown = true;
      const { sequencer } = bench.start();
      await bench.slots(1);
      expect([sequencer.halt?.reason, sequencer.l1, bench.head().number]).to.deep.equal([
        "l1-unreachable",
        undefined,
        0n,
      ]);
    });

    it("tells of every slot what became of it", async () => {
      const bench = await withFunds();
      const [A] = bench.rollups.chainIds as [bigint, bigint];
      const reports: SlotReport[] = [];
      const { sequencer } = bench.start((report) => reports.push(report));
      await bench.slots(1);
      bench.l1.clockSec = 301n;
      await bench.slots(1);
      bench.l1.clockSec = 0n;
      bench.disk.flush = () => Promise.reject(new Error("disk on fire"));
      await bench.slots(1);
      expect(reports.map(({ status }) => status)).to.deep.equal(["produced", "halted", "failed"]);
      expect(sequencer.failedSlots).to.equal(1);
      const [first] = reports;
      if (first?.status !== "produced") throw new Error("no superblock");
      expect(first.groups.find(({ chainId }) => chainId === A)?.legs[0]?.kind).to.equal("consume");
      expect(first.dropped).to.deep.equal([]);
    });

    it("f15: l1-origin-gone, when L1 replaced the block that the head stands on", async () => {
      const bench = await arrange();
      const { sequencer } = bench.start();
      bench.l1.grow(6);
      await bench.slots(1);
      expect(bench.head().l1OriginNumber).to.equal(5n);
      bench.l1.reorganise(3, 9);
      await bench.slots(2);
      expect(sequencer.halt).to.deep.equal({ reason: "l1-origin-gone", number: 5n });
      expect(bench.head().number).to.equal(1n);
    });
  });

  describe("L1", () => {
    it("takes the term in force", async () => {
      const bench = await arrange();
      bench.start();
      await bench.slots(1);
      const { term: before } = bench.l1.currentTerm;
      bench.l1.postUpTo(bench.store.head()!);
      bench.l1.openTerm("second", bench.store.head()!);
      await bench.slots(1);
      const terms = bench.announced.map(({ superblock }) => superblock.term);
      expect(terms).to.deep.equal([before, bench.l1.currentTerm.term]);
    });

    it("takes its origin `originDepth` below the newest block and never goes back", async () => {
      const bench = await arrange();
      bench.start();
      await bench.slots(1);
      bench.l1.grow(2);
      await bench.slots(1);
      bench.l1.grow(4);
      await bench.slots(1);
      const origins = bench.announced.map(({ superblock }) => superblock.l1OriginNumber);
      expect(origins).to.deep.equal([1n, 1n, 5n]);
      bench.l1.reorganise(1, 0);
      await bench.slots(1);
      expect(bench.head().l1OriginNumber).to.equal(5n);
      expect(bench.head().l1Origin).to.equal((await bench.l1.block(5n))?.hash);
      expect(bench.head().number).to.equal(4n);
    });

    it("takes messages at or below the origin only, each rollup's in order, each once", async () => {
      const bench = await arrange();
      const [A, B] = bench.rollups.chainIds as [bigint, bigint];
      bench.l1.grow(1);
      bench.l1.post(deposit(A, 0n));
      bench.l1.post(deposit(A, 1n));
      bench.l1.post(deposit(B, 0n));
      bench.l1.grow(1);
      bench.l1.post(deposit(A, 2n));
      bench.start();
      await bench.slots(1);
      expect(bench.head().l1OriginNumber).to.equal(1n);
      expect(bench.store.head()?.consumed).to.deep.equal([0n, 0n]);
      bench.l1.grow(1);
      await bench.slots(1);
      expect(bench.store.head()?.consumed).to.deep.equal([2n, 1n]);
      bench.l1.grow(1);
      await bench.slots(2);
      expect(bench.store.head()?.consumed).to.deep.equal([3n, 1n]);
      const { balance } = await bench.rollups
        .engine(A)
        .account(bench.header(A).stateRoot, testAccount(ALICE).address);
      expect(balance).to.equal(parseEther("3"));
    });
  });

  it("gives work to every rollup's oracle", async () => {
    const bench = await arrange();
    // The easiest target holds again when a spacing has passed without work.
    for (let i = 0; i < 30; i++) await bench.beginSlot();
    bench.start();
    await bench.slots(2);
    const target = bench.store.superblock(1n)!;
    const mined = mineCheckpoint({
      auxChainId: 0x1c5,
      nBits: 0x207fffff,
      parentCheckpoint: ZERO_HASH,
      superblock: target.hash,
      miner: testAccount(BOB).address,
    });
    bench.relays.next = (head) =>
      new Map(
        bench.rollups.chainIds.map((chainId) => {
          const { checkpoints, auxPows, superblock, nextHeader } = nextOracleSubmission({
            chainId,
            known: 0,
            accepted: [mined],
            superblockByHash: (hash) => bench.store.superblockByHash(hash)?.superblock,
            nextHeader: (id, number) => bench.store.header(id, number),
            blockNumber: head.superblock.number + 1n,
          })!;
          const args = [checkpoints, auxPows, superblock, nextHeader] as const;
          const data = encodeFunctionData({ abi: minedBlockOracleAbi, functionName: "submit", args });
          return [chainId, { data, valueWei: 0n }];
        }),
      );
    await bench.slots(1);
    for (const chainId of bench.rollups.chainIds) {
      expect(await answerOf(bench, chainId, "lead")).to.equal(mined.id);
      expect(await answerOf(bench, chainId, "lastMined")).to.deep.include({ number: 1n });
    }
    // What the oracle refuses is left out, and the superblock stands without it.
    bench.relays.next = () =>
      new Map(bench.rollups.chainIds.map((chainId) => [chainId, { data: "0xdeadbeef", valueWei: 0n }]));
    const { number } = bench.head();
    await bench.slots(1);
    expect(bench.head().number).to.equal(number + 1n);
    for (const chainId of bench.rollups.chainIds)
      expect(bench.store.block(chainId, number + 1n)?.transactions).to.deep.equal([]);
  });

  describe("a superblock that does not close", () => {
    /** An action on B that nobody triggered on A; only the producer's own key can do this. */
    async function unmatchedAction(bench: SequencerBench): Promise<Hex> {
      const [A, B] = bench.rollups.chainIds as [bigint, bigint];
      const { address, signTransaction } = testAccount(PRODUCER);
      const { nonce } = await bench.rollups.engine(B).account(bench.header(B).stateRoot, address);
      const { message, data } = sentFrom(A, B, { target: testAccount(BOB).address, sender: MESSENGER });
      const raw = await signTransaction({
        type: "eip1559",
        chainId: Number(B),
        nonce: Number(nonce),
        to: MESSENGER,
        data: encodeFunctionData({
          abi: crossRollupMessengerAbi,
          functionName: "action",
          args: [message, data],
        }),
        gas: 2_000_000n,
        maxFeePerGas: 0n,
        maxPriorityFeePerGas: 0n,
      });
      const submitted = await bench.pool.submit(B, raw);
      if (!submitted.ok) throw new Error(submitted.detail);
      return submitted.hash;
    }

    it("leaves no trace, and the next one is built on the same head", async () => {
      const bench = await withFunds();
      const [A, B] = bench.rollups.chainIds as [bigint, bigint];
      const run = bench.start();
      await bench.slots(1);
      const { hash } = bench.header(B);
      const unmatched = await unmatchedAction(bench);
      const eventsBefore = bench.events.length;
      await bench.slots(3);
      expect(bench.events.slice(eventsBefore)).to.deep.equal([]);
      expect(bench.header(B).hash).to.equal(hash);

      bench.pool.remove(unmatched);
      const value = 7n;
      const user = await signedBy({ chainId: A, from: ALICE, nonce: 0, to: testAccount(BOB).address, value });
      expect((await bench.pool.submit(A, user)).ok).to.equal(true);
      await bench.slots(2);
      expect(bench.store.superblock(2n)?.superblock.parent).to.equal(bench.store.superblock(1n)?.hash);
      expect(bench.store.block(A, 2n)?.transactions).to.include(user);
      expect(bench.store.head()?.signature).to.be.a("string");
      await run.stop();
    });
  });

  it("goes on after a rollup could not open its block, with the next one of all", async () => {
    for (const i of [0, 1]) {
      const bench = await arrange();
      bench.breakNextOpen(bench.rollups.chainIds[i]!);
      bench.start();
      await bench.slots(4);
      expect(bench.head().number > 0n, `rollup ${i}`).to.equal(true);
    }
  });

  it("drops a superblock in the middle of which the producer's key failed, and makes the next", async () => {
    const bench = await withFunds();
    bench.breakNextTransaction();
    bench.start();
    await bench.slots(1);
    expect(bench.events).to.deep.equal([]);
    await bench.slots(2);
    expect(bench.head().number).to.equal(1n);
    expect(bench.store.head()?.consumed).to.deep.equal([1n, 1n]);
  });

  it("ends: signer-refused, when the number was signed otherwise; nothing is announced", async () => {
    const bench = await arrange();
    const { ended } = bench.start();
    const other = { ...bench.head(), term: bench.l1.currentTerm.term, number: 1n, timestamp: 1n };
    expect((await bench.signer.sign(other)).ok).to.equal(true);
    await bench.slots(1);
    const failure = await ended.then(
      () => undefined,
      (err: unknown) => err,
    );
    expect(failure).to.include({ code: "signer-refused" });
    expect(bench.announced).to.deep.equal([]);
    expect(bench.store.head()?.signature).to.equal(undefined);
  });
});
