import { expect } from "chai";
import type { Hex } from "viem";
import type { L1Message } from "../../../services/ports.ts";
import type { Draft, DraftPlan } from "../../../services/sequencer/draft.ts";
import { createDraftKeeper } from "../../../services/sequencer/draftKeeper.ts";
import { fakeClock } from "../../support/fakeClock.ts";
import { createMemoryStore } from "../../support/memoryStore.ts";

const A = 42101n;
const word = (n: number): Hex => `0x${n.toString(16).padStart(64, "0")}`;
const TERM = word(7);

function arrange() {
  const clock = fakeClock();
  const store = createMemoryStore([A]);
  const l1 = {
    waiting: 0,
    messages: [] as L1Message[],
    origin: word(40),
    flushes: 0,
    built: 0,
    signed: word(0),
  };
  const keeper = createDraftKeeper({
    store: { records: store.records, flushed: async () => void l1.flushes++ },
    clock,
    l1: {
      block: async (number) => ({ number, hash: l1.origin, parentHash: word(0), timestamp: 0n }),
      messages: async (_chainId, from, upTo) =>
        l1.messages.filter(({ message, l1BlockNumber }) => message.nonce >= from && l1BlockNumber <= upTo),
    },
    build: async ({ parent, standing, head }) => {
      l1.built++;
      const superblock = { number: 5n, term: standing.term.term, l1OriginNumber: 40n, l1Origin: l1.origin };
      const hash = word(100 + l1.built);
      return {
        superblock: { ...head, superblock, hash, blocks: [{ chainId: A }], consumed: [0n] },
        parentHash: parent.hash,
        builtAtMs: clock.now(),
        included: [],
      } as unknown as Draft;
    },
    waiting: () => l1.waiting,
    isKept: (superblock) => superblock === l1.signed,
    limits: { stableMs: 1000, maxAgeMs: 10_000, originDepth: 1n },
  });
  const plan = (parent = word(4), term = TERM) =>
    ({
      standing: { head: { number: 43n }, term: { term } },
      parent: { hash: parent },
      head: {},
    }) as unknown as DraftPlan;
  const message = (nonce: bigint, l1BlockNumber: bigint) =>
    ({ message: { nonce }, l1BlockNumber }) as unknown as L1Message;
  return { clock, l1, keeper, plan, message };
}

describe("drafts", () => {
  it("are on disk before anybody hears of them, and found again", async () => {
    const { l1, keeper, plan } = arrange();
    await keeper.refresh(plan());
    expect(l1.flushes).to.equal(1);
    expect(keeper.find(keeper.present!.superblock.hash)).to.deep.equal(keeper.present);
  });

  it("are forgotten an hour later, but not what was signed", async () => {
    const { clock, l1, keeper, plan } = arrange();
    const hashes: Hex[] = [];
    for (let i = 0; i < 3; i++) {
      await keeper.refresh(plan(word(i)));
      hashes.push(keeper.present!.superblock.hash);
      if (i === 0) l1.signed = hashes[0]!;
      await clock.advance(2_000_000);
    }
    expect(hashes.map((hash) => keeper.find(hash) !== undefined)).to.deep.equal([true, true, true]);
    await keeper.refresh(plan(word(9)));
    expect(hashes.map((hash) => keeper.find(hash) !== undefined)).to.deep.equal([true, false, true]);
  });

  it("stay while nothing has changed, until they are too old for L1", async () => {
    const { clock, l1, keeper, plan } = arrange();
    await keeper.refresh(plan());
    await clock.advance(9_999);
    await keeper.refresh(plan());
    expect(l1.built).to.equal(1);
    await clock.advance(1);
    await keeper.refresh(plan());
    expect(l1.built).to.equal(2);
  });

  it("are built anew at once on another parent, in another term, after another origin", async () => {
    const { l1, keeper, plan } = arrange();
    await keeper.refresh(plan());
    await keeper.refresh(plan(word(5)));
    await keeper.refresh(plan(word(5), word(8)));
    l1.origin = word(41);
    await keeper.refresh(plan(word(5), word(8)));
    expect(l1.built).to.equal(4);
  });

  it("are built anew for users and messages from L1, but stay for a while", async () => {
    const { clock, l1, keeper, plan, message } = arrange();
    await keeper.refresh(plan());
    l1.waiting = 1;
    await keeper.refresh(plan());
    expect(l1.built).to.equal(1);
    await clock.advance(1000);
    await keeper.refresh(plan());
    expect(l1.built).to.equal(2);
    await clock.advance(1000);
    // One that its origin had reached already, and one that is not deep enough yet.
    l1.messages = [message(0n, 40n), message(1n, 43n)];
    await keeper.refresh(plan());
    expect(l1.built).to.equal(2);
    l1.messages = [message(0n, 42n)];
    await keeper.refresh(plan());
    expect(l1.built).to.equal(3);
  });
});
