import { expect } from "chai";
import { type Hex, keccak256, parseEther } from "viem";
import { ZERO_HASH } from "../../../services/protocol/merkleTree.ts";
import type { RolledBackReport } from "../../../services/sequencer/realign.ts";
import { L1_CHAIN_ID, signedBy, testAccount } from "../../support/lockstepRollups.ts";
import { sentFrom } from "../../support/messages.ts";
import { createSequencerBench, type SequencerBench } from "../../support/sequencerBench.ts";

const [ALICE, BOB] = [4, 5] as const;

describe("sequencer after L1 went back", () => {
  const open: { close(): void }[] = [];
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
  const transfer = (chainId: bigint, nonce: number, value = 7n): Promise<Hex> =>
    signedBy({ chainId, from: ALICE, nonce, to: testAccount(BOB).address, value });

  /** Superblock 1 with deposits is posted; 2 and 3 carry a transfer on A each, 3 one on B too; 4 is empty. */
  async function arrange() {
    const bench = await createSequencerBench();
    open.push(bench);
    const [A, B] = bench.rollups.chainIds as [bigint, bigint];
    for (const chainId of [A, B]) bench.l1.post(deposit(chainId, 0n));
    bench.l1.grow(5);
    const reports: RolledBackReport[] = [];
    const run = bench.start(undefined, (report) => reports.push(report));
    await bench.slots(1);
    bench.l1.postUpTo(bench.store.head()!);
    const sent: Hex[] = [];
    const submit = async (chainId: bigint, nonce: number): Promise<void> => {
      const raw = await transfer(chainId, nonce);
      sent.push(keccak256(raw));
      expect((await bench.pool.submit(chainId, raw)).ok).to.equal(true);
    };
    await submit(A, 0);
    await bench.slots(1);
    await submit(A, 1);
    await submit(B, 0);
    await bench.slots(2);
    expect(bench.head().number).to.equal(4n);
    return { bench, A, B, run, sent, reports, hashes: hashesOf(bench) };
  }

  const hashesOf = (bench: SequencerBench): Hex[] => {
    const hashes: Hex[] = [];
    for (let n = 0n; n <= bench.head().number; n++) hashes.push(bench.store.superblock(n)!.hash);
    return hashes;
  };
  const balanceOf = async (bench: SequencerBench, chainId: bigint, person: number) =>
    (
      await bench.rollups
        .engine(chainId)
        .account(bench.header(chainId).stateRoot, testAccount(person).address)
    ).balance;

  it("f17: takes back all rollups together to where the new term begins, and goes on in it", async () => {
    const { bench, reports, hashes } = await arrange();
    const { term: before } = bench.l1.currentTerm;
    bench.l1.openTerm("second", bench.store.superblock(1n)!);
    await bench.slots(1);
    expect(bench.events.slice(-7)).to.deep.equal(
      [
        "roll back to 1",
        "flushed 1",
        "announce rollback to 1",
        ...["append 2", "flushed 2", "sign 2", "keep signature 2"].slice(0, 4),
        "announce 2",
      ].slice(-7),
    );
    const again = bench.head();
    expect([again.number, again.parent]).to.deep.equal([2n, hashes[1]]);
    expect(again.term).to.equal(bench.l1.currentTerm.term).and.not.equal(before);
    expect(reports).to.deep.equal([{ removed: 3, restored: 0, waiting: 3, lost: 0 }]);
    // The history commits to what stands, not to what fell.
    const straight = bench.announced.at(-1)!;
    expect(straight.superblock.historyRoot).to.equal(
      bench.announced.find(({ superblock }) => superblock.number === 2n)!.superblock.historyRoot,
    );
  });

  it("puts the users' transactions of what fell into the next superblock, in their order", async () => {
    const { bench, A, B, sent } = await arrange();
    const paid = await balanceOf(bench, A, BOB);
    bench.l1.openTerm("second", bench.store.superblock(1n)!);
    await bench.slots(1);
    const hashes = (chainId: bigint) =>
      bench.store.block(chainId, 2n)!.receipts.map((r) => r.transactionHash);
    expect(hashes(A)).to.deep.equal([sent[0], sent[1]]);
    expect(hashes(B)).to.deep.equal([sent[2]]);
    expect(bench.pool.counts(A).pending + bench.pool.counts(B).pending).to.equal(0);
    expect(await balanceOf(bench, A, BOB)).to.equal(paid);
  });

  it("takes messages from L1 again whose superblock fell", async () => {
    const bench = await createSequencerBench();
    open.push(bench);
    const [A] = bench.rollups.chainIds as [bigint];
    bench.start();
    await bench.slots(1);
    bench.l1.postUpTo(bench.store.head()!);
    bench.l1.post(deposit(A, 0n));
    bench.l1.grow(3);
    await bench.slots(1);
    expect(bench.store.head()!.consumed).to.deep.equal([1n, 0n]);
    bench.l1.openTerm("second", bench.store.superblock(1n)!);
    await bench.slots(1);
    expect(bench.head().number).to.equal(2n);
    expect(bench.store.head()!.consumed).to.deep.equal([1n, 0n]);
    expect(await balanceOf(bench, A, ALICE)).to.equal(parseEther("1"));
  });

  it("serves nothing of what fell", async () => {
    const { bench, A, sent, hashes } = await arrange();
    const place = bench.store.transactionPlace(A, sent[1]!)!;
    bench.l1.openTerm("second", bench.store.superblock(1n)!);
    bench.l1.clockSec = 301n;
    await bench.slots(1);
    expect(bench.head().number, "nothing new yet").to.equal(1n);
    const { store } = bench;
    expect(store.transactionPlace(A, sent[1]!)).to.equal(undefined);
    expect(store.group(sent[1]!)).to.equal(undefined);
    expect(store.blockByHash(A, place.blockHash)).to.equal(undefined);
    expect(store.block(A, place.blockNumber)).to.equal(undefined);
    expect(hashes.slice(2).map((hash) => store.superblockByHash(hash))).to.deep.equal([
      undefined,
      undefined,
      undefined,
    ]);
    expect(bench.pool.pending(A, sent[1]!)).to.be.a("string");
  });

  it("f12: brings back exactly what was signed when L1 takes its rollback back", async () => {
    const { bench, hashes, reports, A } = await arrange();
    const first = bench.l1.currentTerm;
    bench.l1.openTerm("second", bench.store.superblock(1n)!);
    await bench.slots(2);
    const second = hashesOf(bench);
    bench.l1.currentTerm = first;
    await bench.slots(1);
    expect(hashesOf(bench).slice(0, 5)).to.deep.equal(hashes);
    expect(bench.head()).to.include({ number: 5n, term: first.term });
    expect(reports.at(-1)).to.deep.equal({ removed: 2, restored: 3, waiting: 0, lost: 0 });
    expect(bench.pool.counts(A).pending, "all of them stand again").to.equal(0);
    // And forth again.
    bench.l1.openTerm("second", bench.store.superblock(1n)!);
    await bench.slots(1);
    expect(hashesOf(bench).slice(0, second.length)).to.deep.equal(second);
  });

  it("returns to batches that stand again, above where a second term had begun", async () => {
    const { bench, hashes } = await arrange();
    const first = bench.l1.currentTerm;
    bench.l1.postUpTo(bench.store.superblock(3n)!);
    const { posted } = bench.l1;
    bench.l1.openTerm("second", bench.store.superblock(1n)!);
    await bench.slots(2);
    [bench.l1.currentTerm, bench.l1.posted] = [first, posted];
    await bench.slots(1);
    expect(hashesOf(bench).slice(0, 5)).to.deep.equal(hashes);
  });

  it("inbox-diverged, when L1 holds a superblock that was never here", async () => {
    const { bench, run } = await arrange();
    const superblock = bench.store.superblock(2n)!.superblock;
    bench.l1.postUpTo({ superblock, hash: ZERO_HASH });
    await bench.slots(2);
    expect(run.sequencer.halt).to.deep.equal({ reason: "inbox-diverged", number: 2n, superblock: ZERO_HASH });
    expect(bench.head().number).to.equal(4n);
  });

  it("drops, and says why, what cannot stand again", async () => {
    const { bench, A, sent } = await arrange();
    bench.forgetPool();
    const other = await transfer(A, 0, 8n);
    // Somebody's replacement is in the pool when the first one falls.
    bench.rollups.store.rollbackTo(1n);
    expect((await bench.pool.submit(A, other)).ok).to.equal(true);
    expect(await bench.pool.readmit({ chainId: A, raw: await transfer(A, 0), superblock: 2n })).to.deep.equal(
      {
        hash: sent[0],
        reason: "replaced",
      },
    );
    expect(bench.pool.dropped(sent[0]!)?.failure.detail).to.match(/superblock 2 back; since then: replaced/);
  });

  describe("killed at every write of a rollback", () => {
    for (let writes = 0; writes < 9; writes++)
      it(`f14: goes on to the same end after ${writes} writes`, async () => {
        const { bench, run, A, B, sent, hashes } = await arrange();
        bench.disk.diesAfter = bench.disk.writes + writes;
        bench.l1.openTerm("second", bench.store.superblock(1n)!);
        await bench.slots(1);
        await run.stop();
        bench.forgetPool();
        bench.disk.diesAfter = Number.POSITIVE_INFINITY;
        bench.start();
        await bench.slots(2);
        expect(hashesOf(bench).slice(0, 2)).to.deep.equal(hashes.slice(0, 2));
        for (let n = 2n; n <= bench.head().number; n++)
          expect(bench.store.superblock(n)!.superblock.term).to.equal(bench.l1.currentTerm.term);
        const placed = sent.map((hash, i) => bench.store.transactionPlace(i < 2 ? A : B, hash) !== undefined);
        expect(placed, "transactions that stand").to.deep.equal([true, true, true]);
        const digests = new Map<string, Hex>();
        for (const { term, number, digest } of bench.recorded()) {
          expect(digests.get(`${term} ${number}`) ?? digest).to.equal(digest);
          digests.set(`${term} ${number}`, digest);
        }
      });
  });
});
