import { expect } from "chai";
import { type Hex, parseEventLogs } from "viem";
import { rollupInboxAbi } from "../../../../services/abi/index.ts";
import { nextTerm } from "../../../../services/protocol/superblock/superblock.ts";
import { CAUSE, draftBatch, genesisParent, post } from "../../../support/l1/batches.ts";
import { type Head, OTHER_WORD, refusal } from "../../../support/l1/inboxDrafts.ts";
import { alice, deployL1, leader } from "../../../support/l1/l1Fixture.ts";

describe("RollupInbox.abandonTerm", () => {
  it("opens a term at the head, so that what was signed and not posted is void", async () => {
    const fixture = await deployL1();
    const { inbox } = fixture.contracts;
    const parent = await post(fixture, await draftBatch(fixture));
    const signed = await draftBatch(fixture, { parent });
    const [head, old] = [await inbox.read<Head>("head"), await inbox.read<Hex>("term")];
    const { logs } = await inbox.write("abandonTerm", [parent.batch], { account: leader.address });

    const { number, superblock } = parent.batch;
    const opened = nextTerm(old, number, superblock, await fixture.chain.now());
    expect(await inbox.read<Hex>("term")).equal(opened);
    expect(await inbox.read<Head>("head")).deep.equal(head);
    const [back, term] = parseEventLogs({ abi: rollupInboxAbi, logs });
    expect(back!.args).include({ index: 1n, superblock, cause: CAUSE.abandoned });
    expect(term!.args).deep.equal({ term: opened, startNumber: number, startSuperblock: superblock });
    expect(await refusal(fixture, signed)).deep.equal({ errorName: "InboxWrongTerm", args: [opened, old] });
    await post(fixture, await draftBatch(fixture, { parent }));
  });

  it("opens another term each time, even within a second", async () => {
    const fixture = await deployL1();
    const { inbox } = fixture.contracts;
    const { batch } = await genesisParent(fixture);
    const terms = new Set([await inbox.read<Hex>("term")]);
    for (let i = 0; i < 3; i++) {
      await inbox.write("abandonTerm", [batch], { account: leader.address });
      terms.add(await inbox.read<Hex>("term"));
    }
    expect(terms.size).equal(4);
  });

  it("InboxNotLeader: a stranger cannot break the leader's promises", async () => {
    const fixture = await deployL1();
    const { batch } = await genesisParent(fixture);
    expect(await fixture.contracts.inbox.refusal("abandonTerm", [batch], { account: alice })).deep.equal({
      errorName: "InboxNotLeader",
      args: [leader.address, alice],
    });
  });

  it("refuses another batch than the head", async () => {
    const fixture = await deployL1();
    const { inbox } = fixture.contracts;
    const { batch } = await genesisParent(fixture);
    const from = { account: leader.address };
    const posted = await post(fixture, await draftBatch(fixture));
    expect(await inbox.refusal("abandonTerm", [batch], from)).deep.equal({
      errorName: "InboxBatchNotThere",
      args: [1n, 0n],
    });
    const other = { ...posted.batch, superblock: OTHER_WORD };
    expect((await inbox.refusal("abandonTerm", [other], from)).errorName).equal("InboxWrongParent");
  });
});
