import { expect } from "chai";
import { type Hex, parseEventLogs, type TransactionReceipt, zeroAddress } from "viem";
import { fallbackAbi, rollupInboxAbi } from "../../../../services/abi/index.ts";
import { hashBatch } from "../../../../services/protocol/batch/batch.ts";
import { nextTerm } from "../../../../services/protocol/superblock/superblock.ts";
import { CAUSE, draftBatch, genesisParent, mine, post, wait } from "../../../support/l1/batches.ts";
import {
  type Base,
  draftNode,
  fallbackRefusal,
  offer,
  openFallback,
  otherMiner,
  postDraft,
  postNode,
  rebond,
  unbond,
} from "../../../support/l1/fallback.ts";
import { withTip } from "../../../support/l1/inboxDrafts.ts";
import { deployL1, type L1Fixture, leader, miner, producer } from "../../../support/l1/l1Fixture.ts";

/** Fallback over genesis; the leader has come back since. */
async function opened(): Promise<{ fixture: L1Fixture; base: Base }> {
  const fixture = await deployL1();
  const genesis = await genesisParent(fixture);
  const head = await post(fixture, await draftBatch(fixture));
  const base = await openFallback(fixture, head, genesis);
  await rebond(fixture);
  return { fixture, base };
}

const left = ({ logs }: TransactionReceipt) =>
  parseEventLogs({ abi: fallbackAbi, logs, eventName: "FallbackLeft" }).map(({ args }) => args);

/** By a pool, for the leader, who names its own producer. */
const returning = { signer: leader, miner: otherMiner } as const;

async function returnOn(fixture: L1Fixture, parent: Base) {
  const draft = withTip(await draftNode(fixture, parent), { producer });
  return await postDraft(fixture, parent, draft, returning);
}

describe("Leaving fallback", () => {
  it("by a superblock that the leader signed and a pool has mined: a new term at it, and batches again", async () => {
    const { fixture, base } = await opened();
    const { inbox, fallback } = fixture.contracts;
    const first = await postNode(fixture, base);
    const term = await inbox.read<Hex>("term");
    const draft = withTip(await draftNode(fixture, first), { producer });
    const { node, receipt } = await postDraft(fixture, first, draft, returning);

    expect(left(receipt)).deep.equal([{ index: 2n, batchHash: hashBatch(node.batch) }]);
    const names = parseEventLogs({ abi: rollupInboxAbi, logs: receipt.logs });
    expect(names.map(({ eventName }) => eventName)).deep.equal(["ChainSwitched", "RolledBack", "TermOpened"]);
    expect(names[1]!.args).include({ index: 2n, cause: CAUSE.resumed });
    expect(await inbox.read<boolean>("isFallback")).equal(false);
    const now = await fixture.chain.now();
    expect(await inbox.read<Hex>("term")).equal(
      nextTerm(term, node.batch.number, node.batch.superblock, now),
    );
    expect(await fallback.read<boolean>("isUnsigned", [hashBatch(node.batch)])).equal(false);

    const next = await post(fixture, await draftBatch(fixture, { parent: node, superblocks: 3n }));
    expect(next.batch).include({ index: 3n, number: node.batch.number + 3n });
    await wait(fixture, fixture.parameters.mining.minSpacingSec);
    await mine(fixture, next.batch);
    expect(await inbox.read<bigint>("miningClock")).equal(0n);
  });

  it("not while it does not lead: the signed one waits aside, and a child without signature ends nothing", async () => {
    const { fixture, base } = await opened();
    const { inbox } = fixture.contracts;
    await postNode(fixture, base);
    const draft = withTip(await draftNode(fixture, base), { producer });
    const { node: signed, receipt } = await postDraft(fixture, base, draft, returning);
    expect(left(receipt)).deep.equal([]);
    expect(await inbox.read<boolean>("isFallback")).equal(true);
    const child = await postNode(fixture, signed, { author: otherMiner, branch: [signed.batch] });
    expect(await inbox.read<boolean>("isFallback")).equal(true);
    const { node } = await returnOn(fixture, child);
    expect(await inbox.read<Hex>("batchHash", [node.batch.index])).equal(hashBatch(node.batch));
    expect(await inbox.read<boolean>("isFallback")).equal(false);
  });

  it("by the leader as its own miner, and fallback can open again", async () => {
    const { fixture, base } = await opened();
    const { fallback, inbox } = fixture.contracts;
    const draft = await draftNode(fixture, base, {}, leader.address);
    const { node } = await postDraft(fixture, base, draft, { signer: leader });
    await unbond(fixture);
    await fallback.write("open", [node.batch, node.batch]);
    expect(await inbox.read<boolean>("isFallback")).equal(true);
    const again: Base = { ...node, checkpoint: await fixture.contracts.ledger.read<Hex>("lead") };
    expect(again.checkpoint).equal(node.checkpoint);
    await postNode(fixture, again);
  });

  it("FallbackWrongSigner: not by a leader that is not bonded", async () => {
    const { fixture, base } = await opened();
    await unbond(fixture);
    const draft = withTip(await draftNode(fixture, base), { producer });
    expect(await fallbackRefusal(fixture, await offer(fixture, base, draft, returning))).deep.equal({
      errorName: "FallbackWrongSigner",
      args: [zeroAddress, leader.address],
    });
  });

  it("FallbackWrongTerm: not by what it signed before fallback opened", async () => {
    const fixture = await deployL1();
    const genesis = { ...(await genesisParent(fixture)), checkpoint: `0x${"00".repeat(32)}` as const };
    const signedBefore = await draftNode(fixture, genesis, {}, producer);
    const head = await post(fixture, await draftBatch(fixture));
    const base = await openFallback(fixture, head, genesis);
    await rebond(fixture);
    const { errorName } = await fallbackRefusal(fixture, await offer(fixture, base, signedBefore, returning));
    expect(errorName).equal("FallbackWrongTerm");
  });

  it("FallbackNotOpen: no miner's superblock follows, though it was mined before", async () => {
    const { fixture, base } = await opened();
    const first = await postNode(fixture, base);
    const late = await offer(fixture, first, await draftNode(fixture, first));
    await returnOn(fixture, first);
    expect((await fallbackRefusal(fixture, late)).errorName).equal("FallbackNotOpen");
  });

  it("InboxNoProducer: a signed superblock names who builds the blocks", async () => {
    const { fixture, base } = await opened();
    const draft = await draftNode(fixture, base, {}, zeroAddress);
    const made = await offer(fixture, base, draft, { signer: leader, miner });
    expect((await fallbackRefusal(fixture, made)).errorName).equal("InboxNoProducer");
  });
});
