import { expect } from "chai";
import type { Hex } from "viem";
import { hashBatch } from "../../../../services/protocol/batch/batch.ts";
import {
  draftBatch,
  finalBatch,
  finalizeArguments,
  genesisParent,
  post,
  wait,
} from "../../../support/l1/batches.ts";
import {
  type Base,
  draftNode,
  fallbackRefusal,
  type Node,
  type Offer,
  offer,
  openFallback,
  otherMiner,
  postDraft,
  postNode,
  rebond,
} from "../../../support/l1/fallback.ts";
import { OTHER_WORD, withBlocks, withChannels, withTip } from "../../../support/l1/inboxDrafts.ts";
import { alice, deployL1, type L1Fixture, leader, miner } from "../../../support/l1/l1Fixture.ts";

/** CheckpointChain.Failure */
const KNOWN = 1;

type Refused = { fixture: L1Fixture; base: Base; first: Node };

/** Fallback over genesis with one batch of a miner's. */
async function opened(): Promise<Refused> {
  const fixture = await deployL1();
  const genesis = await genesisParent(fixture);
  const head = await post(fixture, await draftBatch(fixture));
  const base = await openFallback(fixture, head, genesis);
  return { fixture, base, first: await postNode(fixture, base) };
}

/** What becomes of an honest offer on the first batch, one thing changed. */
async function refused(
  change: (draft: Node["draft"], all: Refused) => Node["draft"] | Promise<Node["draft"]>,
  how: Offer | ((all: Refused) => Offer) = {},
) {
  const all = await opened();
  const draft = await change(await draftNode(all.fixture, all.first), all);
  const changed = typeof how === "function" ? how(all) : how;
  const made = await offer(all.fixture, all.first, draft, changed);
  return { ...all, draft, ...(await fallbackRefusal(all.fixture, made)) };
}

const unchanged = (draft: Node["draft"]) => draft;

describe("Fallback.postFallback refuses", () => {
  it("FallbackKnown: the same batch with other work, which the next one would have to name", async () => {
    const { fixture, base } = await opened();
    const draft = await draftNode(fixture, base);
    const { node } = await postDraft(fixture, base, draft);
    const lighter = await offer(fixture, base, draft, { nBits: 0x207ffffe });
    expect(await fallbackRefusal(fixture, lighter)).deep.equal({
      errorName: "FallbackKnown",
      args: [hashBatch(node.batch)],
    });
  });

  it("FallbackNotOpen: while the leader leads", async () => {
    const fixture = await deployL1();
    const genesis = { ...(await genesisParent(fixture)), checkpoint: OTHER_WORD };
    const draft = await draftNode(fixture, genesis);
    const made = await offer(fixture, genesis, draft, { nBits: 0x207fffff });
    expect(await fallbackRefusal(fixture, made)).deep.equal({ errorName: "FallbackNotOpen", args: [] });
  });

  it("InboxNotDirectCall: an account that delegates its code, whose data another may have written", async () => {
    const { fixture, first } = await opened();
    const draft = await draftNode(fixture, first);
    const { args, from } = await offer(fixture, first, draft);
    await fixture.chain.test.setCode({ address: from.account, bytecode: "0x00" });
    expect((await fallbackRefusal(fixture, { args, from })).errorName).equal("InboxNotDirectCall");
  });

  it("FallbackWrongTerm: of an earlier term, or of none", async () => {
    const { fixture, errorName, args } = await refused((draft) => withTip(draft, { term: OTHER_WORD }));
    const term = await fixture.contracts.inbox.read<Hex>("term");
    expect({ errorName, args }).deep.equal({ errorName: "FallbackWrongTerm", args: [term, OTHER_WORD] });
  });

  it("FallbackParentUnknown: a batch that was never posted, and one that fell when fallback opened", async () => {
    const fixture = await deployL1();
    const genesis = await genesisParent(fixture);
    const fallen = await post(fixture, await draftBatch(fixture));
    const base = await openFallback(fixture, fallen, genesis);
    const onto = { ...fallen, checkpoint: base.checkpoint };
    const made = await offer(fixture, onto, await draftNode(fixture, onto));
    expect(await fallbackRefusal(fixture, made)).deep.equal({
      errorName: "FallbackParentUnknown",
      args: [hashBatch(fallen.batch)],
    });
    const invented = { ...base, batch: { ...base.batch, postedAtSec: 1n } };
    const other = await offer(fixture, invented, await draftNode(fixture, invented));
    expect((await fallbackRefusal(fixture, other)).errorName).equal("FallbackParentUnknown");
  });

  it("FallbackWrongParentCheckpoint: work that does not stand over the parent's", async () => {
    const { first, base, errorName, args } = await refused(unchanged, ({ base: { checkpoint } }) => ({
      parentCheckpoint: checkpoint,
    }));
    expect({ errorName, args }).deep.equal({
      errorName: "FallbackWrongParentCheckpoint",
      args: [first.checkpoint, base.checkpoint],
    });
  });

  it("FallbackWrongNumber: more than one superblock, or none", async () => {
    const more = await refused((draft) => withTip(draft, { number: draft.tip.number + 1n }));
    const number = more.first.batch.number + 1n;
    expect(more).deep.include({ errorName: "FallbackWrongNumber", args: [number, number + 1n] });
    const none = await refused((draft) => withTip(draft, { number: draft.tip.number - 1n }));
    expect(none).deep.include({ errorName: "FallbackWrongNumber", args: [number, number - 1n] });
  });

  it("FallbackNotLinked: another parent superblock", async () => {
    const { first, errorName, args } = await refused((draft) => withTip(draft, { parent: OTHER_WORD }));
    expect({ errorName, args }).deep.equal({
      errorName: "FallbackNotLinked",
      args: [first.batch.superblock, OTHER_WORD],
    });
  });

  it("FallbackWrongConsumed: other counts than the parent's are opened", async () => {
    const { fixture, first } = await opened();
    const { args, from } = await offer(fixture, first, await draftNode(fixture, first));
    const [posting, work] = args;
    const parent = { ...posting.parent, consumedHash: OTHER_WORD };
    expect(
      await fixture.contracts.fallback.refusal("postFallback", [{ ...posting, parent }, work], from),
    ).deep.equal({
      errorName: "FallbackWrongConsumed",
      args: [first.batch.consumedHash, OTHER_WORD],
    });
  });

  it("what the inbox refuses of a tip: time, origin, blocks, channels", async () => {
    const early = await refused((draft, { first }) => withTip(draft, { timestamp: first.batch.timestamp }));
    expect(early.errorName).equal("InboxTimestampNotLater");
    const late = await refused((draft) => withTip(draft, { timestamp: draft.tip.timestamp + 60n }));
    expect(late.errorName).equal("InboxTimestampTooLate");
    const origin = await refused((draft) => withTip(draft, { l1Origin: OTHER_WORD }));
    expect(origin.errorName).equal("InboxOriginUnknown");
    const older = await refused((draft) => withTip(draft, { l1OriginNumber: 1n }));
    expect(older.errorName).equal("InboxOriginDecreased");
    const blocks = await refused((draft) => withBlocks(draft, draft.blocks.slice(1)));
    expect(blocks.errorName).equal("InboxWrongRollupCount");
    const root = await refused((draft) => withTip(draft, { blocksRoot: OTHER_WORD }));
    expect(root.errorName).equal("InboxWrongBlocksRoot");
    const channels = await refused((draft) => withTip(draft, { channelsRoot: OTHER_WORD }));
    expect(channels.errorName).equal("InboxWrongChannelsRoot");
    const missing = await refused((draft) => withChannels(draft, draft.channels.slice(1)));
    expect(missing.errorName).equal("PackedChannelsWrongLength");
  });

  it("InboxTimestampTooEarly: a superblock that waited for its work longer than maxLag", async () => {
    const { fixture, first } = await opened();
    const made = await offer(fixture, first, await draftNode(fixture, first));
    await wait(fixture, fixture.parameters.limits.maxLagSec + 1n);
    expect((await fallbackRefusal(fixture, made)).errorName).equal("InboxTimestampTooEarly");
  });

  it("FallbackWrongProducer: a superblock without signature is its miner's", async () => {
    const { errorName, args } = await refused((draft) => withTip(draft, { producer: alice }), { miner });
    expect({ errorName, args }).deep.equal({ errorName: "FallbackWrongProducer", args: [miner, alice] });
  });

  it("FallbackWrongPoster: a front-runner, who could send other data with another's work", async () => {
    const { errorName, args } = await refused(unchanged, { author: alice });
    expect({ errorName, args }).deep.equal({ errorName: "FallbackWrongPoster", args: [miner, alice] });
  });

  it("LedgerRefused: a checkpoint that is known, in whatever batch", async () => {
    const { fixture, base } = await opened();
    const made = await offer(fixture, base, await draftNode(fixture, base));
    await fixture.contracts.fallback.write("postFallback", made.args, made.from);
    const [posting, work] = made.args;
    const again = await fallbackRefusal(fixture, {
      args: [{ ...posting, data: "0x01bad0da7a" }, work],
      from: made.from,
    });
    expect(again).deep.equal({ errorName: "LedgerRefused", args: [KNOWN] });
  });

  it("work that is missing, or too easy", async () => {
    const { fixture, first } = await opened();
    const made = await offer(fixture, first, await draftNode(fixture, first));
    const [posting, work] = made.args;
    const nothing = await fallbackRefusal(fixture, {
      args: [posting, { ...work, auxPow: "0x00" }],
      from: made.from,
    });
    expect(nothing.errorName).equal("LedgerRefused");
  });

  it("FallbackForkNotThere, FallbackBranchBroken, FallbackBranchStands: a branch that is not the parent's", async () => {
    const { fixture, base, first } = await opened();
    const aside = await postNode(fixture, base, { author: otherMiner });
    const draft = await draftNode(fixture, aside, {}, otherMiner);
    const none = await offer(fixture, aside, draft);
    expect(await fallbackRefusal(fixture, none)).deep.equal({
      errorName: "FallbackForkNotThere",
      args: [1n, hashBatch(first.batch), hashBatch(aside.batch)],
    });
    const wrong = await offer(fixture, aside, draft, { branch: [first.batch] });
    expect(await fallbackRefusal(fixture, wrong)).deep.equal({
      errorName: "FallbackBranchBroken",
      args: [1n, hashBatch(aside.batch), hashBatch(first.batch)],
    });
    const plain = await draftNode(fixture, first);
    const deep = await offer(fixture, first, plain, { branch: [first.batch] });
    expect(await fallbackRefusal(fixture, deep)).deep.equal({
      errorName: "FallbackBranchStands",
      args: [1n],
    });
  });

  it("FallbackBelowFinal: a branch from below the newest final batch, however heavy", async () => {
    const fixture = await deployL1();
    const { posted } = await finalBatch(fixture);
    const base = await openFallback(fixture, posted, posted);
    const first = await postNode(fixture, base);
    const aside = await postNode(fixture, base, { author: otherMiner });
    const second = await postNode(fixture, first);
    await wait(fixture, fixture.parameters.limits.challengeWindowSec);
    const { draft, checkpoint } = first;
    await fixture.contracts.settlement.write("finalize", finalizeArguments(draft, first, checkpoint));
    expect(await fixture.contracts.settlement.read<bigint>("finalBatchIndex")).equal(2n);
    expect(second.batch.index).equal(3n);
    const later = await postNode(fixture, aside, { author: otherMiner });
    const heavier = await offer(fixture, later, await draftNode(fixture, later, {}, otherMiner), {
      branch: [aside.batch, later.batch],
    });
    expect(await fallbackRefusal(fixture, heavier)).deep.equal({
      errorName: "FallbackBelowFinal",
      args: [2n, 3n, 2n],
    });
  });

  it("FallbackWrongSigner: a signature that is not the leader's, or of a leader without a bond", async () => {
    const { fixture, first } = await opened();
    const draft = await draftNode(fixture, first);
    const signed = await offer(fixture, first, draft, { signer: leader });
    expect(await fallbackRefusal(fixture, signed)).deep.equal({
      errorName: "FallbackWrongSigner",
      args: [`0x${"00".repeat(20)}`, leader.address],
    });
    await rebond(fixture);
    const own = await draftNode(fixture, first);
    const stripped = await offer(fixture, first, own, { signer: leader, author: miner });
    expect((await fallbackRefusal(fixture, stripped)).errorName).equal("FallbackWrongPoster");
  });
});
