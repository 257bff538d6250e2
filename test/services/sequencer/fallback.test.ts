import { expect } from "chai";
import type { SealedBlock } from "../../../services/ports.ts";
import { align } from "../../../services/sequencer/alignment.ts";
import type { FallbackConduct } from "../../../services/sequencer/sequencerLoop.ts";
import { createSequencerBench, type SequencerBench } from "../../support/sequencerBench.ts";

const nothingFallen = { link: () => undefined, child: () => undefined };

describe("sequencer in fallback", () => {
  const open: { close(): void }[] = [];
  afterEach(() => {
    for (const bench of open.splice(0)) bench.close();
  });
  const create = async (): Promise<SequencerBench> => {
    const bench = await createSequencerBench();
    open.push(bench);
    bench.l1.grow(5);
    return bench;
  };

  /** Four superblocks, of which one is posted. Another sequencer's first two serve as what miners make. */
  async function arrange() {
    const bench = await create();
    const followed: string[] = [];
    const calls = { steps: 0, rests: 0, isFalse: false };
    const conduct: FallbackConduct = {
      follow: async () => {
        if (calls.isFalse) return false;
        const next = bench.l1.posted[Number(bench.head().number)]!;
        const made = miners.store.superblock(next.batch.number)!;
        const { signature: _, ...superblock } = made;
        followed.push(made.hash);
        bench.store.append(superblock, sealed.get(made.hash)!, []);
        return true;
      },
      isFollowed: (hash) => followed.includes(hash),
      step: async () => void calls.steps++,
      rest: () => void calls.rests++,
    };
    const { sequencer } = bench.start(undefined, undefined, conduct);
    await bench.slots(1);
    bench.l1.postUpTo(bench.store.head()!);
    // The same first superblock, then others.
    const miners = await create();
    const sealed = new Map<string, readonly SealedBlock[]>();
    const { append } = miners.rollups.store;
    miners.rollups.store.append = (superblock, blocks, groups) => {
      sealed.set(superblock.hash, blocks);
      append(superblock, blocks, groups);
    };
    miners.start();
    await miners.slots(1);
    expect(miners.store.head()!.hash).to.equal(bench.store.head()!.hash);
    miners.l1.grow(3);
    await miners.slots(2);
    await bench.slots(3);
    expect(bench.head().number).to.equal(4n);
    bench.l1.grow(3);
    const signedBefore = bench.recorded().length;
    return { bench, miners, sequencer, calls, followed, signedBefore };
  }

  it("stops, takes back what L1 does not have, and says so", async () => {
    const { bench, sequencer, calls, signedBefore } = await arrange();
    bench.l1.openFallback("fallback", bench.store.superblock(1n)!);
    await bench.slots(2);
    expect(bench.head().number).to.equal(1n);
    expect(sequencer.halt).to.deep.equal({ reason: "fallback", base: 1n });
    expect(calls.steps).to.equal(2);
    expect(bench.recorded().length).to.equal(signedBefore);
  });

  it("takes up what miners post and never signs it, nor anything on it before the leader is back", async () => {
    const { bench, miners, followed, signedBefore } = await arrange();
    bench.l1.openFallback("fallback", bench.store.superblock(1n)!);
    await bench.slots(1);
    for (const number of [2n, 3n]) {
      bench.l1.mineOnTop(miners.store.superblock(number)!);
      await bench.slots(1);
    }
    expect(bench.head().number).to.equal(3n);
    expect(bench.store.head()!.hash).to.equal(followed[1]);
    expect(bench.recorded().length).to.equal(signedBefore);
    expect(bench.store.head()!.signature).to.equal(undefined);
  });

  it("goes on in the new term, on the superblock with which the leader returned", async () => {
    const { bench, miners, sequencer, calls } = await arrange();
    bench.l1.openFallback("fallback", bench.store.superblock(1n)!);
    await bench.slots(1);
    bench.l1.mineOnTop(miners.store.superblock(2n)!);
    bench.l1.leaveFallback("after", miners.store.superblock(2n)!);
    const { rests } = calls;
    await bench.slots(2);
    expect(sequencer.halt).to.equal(undefined);
    expect(calls.rests).to.be.greaterThan(rests);
    const head = bench.store.head()!;
    expect(head.superblock.parent).to.equal(bench.store.superblock(head.superblock.number - 1n)!.hash);
    expect(bench.store.superblock(3n)!.superblock.parent).to.equal(miners.store.superblock(2n)!.hash);
    expect(bench.store.superblock(3n)!.superblock.term).to.equal(bench.l1.currentTerm.term);
    const signed = bench.recorded().map(({ digest }) => digest);
    expect(signed).to.include(head.hash).and.not.include(miners.store.superblock(2n)!.hash);
  });

  it("stays where it is while L1 leads with a batch that does not derive", async () => {
    const { bench, miners, sequencer, calls } = await arrange();
    bench.l1.openFallback("fallback", bench.store.superblock(1n)!);
    await bench.slots(1);
    calls.isFalse = true;
    bench.l1.mineOnTop(miners.store.superblock(2n)!);
    await bench.slots(2);
    expect(bench.head().number).to.equal(1n);
    expect([sequencer.halt?.reason, sequencer.failedSlots]).to.deep.equal(["fallback", 0]);
  });

  it("a batch that no miner posted and that is not here is another sequencer's", async () => {
    const { bench, miners } = await arrange();
    const standing = await bench.l1.standing();
    const foreign = { ...standing.batches[0]!, batch: { ...standing.batches[0]!.batch, number: 2n } };
    const tip = miners.store.superblock(2n)!.hash;
    const unknown = { ...foreign, batch: { ...foreign.batch, superblock: tip } };
    const deps = { store: bench.store, fallen: nothingFallen };
    const batches = [standing.batches[0]!, unknown];
    expect(align(deps, { ...standing, batches }).kind).to.equal("diverged");
    const mined = [standing.batches[0]!, { ...unknown, checkpoint: tip }];
    expect(align(deps, { ...standing, batches: mined })).to.deep.equal({ kind: "follow", keep: 1n });
  });
});
