import { expect } from "chai";
import { type Hex, parseEventLogs, type TransactionReceipt } from "viem";
import { checkpointLedgerAbi, rollupInboxAbi } from "../../../../services/abi/index.ts";
import { hashBatch } from "../../../../services/protocol/batch/batch.ts";
import * as CheckpointChain from "../../../../services/protocol/superblock/checkpointChain.ts";
import { nextTerm } from "../../../../services/protocol/superblock/superblock.ts";
import {
  CAUSE,
  draftBatch,
  finalBatch,
  genesisParent,
  mine,
  mineOver,
  type Parent,
  post,
  rollBack,
  submission,
  wait,
} from "../../../support/l1/batches.ts";
import { type Head, OTHER_WORD, refusal, withTip } from "../../../support/l1/inboxDrafts.ts";
import { alice, deployL1, type L1Fixture, ZERO_WORD } from "../../../support/l1/l1Fixture.ts";

const inboxEvents = ({ logs }: TransactionReceipt) => parseEventLogs({ abi: rollupInboxAbi, logs });

/** A deployment with `count` batches, none mined. */
async function withBatches(count: number): Promise<{ fixture: L1Fixture; posted: Parent[] }> {
  const fixture = await deployL1();
  const posted = [await genesisParent(fixture)];
  for (let i = 0; i < count; i++)
    posted.push(await post(fixture, await draftBatch(fixture, { parent: posted.at(-1)! })));
  return { fixture, posted };
}

describe("RollupInbox.rollBackTo", () => {
  it("moves the head back, opens a term and tells both", async () => {
    const { fixture, posted } = await withBatches(3);
    const { inbox } = fixture.contracts;
    const before = await inbox.read<Head>("head");
    const old = await inbox.read<Hex>("term");
    const target = posted[1]!.batch;
    const receipt = await rollBack(fixture, target, CAUSE.headerClaim);
    const at = await fixture.chain.now();

    expect(await inbox.read<Head>("head")).deep.equal({
      index: 1n,
      number: target.number,
      timestamp: target.timestamp,
      unminedSinceSec: before.unminedSinceSec,
    });
    const opened = nextTerm(old, target.number, target.superblock, at);
    expect(await inbox.read<Hex>("term")).equal(opened);
    expect(inboxEvents(receipt).map(({ eventName, args }) => ({ eventName, args }))).deep.equal([
      {
        eventName: "RolledBack",
        args: {
          index: 1n,
          superblock: target.superblock,
          batchHash: hashBatch(target),
          cause: CAUSE.headerClaim,
        },
      },
      {
        eventName: "TermOpened",
        args: { term: opened, startNumber: target.number, startSuperblock: target.superblock },
      },
    ]);
  });

  it("makes fallen batches unknown, until others stand at their indices", async () => {
    const { fixture, posted } = await withBatches(3);
    const { inbox } = fixture.contracts;
    await rollBack(fixture, posted[1]!.batch);
    expect(await inbox.read<Hex>("batchHash", [1n])).equal(hashBatch(posted[1]!.batch));
    for (const fallen of posted.slice(2)) {
      expect(await inbox.read<Hex>("batchHash", [fallen.batch.index])).equal(ZERO_WORD);
      expect(await inbox.refusal("requireBatch", [fallen.batch])).deep.equal({
        errorName: "InboxBatchNotThere",
        args: [1n, fallen.batch.index],
      });
    }
    const again = await post(fixture, await draftBatch(fixture, { parent: posted[1]! }));
    expect(again.batch.index).equal(2n);
    expect((await inbox.refusal("requireBatch", [posted[2]!.batch])).errorName).equal("InboxWrongParent");
    expect(await inbox.read<Hex>("batchHash", [3n]), "still fallen").equal(ZERO_WORD);
  });

  it("lets no superblock of an earlier term follow, though the leader signed it", async () => {
    const { fixture, posted } = await withBatches(1);
    const term = await fixture.contracts.inbox.read<Hex>("term");
    const signedBefore = await draftBatch(fixture, { parent: posted[1]! });
    await post(fixture, signedBefore);
    await rollBack(fixture, posted[1]!.batch);
    const opened = await fixture.contracts.inbox.read<Hex>("term");
    expect(await refusal(fixture, signedBefore)).deep.equal({
      errorName: "InboxWrongTerm",
      args: [opened, term],
    });
    await post(fixture, withTip(signedBefore, { term: opened }));
  });

  it("may go back to the head itself: only the term ends", async () => {
    const { fixture, posted } = await withBatches(1);
    const { inbox } = fixture.contracts;
    const [head, term] = [await inbox.read<Head>("head"), await inbox.read<Hex>("term")];
    await rollBack(fixture, posted[1]!.batch, CAUSE.equivocationClaim);
    expect(await inbox.read<Head>("head")).deep.equal(head);
    expect(await inbox.read<Hex>("term")).not.equal(term);
  });

  it("can go back twice, and to genesis", async () => {
    const { fixture, posted } = await withBatches(2);
    await rollBack(fixture, posted[1]!.batch);
    await rollBack(fixture, posted[0]!.batch);
    const { inbox } = fixture.contracts;
    expect((await inbox.read<Head>("head")).number).equal(0n);
    await post(fixture, await draftBatch(fixture, { parent: posted[0]! }));
  });

  describe("refuses", () => {
    it("InboxCannotRollBack: anybody but the two contracts that decide", async () => {
      const { fixture, posted } = await withBatches(1);
      const { inbox } = fixture.contracts;
      const [before, batch] = [posted[0]!.batch, posted[1]!.batch];
      const expected = { errorName: "InboxCannotRollBack", args: [alice] };
      const from = { account: alice };
      expect(await inbox.refusal("rollBackTo", [before, CAUSE.unmined], from)).deep.equal(expected);
      const call = [before, batch, CAUSE.headerClaim];
      expect(await inbox.refusal("rollBackFrom", call, from)).deep.equal(expected);
    });

    it("InboxTargetBelowFinal: a final batch never falls", async () => {
      const fixture = await deployL1();
      const { posted } = await finalBatch(fixture);
      const { inbox } = fixture.contracts;
      const { settlement } = await inbox.read<{ settlement: Hex }>("config");
      const genesis = await genesisParent(fixture);
      expect(
        await inbox.refusal("rollBackTo", [genesis.batch, CAUSE.unmined], { account: settlement }),
      ).deep.equal({ errorName: "InboxTargetBelowFinal", args: [1n, 0n] });
      await rollBack(fixture, posted.batch);
    });

    it("a target that does not stand: another batch, or one that has fallen", async () => {
      const { fixture, posted } = await withBatches(2);
      const { inbox } = fixture.contracts;
      const { claims } = await inbox.read<{ claims: Hex }>("config");
      const other = { ...posted[1]!.batch, dataHash: OTHER_WORD };
      const from = { account: claims };
      expect((await inbox.refusal("rollBackTo", [other, 2], from)).errorName).equal("InboxWrongParent");
      await rollBack(fixture, posted[1]!.batch);
      expect(await inbox.refusal("rollBackTo", [posted[2]!.batch, 2], from)).deep.equal({
        errorName: "InboxBatchNotThere",
        args: [1n, 2n],
      });
    });
  });

  describe("and work", () => {
    it("takes the lead back to the newest checkpoint that stands", async () => {
      const { fixture, posted } = await withBatches(2);
      const { ledger } = fixture.contracts;
      await wait(fixture, fixture.parameters.mining.minSpacingSec);
      const first = await mine(fixture, posted[1]!.batch);
      await wait(fixture, fixture.parameters.mining.minSpacingSec);
      const second = await mine(fixture, posted[2]!.batch);
      expect(await ledger.read<Hex>("lead")).equal(second);

      const { logs } = await rollBack(fixture, posted[1]!.batch);
      expect(await ledger.read<Hex>("lead")).equal(first);
      expect(await ledger.read<boolean>("isLeading", [second, 2])).equal(false);
      const [changed] = parseEventLogs({ abi: checkpointLedgerAbi, logs, eventName: "LeadChanged" });
      expect(changed!.args).deep.equal({ lead: first, batchIndex: 1n, number: posted[1]!.batch.number });
      await rollBack(fixture, posted[0]!.batch);
      expect(await ledger.read<Hex>("lead")).equal(ZERO_WORD);
    });

    it("leaves the lead alone when it stands", async () => {
      const { fixture, posted } = await withBatches(2);
      await wait(fixture, fixture.parameters.mining.minSpacingSec);
      const first = await mine(fixture, posted[1]!.batch);
      const { logs } = await rollBack(fixture, posted[1]!.batch);
      expect(await fixture.contracts.ledger.read<Hex>("lead")).equal(first);
      expect(parseEventLogs({ abi: checkpointLedgerAbi, logs })).deep.equal([]);
    });

    it("LedgerFallen: a checkpoint over a fallen batch gets no children and cannot lead", async () => {
      const { fixture, posted } = await withBatches(2);
      const { ledger } = fixture.contracts;
      await wait(fixture, fixture.parameters.mining.minSpacingSec);
      const fallen = await mine(fixture, posted[2]!.batch);
      await rollBack(fixture, posted[1]!.batch);
      expect(await ledger.read<boolean>("stands", [fallen, 1])).equal(false);
      const second = await post(fixture, await draftBatch(fixture, { parent: posted[1]! }));
      const third = await post(fixture, await draftBatch(fixture, { parent: second }));
      const { nBits } = (await mineOver(fixture, third.batch)).checkpoint;
      const child = await mineOver(fixture, third.batch, { parent: fallen, nBits });
      expect(await ledger.refusal("submitCheckpoint", submission(child)), "it led: forgotten").deep.equal({
        errorName: "LedgerRefused",
        args: [CheckpointChain.FAILURES.indexOf("UnknownParent")],
      });
      expect(await ledger.refusal("promote", [fallen])).deep.equal({
        errorName: "LedgerUnknown",
        args: [fallen],
      });
    });

    it("LedgerFallen: the same for one beside the leading chain, which is remembered", async () => {
      const { fixture, posted } = await withBatches(2);
      const { ledger } = fixture.contracts;
      await wait(fixture, fixture.parameters.mining.minSpacingSec);
      await mine(fixture, posted[1]!.batch);
      const fallen = await mine(fixture, posted[2]!.batch, { parent: ZERO_WORD });
      expect(await ledger.read<boolean>("stands", [fallen, 1])).equal(true);
      await rollBack(fixture, posted[0]!.batch);
      expect(await ledger.read<boolean>("stands", [fallen, 1])).equal(false);
      let standing = posted[0]!;
      for (let i = 0; i < 3; i++)
        standing = await post(fixture, await draftBatch(fixture, { parent: standing }));
      const child = await mineOver(fixture, standing.batch, { parent: fallen });
      const refused = { errorName: "LedgerFallen", args: [fallen] };
      expect(await ledger.refusal("submitCheckpoint", submission(child))).deep.equal(refused);
      expect(await ledger.refusal("promote", [fallen])).deep.equal(refused);
    });

    it("a heavier branch that stands can be taken up again; LedgerNotHeavier until then", async () => {
      const { fixture, posted } = await withBatches(3);
      const { ledger } = fixture.contracts;
      const { minSpacingSec } = fixture.parameters.mining;
      await wait(fixture, minSpacingSec);
      const fallen = await mine(fixture, posted[3]!.batch);
      const aside = await mine(fixture, posted[1]!.batch, { parent: ZERO_WORD });
      expect(await ledger.read<Hex>("lead")).equal(fallen);
      expect(await ledger.refusal("promote", [aside])).deep.equal({
        errorName: "LedgerNotHeavier",
        args: [aside],
      });
      await rollBack(fixture, posted[2]!.batch);
      expect(await ledger.read<Hex>("lead")).equal(ZERO_WORD);
      await wait(fixture, 100n);
      await ledger.write("promote", [aside]);
      expect(await fixture.contracts.inbox.read<bigint>("miningClock"), "work starts anew").equal(0n);
      expect(await ledger.read<Hex>("lead")).equal(aside);
    });

    it("LedgerNotInbox: nobody else can take the lead back", async () => {
      const { fixture } = await withBatches(0);
      const { ledger } = fixture.contracts;
      expect(await ledger.refusal("onRollback", [0n], { account: alice })).deep.equal({
        errorName: "LedgerNotInbox",
        args: [alice],
      });
    });

    it("has the mining clock stand still when all that stands is mined", async () => {
      const { fixture, posted } = await withBatches(2);
      const { inbox } = fixture.contracts;
      await mine(fixture, posted[1]!.batch);
      await wait(fixture, 50n);
      expect(await inbox.read<bigint>("miningClock")).equal(50n);
      await rollBack(fixture, posted[1]!.batch);
      await wait(fixture, 1_000n);
      expect(await inbox.read<bigint>("miningClock")).equal(0n);
      const next = await post(fixture, await draftBatch(fixture, { parent: posted[1]! }));
      await wait(fixture, 7n);
      expect(await inbox.read<bigint>("miningClock"), `from batch ${next.batch.index} on`).equal(7n);
    });

    it("has the mining clock go on over what was due before", async () => {
      const { fixture, posted } = await withBatches(2);
      const { inbox } = fixture.contracts;
      const since = (await inbox.read<Head>("head")).unminedSinceSec;
      await wait(fixture, 50n);
      await rollBack(fixture, posted[1]!.batch);
      expect(await inbox.read<bigint>("miningClock")).equal((await fixture.chain.now()) - since);
    });

    it("starts the mining clock anew when the work itself fell", async () => {
      const { fixture, posted } = await withBatches(2);
      const { inbox } = fixture.contracts;
      await wait(fixture, 50n);
      await mine(fixture, posted[2]!.batch);
      await wait(fixture, 5_000n);
      await rollBack(fixture, posted[1]!.batch);
      expect(await inbox.read<bigint>("miningClock")).equal(0n);
      await wait(fixture, 9n);
      expect(await inbox.read<bigint>("miningClock")).equal(9n);
    });
  });
});
