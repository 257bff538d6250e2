import { expect } from "chai";
import { type Hex, toHex, zeroAddress } from "viem";
import { createHeadFeed } from "../../../services/api/headFeed.ts";
import type { MinedCheckpoint, PostedBatch } from "../../../services/ports.ts";
import { ZERO_HASH } from "../../../services/protocol/merkleTree.ts";
import { createRankKeeper } from "../../../services/settlement/rankKeeper.ts";
import { initialRanks, type RankFacts, reduceRanks } from "../../../services/settlement/ranks.ts";

const word = (n: number): Hex => toHex(n, { size: 32 });

/** Batch i ends in superblock 10·i. */
const batch = (index: number): PostedBatch => ({
  batch: {
    index: BigInt(index),
    firstNumber: BigInt(10 * index - 9),
    number: BigInt(10 * index),
    timestamp: 0n,
    l1OriginNumber: 0n,
    postedAtSec: 0n,
    parent: ZERO_HASH,
    superblock: word(index),
    blocksRoot: ZERO_HASH,
    channelsRoot: ZERO_HASH,
    consumedHash: ZERO_HASH,
    term: ZERO_HASH,
    dataHash: ZERO_HASH,
  },
  hash: ZERO_HASH,
  l1Block: { number: 1n, hash: ZERO_HASH },
  transactionHash: ZERO_HASH,
});

const leadOn = (index: number): MinedCheckpoint => ({
  id: word(index),
  parent: ZERO_HASH,
  superblock: word(index),
  miner: zeroAddress,
  nBits: 0,
  batchIndex: BigInt(index),
  number: BigInt(10 * index),
  height: index,
  auxPow: "0x",
  l1BlockNumber: 1n,
  acceptedAtSec: 0n,
});

/** Three batches, the second mined, the first final. */
const seen: RankFacts = {
  softNumber: 35n,
  batches: [1, 2, 3].map(batch),
  lead: leadOn(2),
  finalBatchIndex: 1n,
};
const nothing: RankFacts = { softNumber: 5n, batches: [], lead: undefined, finalBatchIndex: 0n };
const ranksOf = (soft: bigint, posted: bigint, mined: bigint, final: bigint) => ({
  soft,
  posted,
  mined,
  final,
});

describe("reduceRanks", () => {
  const before = reduceRanks(initialRanks, { type: "counted", facts: seen });

  it("gives the newest superblock of each rank", () => {
    expect(before).to.deep.equal(ranksOf(35n, 30n, 20n, 10n));
  });

  it("follows L1 down to what is final, and not below", () => {
    const after = reduceRanks(before, { type: "counted", facts: nothing });
    expect(after).to.deep.equal(ranksOf(10n, 10n, 10n, 10n));
  });

  it("counts nothing as mined that is not posted", () => {
    const ranks = reduceRanks(initialRanks, { type: "counted", facts: { ...seen, batches: [batch(1)] } });
    expect(ranks).to.deep.equal(ranksOf(35n, 10n, 10n, 10n));
  });

  it("lowers every rank but final to where superblocks were taken back to", () => {
    expect(reduceRanks(before, { type: "takenBack", to: 24n })).to.deep.equal(ranksOf(24n, 24n, 20n, 10n));
    expect(reduceRanks(before, { type: "takenBack", to: 0n })).to.deep.equal(ranksOf(10n, 10n, 10n, 10n));
    expect(reduceRanks(before, { type: "takenBack", to: 40n })).to.deep.equal(before);
  });
});

describe("rank keeper", () => {
  const open = () => {
    const heads = createHeadFeed();
    const keeper = createRankKeeper(heads);
    let told = 0;
    const stop = keeper.subscribe(() => told++);
    return { heads, keeper, stop, told: () => told };
  };

  it("tells of ranks that have moved, and of nothing else", async () => {
    const { keeper, told, stop } = open();
    await keeper.count(async () => seen);
    await keeper.count(async () => seen);
    expect([keeper.ranks, told()]).to.deep.equal([ranksOf(35n, 30n, 20n, 10n), 1]);
    await keeper.count(async () => ({ ...seen, lead: leadOn(1) }));
    expect([keeper.ranks.mined, told()]).to.deep.equal([10n, 2]);
    stop();
    await keeper.count(async () => seen);
    expect(told()).to.equal(2);
  });

  it("lowers ranks at once when superblocks are taken back, and tells again after the next look", async () => {
    const { heads, keeper, told } = open();
    await keeper.count(async () => seen);
    heads.announce({ kind: "takingBack", to: 12n });
    expect([keeper.ranks.posted, told()], "they still stand").to.deep.equal([30n, 1]);
    heads.announce({ kind: "rolledBack", to: 12n });
    expect([keeper.ranks, told()]).to.deep.equal([ranksOf(12n, 12n, 12n, 10n), 2]);
    await keeper.count(async () => ({ ...seen, softNumber: 12n, batches: [batch(1)], lead: leadOn(1) }));
    expect([keeper.ranks, told()]).to.deep.equal([ranksOf(12n, 10n, 10n, 10n), 3]);
  });

  it("believes no look at L1 that began before a rollback about what was taken back", async () => {
    const { heads, keeper } = open();
    await keeper.count(async () => {
      heads.announce({ kind: "rolledBack", to: 15n });
      heads.announce({ kind: "rolledBack", to: 22n });
      return seen;
    });
    expect(keeper.ranks).to.deep.equal(ranksOf(15n, 15n, 15n, 10n));
    await keeper.count(async () => seen);
    expect(keeper.ranks).to.deep.equal(ranksOf(35n, 30n, 20n, 10n));
  });
});
