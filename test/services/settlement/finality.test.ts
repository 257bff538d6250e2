import { expect } from "chai";
import { type Hex, toHex, zeroAddress } from "viem";
import type { MinedCheckpoint, PostedBatch } from "../../../services/ports.ts";
import { ZERO_HASH } from "../../../services/protocol/merkleTree.ts";
import { chooseFinal, finalizeCall } from "../../../services/settlement/finaliser.ts";

const word = (n: number): Hex => toHex(n, { size: 32 });
const LIMITS = { challengeWindowSec: 20n, miningTimeoutSec: 300n, batchesKept: 1000n };

/** Batch i ends in superblock 10·i, whose hash is word(i). */
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

/** Checkpoint `id` on batch `index`, accepted at 100·id seconds. */
const checkpoint = (id: number, parent: number, index: number): MinedCheckpoint => ({
  id: word(id),
  parent: word(parent),
  superblock: word(index),
  miner: `0x${"00".repeat(20)}`,
  nBits: 0,
  batchIndex: BigInt(index),
  number: BigInt(10 * index),
  height: id,
  auxPow: "0x",
  l1BlockNumber: 1n,
  acceptedAtSec: BigInt(100 * id),
});

const facts = {
  batches: [1, 2, 3].map(batch),
  checkpoints: [checkpoint(1, 0, 1), checkpoint(2, 1, 2), checkpoint(3, 1, 3)],
  lead: word(2),
  finalBatchIndex: 0n,
  nowSec: 220n,
};

describe("chooseFinal", () => {
  it("takes the newest batch on the leading chain whose challenge window is over", () => {
    const choice = chooseFinal(facts, LIMITS);
    expect(choice.ok && [choice.posted.batch.index, choice.checkpoint.id]).to.deep.equal([2n, word(2)]);
  });

  it("takes an older one while the newest can still be challenged", () => {
    const choice = chooseFinal({ ...facts, nowSec: 219n }, LIMITS);
    expect(choice.ok && choice.posted.batch.index).to.equal(1n);
  });

  it("never takes a checkpoint that is not on the leading chain", () => {
    const choice = chooseFinal({ ...facts, finalBatchIndex: 2n, nowSec: 400n }, LIMITS);
    expect(choice).to.deep.equal({ ok: false, reason: "nothing-mined" });
  });

  it("refuses with challenge-open and the time it ends", () => {
    const choice = chooseFinal({ ...facts, finalBatchIndex: 1n, nowSec: 219n }, LIMITS);
    expect(choice).to.deep.equal({ ok: false, reason: "challenge-open", endsAtSec: 220n });
  });

  it("counts the window of a batch that lay aside from when its branch took over", () => {
    const aside = { ...batch(1), checkpoint: word(1), stoodWith: word(2) };
    const switched = { ...facts, batches: [aside, ...facts.batches.slice(1)] };
    expect(chooseFinal({ ...switched, nowSec: 219n }, LIMITS)).to.deep.equal({
      ok: false,
      reason: "challenge-open",
      endsAtSec: 220n,
    });
    const early = { ...switched, checkpoints: [checkpoint(1, 0, 1)], lead: word(1), nowSec: 120n };
    expect(chooseFinal(early, LIMITS), "a switch that is not among them says nothing").to.include({
      ok: true,
    });
    const later = chooseFinal({ ...switched, nowSec: 220n }, LIMITS);
    expect(later.ok && later.posted.batch.index).to.equal(2n);
  });

  it("refuses with stale when no work has come within the timeout", () => {
    expect(chooseFinal({ ...facts, nowSec: 501n }, LIMITS)).to.deep.equal({ ok: false, reason: "stale" });
    const full = { ...LIMITS, batchesKept: 4n };
    expect(chooseFinal({ ...facts, nowSec: 501n }, full), "the third has no work").to.deep.equal({
      ok: false,
      reason: "stale",
    });
  });

  it("takes stale work when all is mined and no batch can come before another is final", () => {
    const late = { ...facts, lead: word(3), nowSec: 601n };
    expect(chooseFinal(late, LIMITS)).to.deep.equal({ ok: false, reason: "stale" });
    expect(chooseFinal(late, { ...LIMITS, batchesKept: 5n })).to.deep.equal({ ok: false, reason: "stale" });
    expect(chooseFinal(late, { ...LIMITS, batchesKept: 4n })).to.include({ ok: true });
  });

  it("refuses with nothing-mined before the first checkpoint", () => {
    expect(chooseFinal({ ...facts, lead: ZERO_HASH }, LIMITS)).to.deep.equal({
      ok: false,
      reason: "nothing-mined",
    });
  });
});

describe("finalizeCall", () => {
  it("waits while the store, which follows L1 back, does not hold the batch's tip", async () => {
    const missing = { store: { superblock: () => undefined, header: () => undefined }, engines: [] };
    const chosen = { ok: true, posted: batch(1), checkpoint: checkpoint(1, 0, 1) } as const;
    expect(await finalizeCall(missing, chosen, zeroAddress)).to.equal(undefined);
  });
});
