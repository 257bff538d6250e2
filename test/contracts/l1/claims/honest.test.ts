/** What an honest leader posts withstands every claim that can be made of it. */
import { expect } from "chai";
import { type Hex, keccak256, toHex } from "viem";
import {
  inboxCountSlot,
  MESSENGER_UNSEALED_SLOT,
  outboxCountSlot,
} from "../../../../services/protocol/systemAddresses.ts";
import type { Refusal } from "../../../support/contracts.ts";
import { rollBack } from "../../../support/l1/batches.ts";
import {
  channelArguments,
  headerArguments,
  headerLinkArguments,
  historyArguments,
  historyLeafArguments,
  historyLinkArguments,
  SLOT,
} from "../../../support/l1/claimArguments.ts";
import { B, deployL1, L1, ZERO_WORD } from "../../../support/l1/l1Fixture.ts";
import { type ModelChain, postNext, startChain } from "../../../support/l1/modelChain.ts";
import { seededRandom } from "../../../support/seededRandom.ts";

const SEED = 0x1ce5;

describe("Claims about honest batches", () => {
  it(`are all refused, whatever the range and the messages (seed ${SEED})`, async () => {
    const random = seededRandom(SEED);
    const fixture = await deployL1();
    const { claims } = fixture.contracts;
    let chain = await startChain(fixture);
    const names = new Map<string, number>();
    const expectRefused = async (functionName: string, args: readonly unknown[], expected: string) => {
      const refused: Refusal = await claims.refusal(functionName, args);
      expect(refused.errorName, `${functionName} of batch ${chain.batches.length - 1}`).equal(expected);
      names.set(functionName, (names.get(functionName) ?? 0) + 1);
    };

    const tryAll = async (of: ModelChain) => {
      const { batch, before } = historyArguments(of)[0];
      for (const rollup of [0, 1]) {
        await expectRefused("claimChannel", channelArguments(of, rollup), "ClaimsChannelNotFalse");
        for (let n = batch.firstNumber; n <= batch.number; n++) {
          await expectRefused("claimHeader", headerArguments(of, rollup, n), "ClaimsHeaderNotFalse");
          await expectRefused("claimHeaderLink", headerLinkArguments(of, rollup, n), "ClaimsHeaderNotFalse");
        }
      }
      for (let n = batch.firstNumber; n <= batch.number; n++) {
        await expectRefused("claimHistory", historyArguments(of, n), "ClaimsHistoryNotFalse");
        await expectRefused("claimHistoryLink", historyLinkArguments(of, n), "ClaimsHistoryNotFalse");
      }
      const last = Number(batch.number);
      await expectRefused("claimHistoryLeaf", historyLeafArguments(of, last - 1), "ClaimsHistoryNotFalse");
      await expectRefused("claimHistoryLeaf", historyLeafArguments(of, last), "ClaimsHistoryNotFalse");
      for (const [index, earlier] of of.batches.slice(0, -1).entries()) {
        const args = historyLeafArguments(of, Number(earlier.batch.number), index);
        await expectRefused("claimHistoryLeaf", args, "ClaimsHistoryNotFalse");
      }
      expect(before.index + 1n).equal(batch.index);
    };

    for (let i = 0; i < 4; i++) {
      const leaves = Array.from({ length: random.below(4) }, (_, n): Hex => keccak256(toHex(n)));
      const superblocks = 1 + random.below(3);
      ({ chain } = await postNext(chain, { superblocks, outboxes: [leaves, leaves.slice(1)] }));
      await tryAll(chain);
    }
    // In a new term, over what is left.
    await rollBack(fixture, chain.batches[2]!.batch);
    const left = chain.batches.slice(0, 3);
    const superblocks = chain.superblocks.slice(0, Number(left[2]!.batch.number) + 1);
    ({ chain } = await postNext({ ...chain, batches: left, superblocks }, { superblocks: 2 }));
    await tryAll(chain);
    expect(names.get("claimHistoryLeaf")! > 15 && names.get("claimHeader")! > 10).equal(true);
  });

  it("hold for each slot of the messenger that a proof may open", async () => {
    const fixture = await deployL1();
    const { claims } = fixture.contracts;
    const { chain } = await postNext(await startChain(fixture));
    // The model's messenger has neither the flag nor a count: both absent, so zero, as claimed.
    for (const [slot, peer, at] of [
      [SLOT.unsealed, 0n, MESSENGER_UNSEALED_SLOT],
      [SLOT.outboxCount, L1, outboxCountSlot(L1)],
      [SLOT.inboxCount, B, inboxCountSlot(B)],
    ] as const) {
      const storageProof = await chain.superblocks[1]!.blocks[0]!.proveSlot(at);
      const refused = await claims.refusal(
        "claimChannel",
        channelArguments(chain, 0, slot, { peer, storageProof }),
      );
      expect(refused).deep.equal({
        errorName: "ClaimsChannelNotFalse",
        args: [4, 0, ZERO_WORD, ZERO_WORD],
      });
    }
  });
});
