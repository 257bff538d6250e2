import { expect } from "chai";
import { draftBatch, mine, post, wait } from "../../../support/l1/batches.ts";
import { refusal } from "../../../support/l1/inboxDrafts.ts";
import { deployL1, ROLLUPS } from "../../../support/l1/l1Fixture.ts";

describe("RollupInbox and the mining clock", () => {
  it("stands still without unmined batches and starts with the first", async () => {
    const fixture = await deployL1();
    const { inbox } = fixture.contracts;
    await wait(fixture, 10_000n);
    expect(await inbox.read<bigint>("miningClock")).equal(0n);
    const parent = await post(fixture, await draftBatch(fixture));
    await wait(fixture, 40n);
    expect(await inbox.read<bigint>("miningClock")).equal(40n);
    const second = await post(fixture, await draftBatch(fixture, { parent }));
    const afterSecond = await inbox.read<bigint>("miningClock");
    expect(afterSecond >= 40n).equal(true);

    await mine(fixture, parent.batch);
    expect(await inbox.read<bigint>("miningClock")).equal(0n);
    await wait(fixture, 25n);
    expect(await inbox.read<bigint>("miningClock"), "from the checkpoint on").equal(25n);
    await mine(fixture, second.batch);
    await wait(fixture, 1_000n);
    expect(await inbox.read<bigint>("miningClock"), "everything mined").equal(0n);
  });

  it("InboxWorkOverdue: no batch after miningTimeout without work, until there is some", async () => {
    const fixture = await deployL1();
    const { miningTimeoutSec } = fixture.parameters.limits;
    const parent = await post(fixture, await draftBatch(fixture));
    await wait(fixture, miningTimeoutSec + 1n);
    const draft = await draftBatch(fixture, { parent });
    expect(await refusal(fixture, draft)).deep.equal({
      errorName: "InboxWorkOverdue",
      args: [miningTimeoutSec + 1n, miningTimeoutSec],
    });
    await mine(fixture, parent.batch);
    await post(fixture, await draftBatch(fixture, { parent }));
  });

  it("InboxTooManyUnmined", async () => {
    const fixture = await deployL1();
    const { maxUnminedSuperblocks } = fixture.parameters.limits;
    const tooMany = await draftBatch(fixture, { superblocks: maxUnminedSuperblocks + 1n });
    expect(await refusal(fixture, tooMany)).deep.equal({
      errorName: "InboxTooManyUnmined",
      args: [maxUnminedSuperblocks, maxUnminedSuperblocks + 1n],
    });
    await wait(fixture, fixture.parameters.mining.minSpacingSec);
    const parent = await post(fixture, await draftBatch(fixture, { superblocks: maxUnminedSuperblocks }));
    await mine(fixture, parent.batch);
    await post(fixture, await draftBatch(fixture, { parent, superblocks: maxUnminedSuperblocks }));
    expect(ROLLUPS.length).equal(2);
  });
});
