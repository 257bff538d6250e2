import { expect } from "chai";
import { type Hex, parseEventLogs } from "viem";
import { fallbackAbi, rollupInboxAbi } from "../../../../services/abi/index.ts";
import { nextTerm } from "../../../../services/protocol/superblock/superblock.ts";
import {
  CAUSE,
  draftBatch,
  genesisParent,
  type Parent,
  post,
  rollBack,
  wait,
} from "../../../support/l1/batches.ts";
import { REASON } from "../../../support/l1/fallback.ts";
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

  it("is no sign of life: silence counts from the posting, and after a rollback from that", async () => {
    const fixture = await deployL1();
    const { fallback, inbox } = fixture.contracts;
    const silenceAt = async (head: Parent) => fallback.read("silence", [head.batch]);
    const abandon = async (head: Parent) => {
      await wait(fixture, 5n);
      await inbox.write("abandonTerm", [head.batch], { account: leader.address });
    };
    const first = await post(fixture, await draftBatch(fixture));
    const second = await post(fixture, await draftBatch(fixture, { parent: first }));
    for (let i = 0; i < 2; i++) {
      await abandon(second);
      expect(await silenceAt(second)).deep.equal([second.batch.postedAtSec, false]);
    }
    await wait(fixture, 5n);
    await rollBack(fixture, first.batch);
    const backAt = await fixture.chain.now();
    await abandon(first);
    expect(await silenceAt(first)).deep.equal([backAt, false]);
    const again = await post(fixture, await draftBatch(fixture, { parent: first }));
    await abandon(again);
    expect(await silenceAt(again)).deep.equal([again.batch.postedAtSec, false]);
  });

  it("keeps no fallback shut: a leader that only gives up terms is silent", async () => {
    const fixture = await deployL1();
    const { fallback, inbox } = fixture.contracts;
    const { sequencerTimeoutSec } = fixture.parameters.limits;
    const genesis = await genesisParent(fixture);
    const head = await post(fixture, await draftBatch(fixture));
    for (let i = 0; i < 3; i++) {
      await wait(fixture, sequencerTimeoutSec / 2n);
      await inbox.write("abandonTerm", [head.batch], { account: leader.address });
    }
    const { logs } = await fallback.write("open", [head.batch, genesis.batch], { account: alice });
    const [opened] = parseEventLogs({ abi: fallbackAbi, logs });
    expect(opened!.args).include({ reason: REASON.silence });
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
