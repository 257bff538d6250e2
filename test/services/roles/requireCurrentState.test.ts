import { expect } from "chai";
import type { Hex } from "viem";
import type { PostedBatch, SignedSuperblock } from "../../../services/ports.ts";
import {
  type CurrentStateOptions,
  requireCurrentState,
} from "../../../services/roles/requireCurrentState.ts";
import { UsageError } from "../../../services/runtime/serviceError.ts";

const TERM: Hex = `0x${"07".repeat(32)}`;
const hashOf = (number: bigint): Hex => `0x${number.toString(16).padStart(64, "0")}`;

/** A journal up to `head`, L1 with a batch up to `posted`, a signer that signed up to `signed`. */
function arrange(head: bigint, posted: bigint | undefined, signed?: bigint): CurrentStateOptions {
  const superblock = (number: bigint) =>
    number > head
      ? undefined
      : ({ superblock: { term: TERM, number }, hash: hashOf(number) } as SignedSuperblock);
  const batches = posted === undefined ? [] : [{ batch: { number: posted, superblock: hashOf(posted) } }];
  return {
    stateDir: "state",
    store: { head: () => superblock(head), superblock },
    l1: { batches: async () => batches as unknown as readonly PostedBatch[] },
    signed: signed === undefined ? undefined : { term: TERM, number: signed },
  };
}

const refusal = async (options: CurrentStateOptions): Promise<unknown> =>
  requireCurrentState(options).then(
    () => "accepted",
    (err: unknown) => err,
  );

describe("the state that a sequencer starts from", () => {
  it("may be new, or ahead of L1 and equal to what was signed", async () => {
    expect(await refusal(arrange(0n, undefined))).to.equal("accepted");
    expect(await refusal(arrange(9n, 7n, 9n))).to.equal("accepted");
  });

  it("f12: must not be older than the signer's record", async () => {
    const err = await refusal(arrange(8n, 7n, 9n));
    expect(err).to.be.instanceOf(UsageError);
    expect(String(err)).to.match(/older than what was signed \(9 after 8\)/);
  });

  it("f12: must not be behind the inbox, even when the signer's record was restored with it", async () => {
    const err = await refusal(arrange(6n, 7n, 6n));
    expect(err).to.be.instanceOf(UsageError);
    expect(String(err)).to.match(/does not hold superblock 7 that L1 has \(its head is 6\)/);
  });

  it("f12: must not be of another history than the inbox", async () => {
    const options = arrange(9n, 7n, 9n);
    const other = { superblock: { term: TERM, number: 7n }, hash: hashOf(70n) } as SignedSuperblock;
    const store = { ...options.store, superblock: () => other };
    expect(String(await refusal({ ...options, store }))).to.match(/does not hold superblock 7/);
  });
});
