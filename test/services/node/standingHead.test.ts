import { expect } from "chai";
import type { Hex } from "viem";
import { agreedBatches, standingHead } from "../../../services/node/standingHead.ts";
import type { PostedBatch, SignedSuperblock, StandingTerm } from "../../../services/ports.ts";

const hash = (number: bigint, fork = "0"): Hex => `0x${fork}${number.toString(16).padStart(63, "0")}`;
const TERM = `0x${"07".repeat(32)}` as const;
const OLD = `0x${"06".repeat(32)}` as const;
const term: StandingTerm = { term: TERM, startNumber: 0n, startSuperblock: hash(0n) };

/** A store up to `head`; superblocks from `signedFrom` on came signed, those up to `oldUpTo` in an older term. */
function storeOf(head: bigint, { signedFrom = head + 1n, oldUpTo = -1n, fork = "0", forkFrom = 99n } = {}) {
  const superblock = (number: bigint): SignedSuperblock | undefined =>
    number > head
      ? undefined
      : ({
          superblock: { number, term: number <= oldUpTo ? OLD : TERM },
          hash: hash(number, number >= forkFrom ? fork : "0"),
          ...(number >= signedFrom && { signature: "0x01" }),
        } as unknown as SignedSuperblock);
  return { head: () => superblock(head), superblock };
}
const batchesAt = (...numbers: bigint[]): PostedBatch[] =>
  numbers.map((number, i) => ({
    batch: { index: BigInt(i + 1), number, superblock: hash(number) },
  })) as unknown as PostedBatch[];

const headOf = (store: ReturnType<typeof storeOf>, batches: PostedBatch[]): bigint =>
  standingHead(store, { batches, term }, agreedBatches(store, batches));

describe("how much of a node's store stands on L1", () => {
  it("counts the batches up to the first that differs, wherever that is", () => {
    const batches = batchesAt(3n, 5n, 9n, 10n, 14n);
    for (const [agreed, { batch }] of batches.entries()) {
      expect(agreedBatches(storeOf(20n, { forkFrom: batch.number, fork: "1" }), batches)).to.equal(agreed);
      expect(agreedBatches(storeOf(batch.number - 1n), batches)).to.equal(agreed);
    }
    expect(agreedBatches(storeOf(20n), batches)).to.equal(5);
    expect(agreedBatches(storeOf(0n), [])).to.equal(0);
  });

  it("keeps up to the last agreed tip, without half a batch of an earlier life", () => {
    expect(headOf(storeOf(7n), batchesAt(3n, 5n))).to.equal(5n);
    expect(headOf(storeOf(7n), batchesAt(3n, 5n, 9n))).to.equal(5n);
    expect(headOf(storeOf(7n), [])).to.equal(0n);
  });

  it("keeps what a feed brought above the newest batch, in the term in force", () => {
    expect(headOf(storeOf(9n, { signedFrom: 6n }), batchesAt(3n, 5n))).to.equal(9n);
    expect(headOf(storeOf(9n, { signedFrom: 8n }), batchesAt(3n, 5n)), "a gap").to.equal(5n);
    expect(headOf(storeOf(9n, { signedFrom: 6n, oldUpTo: 9n }), batchesAt(3n, 5n))).to.equal(5n);
  });

  it("does nothing again that a batch confirms, and gives all up that it contradicts", () => {
    const soft = storeOf(9n, { signedFrom: 6n });
    expect(headOf(soft, batchesAt(3n, 5n, 8n))).to.equal(9n);
    expect(headOf(storeOf(9n, { signedFrom: 6n, forkFrom: 7n, fork: "1" }), batchesAt(3n, 5n, 8n))).to.equal(
      5n,
    );
    expect(headOf(storeOf(7n, { signedFrom: 6n }), batchesAt(3n, 5n, 8n)), "it knows less").to.equal(5n);
  });
});
