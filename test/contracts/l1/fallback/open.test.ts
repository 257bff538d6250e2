import { expect } from "chai";
import { type Address, type Hex, parseEventLogs, type TransactionReceipt } from "viem";
import { fallbackAbi, rollupInboxAbi } from "../../../../services/abi/index.ts";
import { nextFallbackTerm } from "../../../../services/protocol/superblock/superblock.ts";
import {
  CAUSE,
  draftBatch,
  finalBatch,
  genesisParent,
  mine,
  type Parent,
  post,
  rollBack,
  wait,
} from "../../../support/l1/batches.ts";
import { everyRefusal, openFallback, REASON, unbond } from "../../../support/l1/fallback.ts";
import { refusal } from "../../../support/l1/inboxDrafts.ts";
import { alice, compiled, deployL1, type L1Fixture, leader } from "../../../support/l1/l1Fixture.ts";

const inboxEvents = ({ logs }: TransactionReceipt) => parseEventLogs({ abi: rollupInboxAbi, logs });

/** One batch under work and two above it. */
async function withBatches() {
  const fixture = await deployL1();
  await wait(fixture, fixture.parameters.mining.minSpacingSec);
  const first = await post(fixture, await draftBatch(fixture));
  const lead = await mine(fixture, first.batch);
  const second = await post(fixture, await draftBatch(fixture, { parent: first }));
  const third = await post(fixture, await draftBatch(fixture, { parent: second }));
  return { fixture, lead, posted: [first, second, third] as const };
}

const timeoutOf = ({ parameters }: L1Fixture) => parameters.limits.sequencerTimeoutSec;

const openRefusal = (fixture: L1Fixture, head: Parent, target: Parent) =>
  fixture.contracts.fallback.refusal("open", [head.batch, target.batch]);

describe("Fallback.open", () => {
  it("goes back to the last mined batch in a new term when nobody may lead; anyone may ask", async () => {
    const { fixture, lead, posted } = await withBatches();
    const { fallback, inbox, ledger } = fixture.contracts;
    const [target, , head] = posted;
    const old = await inbox.read<Hex>("term");
    await unbond(fixture);
    const receipt = await fallback.write("open", [head.batch, target.batch], { account: alice });

    const now = await fixture.chain.now();
    const term = nextFallbackTerm(old, target.batch.number, target.batch.superblock, now);
    expect(await inbox.read<Hex>("term")).equal(term);
    expect(await inbox.read<bigint>("freshSinceSec")).equal(now);
    expect(await inbox.read<boolean>("isFallback")).equal(true);
    expect(await inbox.read<{ index: bigint }>("head")).include({ index: 1n });
    expect(await ledger.read<Hex>("lead")).equal(lead);
    const [back, opening] = inboxEvents(receipt);
    expect([back!.eventName, opening!.eventName]).deep.equal(["RolledBack", "TermOpened"]);
    expect(back!.args).include({ index: 1n, cause: CAUSE.fallback });
    const [opened] = parseEventLogs({ abi: fallbackAbi, logs: receipt.logs });
    expect(opened!.args).deep.equal({ baseIndex: 1n, term, reason: REASON.noLeader });
  });

  it("opens on silence, counted from the head's posting, to the second", async () => {
    const { fixture, posted } = await withBatches();
    const [target, , head] = posted;
    const until = head.batch.postedAtSec + timeoutOf(fixture);
    await fixture.chain.advanceTo(until);
    expect(await openRefusal(fixture, head, target)).deep.equal({
      errorName: "FallbackLeaderHasTime",
      args: [leader.address, until],
    });
    const { logs } = await fixture.contracts.fallback.write("open", [head.batch, target.batch]);
    const [opened] = parseEventLogs({ abi: fallbackAbi, logs });
    expect(opened!.args).include({ reason: REASON.silence });
  });

  it("counts silence anew from work and from a new term", async () => {
    const { fixture, posted } = await withBatches();
    const { fallback } = fixture.contracts;
    const [target, second, head] = posted;
    await wait(fixture, timeoutOf(fixture) - 5n);
    await mine(fixture, head.batch);
    const minedAt = await fixture.chain.now();
    await wait(fixture, 10n);
    expect(await fallback.read("silence", [head.batch])).deep.equal([minedAt, false]);
    expect((await openRefusal(fixture, head, head)).errorName).equal("FallbackLeaderHasTime");

    await wait(fixture, timeoutOf(fixture) - 15n);
    await rollBack(fixture, second.batch);
    const openedAt = await fixture.chain.now();
    await wait(fixture, 20n);
    expect(await fallback.read("silence", [second.batch])).deep.equal([openedAt, false]);
    expect(await openRefusal(fixture, second, target)).deep.equal({
      errorName: "FallbackLeaderHasTime",
      args: [leader.address, openedAt + timeoutOf(fixture)],
    });
  });

  it("FallbackWorkAwaited: a leader is not silent whose batches are refused for lack of work", async () => {
    const { fixture, posted } = await withBatches();
    const [target, , head] = posted;
    const { miningTimeoutSec } = fixture.parameters.limits;
    await wait(fixture, miningTimeoutSec + 10n);
    const clock = await fixture.contracts.inbox.read<bigint>("miningClock");
    expect(await openRefusal(fixture, head, target)).deep.equal({
      errorName: "FallbackWorkAwaited",
      args: [clock, miningTimeoutSec],
    });
    await unbond(fixture);
    await fixture.contracts.fallback.write("open", [head.batch, target.batch]);
  });

  it("FallbackWorkAwaited: nor one that has posted as much as may wait", async () => {
    const fixture = await deployL1((p) => ({ ...p, limits: { ...p.limits, maxUnminedSuperblocks: 3n } }));
    const genesis = await genesisParent(fixture);
    const head = await post(fixture, await draftBatch(fixture, { superblocks: 3n }));
    await wait(fixture, timeoutOf(fixture) + 10n);
    expect((await openRefusal(fixture, head, genesis)).errorName).equal("FallbackWorkAwaited");
  });

  it("opens for lack of work, to the second, though the leader posts all the time what nobody mines", async () => {
    const fixture = await deployL1();
    const { fallback, settlement } = fixture.contracts;
    const { sequencerTimeoutSec, revertDelaySec } = fixture.parameters.limits;
    const genesis = await genesisParent(fixture);
    const { acceptedAtSec } = await fixture.contracts.ledger.read<{ acceptedAtSec: bigint }>("lastMined");
    const until = acceptedAtSec + sequencerTimeoutSec + revertDelaySec;
    await post(fixture, await draftBatch(fixture));
    await wait(fixture, revertDelaySec + 2n);
    await settlement.write("revertUnmined", [genesis.batch]);
    const head = await post(fixture, await draftBatch(fixture));
    await fixture.chain.advanceTo(until);
    expect((await openRefusal(fixture, head, genesis)).errorName).equal("FallbackLeaderHasTime");
    const { logs } = await fallback.write("open", [head.batch, genesis.batch], { account: alice });
    const [opened] = parseEventLogs({ abi: fallbackAbi, logs });
    expect(opened!.args).include({ reason: REASON.noWork });
  });

  it("opens for lack of work while the inbox refuses for it too", async () => {
    const { fixture, lead, posted } = await withBatches();
    const { fallback, ledger } = fixture.contracts;
    const [target, , head] = posted;
    const { acceptedAtSec } = await ledger.read<{ acceptedAtSec: bigint }>("lastMined");
    const { sequencerTimeoutSec, revertDelaySec } = fixture.parameters.limits;
    await fixture.chain.advanceTo(acceptedAtSec + sequencerTimeoutSec + revertDelaySec);
    expect((await openRefusal(fixture, head, target)).errorName).equal("FallbackWorkAwaited");
    const { logs } = await fallback.write("open", [head.batch, target.batch], { account: alice });
    const [opened] = parseEventLogs({ abi: fallbackAbi, logs });
    expect(opened!.args).include({ baseIndex: 1n, reason: REASON.noWork });
    expect(await ledger.read("lead")).equal(lead);
  });

  it("begins at the final batch when nothing newer is mined", async () => {
    const fixture = await deployL1();
    const { posted } = await finalBatch(fixture);
    const head = await post(fixture, await draftBatch(fixture, { parent: posted }));
    await openFallback(fixture, head, posted);
    expect(await fixture.contracts.inbox.read<bigint>("miningClock")).equal(0n);
  });

  describe("before the first batch", () => {
    it("waits for silence, though nobody is bonded yet", async () => {
      const fixture = await deployL1();
      const genesis = await genesisParent(fixture);
      await unbond(fixture);
      expect((await openRefusal(fixture, genesis, genesis)).errorName).equal("FallbackLeaderHasTime");
      await wait(fixture, timeoutOf(fixture) + 10n);
      await fixture.contracts.fallback.write("open", [genesis.batch, genesis.batch]);
    });
  });

  describe("refuses", () => {
    it("FallbackNotHead and a batch that does not stand: what is said to be the head", async () => {
      const { fixture, posted } = await withBatches();
      const [target, second, head] = posted;
      await unbond(fixture);
      expect(await openRefusal(fixture, second, target)).deep.equal({
        errorName: "FallbackNotHead",
        args: [3n, 2n],
      });
      const later = { ...head, batch: { ...head.batch, postedAtSec: 1n } };
      const call = [later.batch, target.batch];
      expect((await everyRefusal(fixture).refusal("open", call)).errorName).equal("InboxWrongParent");
    });

    it("FallbackWrongTarget: another batch than the last secured one", async () => {
      const { fixture, posted } = await withBatches();
      await unbond(fixture);
      expect(await openRefusal(fixture, posted[2], posted[1])).deep.equal({
        errorName: "FallbackWrongTarget",
        args: [1n, 2n],
      });
    });

    it("FallbackAlreadyOpen", async () => {
      const { fixture, posted } = await withBatches();
      await openFallback(fixture, posted[2], posted[0]);
      expect(await openRefusal(fixture, posted[0], posted[0])).deep.equal({
        errorName: "FallbackAlreadyOpen",
        args: [],
      });
    });
  });

  describe("while it is open", () => {
    it("InboxInFallback: neither batches nor the end of a term by the leader, and no lead by other ways", async () => {
      const { fixture, posted } = await withBatches();
      const { inbox, ledger } = fixture.contracts;
      const base = await openFallback(fixture, posted[2], posted[0]);
      const refused = { errorName: "InboxInFallback", args: [] };
      expect(await refusal(fixture, await draftBatch(fixture, { parent: base }))).deep.equal(refused);
      const from = { account: leader.address };
      expect(await inbox.refusal("abandonTerm", [base.batch], from)).deep.equal(refused);
      const asLedger = { account: ledger.address as Address };
      expect(await inbox.refusal("onLead", [1n, 1n], asLedger)).deep.equal(refused);
    });

    it("InboxNotFallback: nobody else moves the chain", async () => {
      const { fixture, posted } = await withBatches();
      const { inbox, fallback } = fixture.contracts;
      const base = await openFallback(fixture, posted[2], posted[0]);
      expect(await inbox.refusal("adopt", [1n, [], base.batch], { account: alice })).deep.equal({
        errorName: "InboxNotFallback",
        args: [fallback.address, alice],
      });
    });
  });

  it("FallbackTimeoutTooShort: a leader may post that late", async () => {
    const own = await deployL1();
    const { fallback, inbox } = own.contracts;
    const { bytecode } = await compiled("Fallback");
    const config = { inbox: inbox.address, sequencerTimeoutSec: 60n };
    expect(await own.chain.deployRefusal(fallback.abi, bytecode, [config])).deep.equal({
      errorName: "FallbackTimeoutTooShort",
      args: [60n, 60n],
    });
    expect(await fallback.read("config")).deep.equal({ ...config, sequencerTimeoutSec: 120n });
  });
});
