import { expect } from "chai";
import type { Hex } from "viem";
import * as CheckpointChain from "../../../../services/protocol/superblock/checkpointChain.ts";
import {
  type DraftOptions,
  draftBatch,
  mine,
  mineOver,
  type Parent,
  post,
  submission,
  wait,
} from "../../../support/l1/batches.ts";
import { deployL1, type L1Fixture } from "../../../support/l1/l1Fixture.ts";

const OTHER_WORD = `0x${"5a".repeat(32)}` as const;
const failure = (name: CheckpointChain.Failure): number => CheckpointChain.FAILURES.indexOf(name);

/** The next batch, minSpacing after the one before. */
async function postLater(fixture: L1Fixture, options: DraftOptions = {}): Promise<Parent> {
  await wait(fixture, fixture.parameters.mining.minSpacingSec);
  return await post(fixture, await draftBatch(fixture, options));
}

describe("CheckpointLedger.submitCheckpoint refuses", () => {
  let fixture: L1Fixture;
  let posted: Parent;
  before(async () => {
    fixture = await deployL1();
    posted = await postLater(fixture);
  });

  const expectRefusal = async (
    args: readonly unknown[],
    errorName: string,
    errorArgs: readonly unknown[],
  ) => {
    const { ledger, inbox } = fixture.contracts;
    const both = fixture.chain.at(ledger.address, [...ledger.abi, ...inbox.abi]);
    expect(await both.refusal("submitCheckpoint", args)).deep.equal({ errorName, args: errorArgs });
  };

  it("InboxWrongParent: a batch that does not stand in the inbox", async () => {
    const work = await mineOver(fixture, { ...posted.batch, dataHash: OTHER_WORD });
    const { errorName } = await fixture.chain
      .at(fixture.contracts.ledger.address, [...fixture.contracts.ledger.abi, ...fixture.contracts.inbox.abi])
      .refusal("submitCheckpoint", submission(work));
    expect(errorName).equal("InboxWrongParent");
  });

  it("LedgerWrongSuperblock: work on something else than the batch's tip", async () => {
    const work = await mineOver(fixture, { ...posted.batch, superblock: OTHER_WORD });
    await expectRefusal(submission({ ...work, batch: posted.batch }), "LedgerWrongSuperblock", [
      posted.batch.superblock,
      OTHER_WORD,
    ]);
  });

  it("LedgerRefused: work that is not there, another chain's, a parent nobody knows, a target too easy", async () => {
    const work = await mineOver(fixture, posted.batch);
    const cut = work.auxPow.slice(0, 40) as Hex;
    await expectRefusal(submission({ ...work, auxPow: cut }), "LedgerRefused", [failure("ProofTruncated")]);
    const otherChain = await mineOver(fixture, posted.batch, { auxChainId: 1 });
    await expectRefusal(submission(otherChain), "LedgerRefused", [failure("WrongAuxChainId")]);
    const orphan = { ...work.checkpoint, parentCheckpoint: OTHER_WORD };
    await expectRefusal(submission({ ...work, checkpoint: orphan }), "LedgerRefused", [
      failure("UnknownParent"),
    ]);
    const early = await deployL1((p) => ({ ...p, mining: { ...p.mining, spacingSec: 600 } }));
    const soon = await postLater(early);
    const easy = await mineOver(early, soon.batch, { nBits: early.parameters.mining.anchorBits });
    expect(await early.contracts.ledger.refusal("submitCheckpoint", submission(easy))).deep.equal({
      errorName: "LedgerRefused",
      args: [failure("TargetNotReached")],
    });
  });

  it("LedgerNotLater: a batch that is not after the parent checkpoint's", async () => {
    const own = await deployL1();
    const first = await postLater(own);
    const second = await postLater(own, { parent: first });
    const over = await mine(own, second.batch);
    const back = await mineOver(own, first.batch, { parent: over });
    expect(await own.contracts.ledger.refusal("submitCheckpoint", submission(back))).deep.equal({
      errorName: "LedgerNotLater",
      args: [second.batch.number, first.batch.number],
    });
  });

  it("LedgerTooClose: less than minSpacing after the parent checkpoint's batch", async () => {
    const own = await deployL1();
    const first = await postLater(own);
    const over = await mine(own, first.batch);
    const timestamp = first.batch.timestamp + own.parameters.mining.minSpacingSec - 1n;
    await own.chain.advanceTo(timestamp > (await own.chain.now()) ? timestamp : (await own.chain.now()) + 1n);
    const second = await post(own, await draftBatch(own, { parent: first, timestamp }));
    const close = await mineOver(own, second.batch, { parent: over });
    expect(await own.contracts.ledger.refusal("submitCheckpoint", submission(close))).deep.equal({
      errorName: "LedgerTooClose",
      args: [timestamp + 1n, timestamp],
    });
    // Not for ever: without work the inbox takes no other batch, so this one has to do in the end.
    await wait(own, own.parameters.mining.minSpacingSec);
    const later = await mineOver(own, second.batch, { parent: over });
    await own.contracts.ledger.write("submitCheckpoint", submission(later));
    expect(await own.contracts.ledger.read("lead")).to.equal(later.id);
  });

  it("LedgerUnknown: bits asked for a parent nobody knows", async () => {
    expect(await fixture.contracts.ledger.refusal("requiredBits", [OTHER_WORD, 0])).deep.equal({
      errorName: "LedgerUnknown",
      args: [OTHER_WORD],
    });
  });
});
