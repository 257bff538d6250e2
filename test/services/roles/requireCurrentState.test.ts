import { expect } from "chai";
import type { Hex } from "viem";
import type { L1Standing, SignedSuperblock } from "../../../services/ports.ts";
import {
  type CurrentStateOptions,
  requireCurrentState,
} from "../../../services/roles/requireCurrentState.ts";
import { UsageError } from "../../../services/runtime/serviceError.ts";

const TERM: Hex = `0x${"07".repeat(32)}`;
const OLD_TERM: Hex = `0x${"06".repeat(32)}`;
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
    fallen: { link: () => undefined, child: () => undefined },
    l1: {
      standing: async () =>
        ({
          term: { term: TERM, startNumber: 0n, startSuperblock: hashOf(0n) },
          batches,
        }) as unknown as L1Standing,
    },
    signed: signed === undefined ? undefined : { term: TERM, number: signed, digest: hashOf(signed) },
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

  it("may have signed superblocks that L1 took back since, as long as it still has them", async () => {
    const options = arrange(8n, 7n, 9n);
    const link = (hash: Hex) => ({ hash, number: 9n, parent: hashOf(8n), term: OLD_TERM, timestamp: 0n });
    expect(await refusal({ ...options, fallen: { ...options.fallen, link } })).to.equal("accepted");
  });

  it("may have signed a draft that L1 never took, as long as it still has it", async () => {
    const isDraft = (hash: Hex) => hash === hashOf(9n);
    expect(await refusal({ ...arrange(8n, 7n, 9n), isDraft })).to.equal("accepted");
    expect(await refusal({ ...arrange(8n, 7n, 10n), isDraft })).to.be.instanceOf(UsageError);
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
