import { expect } from "chai";
import { type Hex, parseEventLogs } from "viem";
import { rollupInboxAbi } from "../../../../services/abi/index.ts";
import type { Batch } from "../../../../services/protocol/batch/batch.ts";
import {
  CAUSE,
  draftBatch,
  finalBatch,
  finalizeArguments,
  genesisParent,
  heightOf,
  mine,
  mineOver,
  type Parent,
  post,
  postArguments,
  ripeBatch,
  submission,
  wait,
} from "../../../support/l1/batches.ts";
import { alice, deployL1, type L1Fixture, leader, ZERO_WORD } from "../../../support/l1/l1Fixture.ts";

/** Harder than the anchor, so that one checkpoint outweighs one of the easiest. */
const HARD_BITS = 0x200fffff;

/** One batch under work and two above it for which no work comes. */
async function waiting() {
  const fixture = await deployL1();
  await wait(fixture, fixture.parameters.mining.minSpacingSec);
  const first = await post(fixture, await draftBatch(fixture));
  const lead = await mine(fixture, first.batch);
  const second = await post(fixture, await draftBatch(fixture, { parent: first }));
  const postedAt = await fixture.chain.now();
  const third = await post(fixture, await draftBatch(fixture, { parent: second }));
  return { fixture, lead, postedAt, posted: [first, second, third] as const };
}

const toSecond = (fixture: L1Fixture, at: bigint) => fixture.chain.advanceTo(at);

describe("Settlement.revertUnmined", () => {
  it("takes back what no work came for, on all rollups together; anyone may ask", async () => {
    const { fixture, lead, postedAt, posted } = await waiting();
    const { inbox, settlement, ledger } = fixture.contracts;
    await toSecond(fixture, postedAt + fixture.parameters.limits.revertDelaySec + 1n);
    const { logs } = await settlement.write("revertUnmined", [posted[0].batch], { account: alice });
    const [back] = parseEventLogs({ abi: rollupInboxAbi, logs, eventName: "RolledBack" });
    expect(back!.args).include({ index: 1n, superblock: posted[0].batch.superblock, cause: CAUSE.unmined });
    expect(await inbox.read("head")).include({ index: 1n, number: posted[0].batch.number });
    expect(await inbox.read("miningClock")).equal(0n);
    expect(await ledger.read("lead")).equal(lead);
    const next = await post(fixture, await draftBatch(fixture, { parent: posted[0] }));
    expect(next.batch.index).equal(2n);
  });

  it("SettlementNotOverdue: to the second, and never while nothing is unmined", async () => {
    const { fixture, postedAt, posted } = await waiting();
    const { settlement } = fixture.contracts;
    const { revertDelaySec } = fixture.parameters.limits;
    await toSecond(fixture, postedAt + revertDelaySec);
    expect(await settlement.refusal("revertUnmined", [posted[0].batch])).deep.equal({
      errorName: "SettlementNotOverdue",
      args: [revertDelaySec, revertDelaySec],
    });
    const own = await deployL1();
    await wait(own, 10n * revertDelaySec);
    const genesis = await own.contracts.inbox.read<Batch>("genesisBatch");
    expect(await own.contracts.settlement.refusal("revertUnmined", [genesis])).deep.equal({
      errorName: "SettlementNotOverdue",
      args: [revertDelaySec, 0n],
    });
  });

  it("SettlementWrongTarget: neither less nor more than what is unmined", async () => {
    const { fixture, postedAt, posted } = await waiting();
    await toSecond(fixture, postedAt + fixture.parameters.limits.revertDelaySec + 1n);
    const genesis = await fixture.contracts.inbox.read<Batch>("genesisBatch");
    for (const [target, index] of [
      [posted[1].batch, 2n],
      [genesis, 0n],
    ] as const)
      expect(await fixture.contracts.settlement.refusal("revertUnmined", [target])).deep.equal({
        errorName: "SettlementWrongTarget",
        args: [1n, index],
      });
  });

  it("stops at the newest final batch, wherever the lead is", async () => {
    const fixture = await deployL1();
    const { settlement, ledger, inbox } = fixture.contracts;
    const { posted } = await finalBatch(fixture);
    expect([await settlement.read("securedBatchIndex"), posted.batch.index]).deep.equal([1n, 1n]);
    expect(await ledger.read("lead")).not.equal(ZERO_WORD);
    await post(fixture, await draftBatch(fixture, { parent: posted }));
    await wait(fixture, fixture.parameters.limits.revertDelaySec + 2n);
    await settlement.write("revertUnmined", [posted.batch]);
    expect(await inbox.read("head")).include({ index: 1n });
  });

  it("SettlementNothingToRevert: the newest final batch waits for work again and cannot fall; no term ends for it", async () => {
    const fixture = await deployL1();
    const { inbox, ledger, settlement } = fixture.contracts;
    await wait(fixture, fixture.parameters.mining.minSpacingSec);
    const first = await post(fixture, await draftBatch(fixture));
    const draft = await draftBatch(fixture, { parent: first });
    const second = await post(fixture, draft);
    const checkpoint = await mine(fixture, second.batch);
    await wait(fixture, fixture.parameters.limits.challengeWindowSec);
    await settlement.write("finalize", finalizeArguments(draft, second, checkpoint));
    const heavier = await mine(fixture, first.batch, { parent: ZERO_WORD, nBits: HARD_BITS });
    expect(await ledger.read("lead")).equal(heavier);
    await wait(fixture, fixture.parameters.limits.revertDelaySec + 1n);
    expect(await settlement.refusal("revertUnmined", [second.batch])).deep.equal({
      errorName: "SettlementNothingToRevert",
      args: [2n],
    });
    const third = await draftBatch(fixture, { parent: second });
    await mine(fixture, second.batch);
    await wait(fixture, 1n);
    expect((await post(fixture, third)).batch.index, "in the same term").equal(3n);
    expect(await inbox.read("freshSinceSec")).equal(0n);
  });
});

describe("After a rollback", () => {
  /** Mined, ripe for finality, then taken back with its work by the claims contract. */
  async function fallen() {
    const { rollBack } = await import("../../../support/l1/batches.ts");
    const fixture = await deployL1();
    const genesis = await genesisParent(fixture);
    const old = await ripeBatch(fixture);
    await rollBack(fixture, genesis.batch);
    return { fixture, genesis, old };
  }
  const both = ({ chain, contracts }: L1Fixture) =>
    chain.at(contracts.settlement.address, [...contracts.settlement.abi, ...contracts.inbox.abi]);

  it("a fallen batch is never final, so its withdrawals are never paid", async () => {
    const { fixture, old } = await fallen();
    const call = finalizeArguments(old.draft, old.posted, old.checkpoint);
    expect(await both(fixture).refusal("finalize", call)).deep.equal({
      errorName: "InboxBatchNotThere",
      args: [0n, 1n],
    });
  });

  it("the same number again is another superblock, and the old work does not make its batch final", async () => {
    const { fixture, old } = await fallen();
    const again = await draftBatch(fixture);
    const posted: Parent = await post(fixture, again);
    expect(posted.batch.number).equal(old.posted.batch.number);
    expect(posted.batch.superblock).not.equal(old.posted.batch.superblock);
    await wait(fixture, fixture.parameters.limits.challengeWindowSec);
    const call = finalizeArguments(again, posted, old.checkpoint);
    expect(await fixture.contracts.settlement.refusal("finalize", call)).deep.equal({
      errorName: "SettlementNotLeading",
      args: [heightOf(old.checkpoint)],
    });
    expect(
      (await both(fixture).refusal("finalize", finalizeArguments(old.draft, old.posted, old.checkpoint)))
        .errorName,
    ).equal("InboxWrongParent");
  });

  it("what was signed in the old term cannot be posted again", async () => {
    const { fixture, old } = await fallen();
    const { inbox } = fixture.contracts;
    const replay = await postArguments(fixture, old.draft);
    expect(await inbox.refusal("postBatch", replay, { account: leader.address })).deep.equal({
      errorName: "InboxWrongTerm",
      args: [await inbox.read<Hex>("term"), old.draft.tip.term],
    });
  });

  it("a checkpoint over a fallen batch is refused, known or not", async () => {
    const { fixture, old } = await fallen();
    const { ledger, inbox } = fixture.contracts;
    const withInbox = fixture.chain.at(ledger.address, [...ledger.abi, ...inbox.abi]);
    const fresh = await mineOver(fixture, old.posted.batch, { account: alice });
    const refused = await withInbox.refusal("submitCheckpoint", submission(fresh));
    expect(refused.errorName).equal("InboxBatchNotThere");
  });
});
