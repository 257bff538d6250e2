import { expect } from "chai";
import { type Hex, parseEventLogs } from "viem";
import { checkpointLedgerAbi } from "../../../../services/abi/index.ts";
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
import { deployL1, type L1Fixture, miner, ZERO_WORD } from "../../../support/l1/l1Fixture.ts";

/** The next batch, minSpacing after the one before. */
async function postLater(fixture: L1Fixture, options: DraftOptions = {}): Promise<Parent> {
  await wait(fixture, fixture.parameters.mining.minSpacingSec);
  return await post(fixture, await draftBatch(fixture, options));
}

describe("CheckpointLedger.submitCheckpoint", () => {
  it("records work over a posted batch, makes it the lead and says so", async () => {
    const fixture = await deployL1();
    const { ledger } = fixture.contracts;
    const posted = await postLater(fixture, { superblocks: 4n });
    const work = await mineOver(fixture, posted.batch);
    const receipt = await ledger.write("submitCheckpoint", submission(work));
    const logs = parseEventLogs({ abi: checkpointLedgerAbi, logs: receipt.logs });
    expect(logs.map((log) => [log.eventName, log.args])).deep.equal([
      [
        "CheckpointAccepted",
        {
          id: work.id,
          parent: ZERO_WORD,
          batchIndex: 1n,
          superblock: posted.batch.superblock,
          miner,
          nBits: work.checkpoint.nBits,
          number: 4n,
          height: 1,
          leads: true,
          auxPow: work.auxPow,
        },
      ],
    ]);

    const acceptedAtSec = await fixture.chain.now();
    const expected = {
      height: 1,
      batchIndex: 1n,
      number: 4n,
      timestamp: posted.batch.timestamp,
      acceptedAtSec,
    };
    expect(await ledger.read("lastMined")).deep.equal(expected);
    expect(await ledger.read("leadingAt", [1])).deep.equal([work.id, expected]);
    expect((await ledger.read<unknown[]>("leadingAt", [2]))[0], "nothing above the lead").equal(ZERO_WORD);
    expect(await ledger.read<Hex>("lead")).equal(work.id);
    // Half of all hashes meet the target.
    const node = await ledger.read<object>("node", [work.id, 1]);
    expect(node).deep.include({ isKnown: true, isLeading: true, height: 1, totalWork: 2n });
  });

  it("a known checkpoint succeeds without effect", async () => {
    const fixture = await deployL1();
    const { ledger } = fixture.contracts;
    const posted = await postLater(fixture);
    const work = await mineOver(fixture, posted.batch);
    await ledger.write("submitCheckpoint", submission(work));
    const before = await ledger.read("lastMined");
    await wait(fixture, 30n);
    const again = await ledger.write("submitCheckpoint", submission(work));
    expect(again.logs).deep.equal([]);
    expect(await ledger.read("lastMined")).deep.equal(before);
  });

  it("keeps a branch of less work beside the lead; a heavier one takes over", async () => {
    const fixture = await deployL1();
    const { ledger } = fixture.contracts;
    const first = await postLater(fixture);
    const second = await postLater(fixture, { parent: first });
    const one = await mine(fixture, first.batch);
    const rival = await mine(fixture, second.batch, {
      parent: ZERO_WORD,
      account: fixture.deployment.leader,
    });
    expect(await ledger.read<Hex>("lead"), "first seen among equals").equal(one);
    expect(await ledger.read<boolean>("isLeading", [rival, 1])).equal(false);

    const third = await postLater(fixture, { parent: second });
    const overRival = await mine(fixture, third.batch, { parent: rival });
    expect(await ledger.read<Hex>("lead")).equal(overRival);
    expect(await ledger.read<boolean>("isLeading", [rival, 1])).equal(true);
    expect(await ledger.read<boolean>("isLeading", [one, 1])).equal(false);
  });
});
