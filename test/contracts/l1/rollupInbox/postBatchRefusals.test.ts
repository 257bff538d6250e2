/** One file, because all of these share one deployment, which no refusal changes. */
import { expect } from "chai";
import { encodeFunctionData, zeroAddress } from "viem";
import { hashBatch, hashConsumed } from "../../../../services/protocol/batch/batch.ts";
import { channelsRoot } from "../../../../services/protocol/channels/channel.ts";
import { blocksRoot } from "../../../../services/protocol/superblock/superblock.ts";
import { testAccount } from "../../../support/contracts.ts";
import { type Draft, draftBatch, post, postArguments, wait } from "../../../support/l1/batches.ts";
import { OTHER_WORD, refusal, withBlocks, withChannels, withTip } from "../../../support/l1/inboxDrafts.ts";
import { A, B, deployL1, L1, type L1Fixture, leader, ZERO_WORD } from "../../../support/l1/l1Fixture.ts";

describe("RollupInbox.postBatch refuses", () => {
  /** Same deployment for all refusals: none of them changes anything. */
  let fixture: L1Fixture;
  let draft: Draft;
  before(async () => {
    fixture = await deployL1();
    draft = await draftBatch(fixture);
  });

  const expectRefusal = async (
    changed: Draft,
    errorName: string,
    args: readonly unknown[],
  ): Promise<void> => {
    expect(await refusal(fixture, changed)).deep.equal({ errorName, args });
  };

  it("InboxNotDirectCall: from a contract", async () => {
    const relay = await fixture.chain.deploy("RelayHarness");
    const { inbox } = fixture.contracts;
    const args = await postArguments(fixture, draft);
    const data = encodeFunctionData({ abi: inbox.abi, functionName: "postBatch", args });
    const asInbox = fixture.chain.at(relay.address, [...relay.abi, ...inbox.abi]);
    expect(await asInbox.refusal("relay", [inbox.address, data], { account: leader.address })).deep.equal({
      errorName: "InboxNotDirectCall",
      args: [relay.address, leader.address],
    });
  });

  it("InboxNotDirectCall: from an account that has delegated to code (EIP-7702)", async () => {
    const delegating = testAccount(9).address;
    await fixture.chain.test.setCode({ address: delegating, bytecode: `0xef0100${"11".repeat(20)}` });
    const args = await postArguments(fixture, draft);
    expect(await fixture.contracts.inbox.refusal("postBatch", args, { account: delegating })).deep.equal({
      errorName: "InboxNotDirectCall",
      args: [delegating, delegating],
    });
  });

  it("InboxWrongParent: another batch than the head", async () => {
    const parent = { ...draft.parent, batch: { ...draft.parent.batch, dataHash: OTHER_WORD } };
    await expectRefusal({ ...draft, parent }, "InboxWrongParent", [
      hashBatch(draft.parent.batch),
      hashBatch(parent.batch),
    ]);
    const { inbox } = fixture.contracts;
    expect(await inbox.refusal("requireBatch", [parent.batch])).deep.equal({
      errorName: "InboxWrongParent",
      args: [hashBatch(draft.parent.batch), hashBatch(parent.batch)],
    });
  });

  it("InboxEmptyRange: a tip that is not after the parent's", async () => {
    await expectRefusal(withTip(draft, { number: 0n }), "InboxEmptyRange", [1n, 0n]);
  });

  it("InboxNotLinked: one superblock on another parent", async () => {
    await expectRefusal(withTip(draft, { parent: OTHER_WORD }), "InboxNotLinked", [
      draft.parent.batch.superblock,
      OTHER_WORD,
    ]);
  });

  it("InboxWrongTerm", async () => {
    await expectRefusal(withTip(draft, { term: OTHER_WORD }), "InboxWrongTerm", [draft.tip.term, OTHER_WORD]);
  });

  it("InboxTimestampNotLater than the parent", async () => {
    const { timestamp } = draft.parent.batch;
    await expectRefusal(withTip(draft, { timestamp }), "InboxTimestampNotLater", [timestamp, timestamp]);
  });

  it("InboxTimestampTooLate: more than maxLead ahead of L1", async () => {
    const latest = (await fixture.chain.now()) + fixture.parameters.limits.maxLeadSec;
    const timestamp = latest + 1n;
    await expectRefusal(withTip(draft, { timestamp }), "InboxTimestampTooLate", [latest, timestamp]);
    expect((await refusal(fixture, withTip(draft, { timestamp: latest, term: OTHER_WORD }))).errorName).equal(
      "InboxWrongTerm",
    );
  });

  it("InboxTimestampTooEarly: more than maxLag behind L1", async () => {
    const late = await deployL1();
    await wait(late, late.parameters.limits.maxLagSec + 100n);
    const earliest = (await late.chain.now()) - late.parameters.limits.maxLagSec;
    const timestamp = earliest - 1n;
    const changed = withTip(await draftBatch(late), { timestamp });
    expect(await refusal(late, changed)).deep.equal({
      errorName: "InboxTimestampTooEarly",
      args: [earliest, timestamp],
    });
  });

  it("InboxOriginUnknown: another hash, a block to come, or nothing at all", async () => {
    const { l1Origin, l1OriginNumber } = draft.tip;
    await expectRefusal(withTip(draft, { l1Origin: OTHER_WORD }), "InboxOriginUnknown", [
      l1OriginNumber,
      l1Origin,
      OTHER_WORD,
    ]);
    const future = { l1OriginNumber: l1OriginNumber + 1_000_000n, l1Origin: ZERO_WORD };
    await expectRefusal(withTip(draft, future), "InboxOriginUnknown", [
      future.l1OriginNumber,
      ZERO_WORD,
      ZERO_WORD,
    ]);
  });

  it("InboxOriginDecreased", async () => {
    const own = await deployL1();
    const parent = await post(own, await draftBatch(own));
    const older = parent.batch.l1OriginNumber - 1n;
    const { hash } = await own.chain.client.getBlock({ blockNumber: older });
    const next = withTip(await draftBatch(own, { parent }), { l1OriginNumber: older, l1Origin: hash });
    expect(await refusal(own, next)).deep.equal({
      errorName: "InboxOriginDecreased",
      args: [parent.batch.l1OriginNumber, older],
    });
  });

  it("InboxWrongRollupCount: a rollup left out or one too many", async () => {
    const [a, b] = draft.blocks;
    await expectRefusal(withBlocks(draft, [a!]), "InboxWrongRollupCount", [2n, 1n]);
    await expectRefusal(withBlocks(draft, [a!, b!, b!]), "InboxWrongRollupCount", [2n, 3n]);
  });

  it("InboxRollupMissing: rollups out of order or another one", async () => {
    const [a, b] = draft.blocks;
    await expectRefusal(withBlocks(draft, [b!, a!]), "InboxRollupMissing", [A, B]);
    await expectRefusal(withBlocks(draft, [a!, { ...b!, chainId: 7n }]), "InboxRollupMissing", [B, 7n]);
  });

  it("InboxWrongBlockNumber: a block that is not the tip's", async () => {
    const [a, b] = draft.blocks;
    await expectRefusal(withBlocks(draft, [a!, { ...b!, number: 2n }]), "InboxWrongBlockNumber", [B, 1n, 2n]);
  });

  it("InboxWrongBlocksRoot: leaves that the tip does not commit to", async () => {
    const blocks = [draft.blocks[0]!, { ...draft.blocks[1]!, stateRoot: OTHER_WORD }];
    await expectRefusal({ ...draft, blocks }, "InboxWrongBlocksRoot", [
      draft.tip.blocksRoot,
      blocksRoot(blocks),
    ]);
  });

  it("InboxWrongChannelCount: a channel left out or one too many", async () => {
    await expectRefusal(withChannels(draft, draft.channels.slice(1)), "InboxWrongChannelCount", [6n, 5n]);
    const seven = [...draft.channels, draft.channels[0]!];
    await expectRefusal(withChannels(draft, seven), "InboxWrongChannelCount", [6n, 7n]);
  });

  it("InboxChannelMissing: channels out of order or one twice", async () => {
    const [first, second, ...rest] = draft.channels;
    await expectRefusal(withChannels(draft, [second!, first!, ...rest]), "InboxChannelMissing", [L1, A]);
    await expectRefusal(withChannels(draft, [first!, first!, ...rest]), "InboxChannelMissing", [L1, B]);
  });

  it("InboxWrongChannelsRoot: entries that the tip does not commit to", async () => {
    const channels = draft.channels.with(3, { ...draft.channels[3]!, count: 1n });
    await expectRefusal({ ...draft, channels }, "InboxWrongChannelsRoot", [
      draft.tip.channelsRoot,
      channelsRoot(channels),
    ]);
  });

  it("InboxWrongConsumedCounts: counts that the parent does not commit to", async () => {
    const parent = { ...draft.parent, consumed: [1n, 0n] };
    await expectRefusal({ ...draft, parent }, "InboxWrongConsumedCounts", [
      hashConsumed([0n, 0n]),
      hashConsumed([1n, 0n]),
    ]);
  });

  it("InboxWrongSigner: somebody else's signature, or none", async () => {
    const { inbox } = fixture.contracts;
    const stranger = testAccount(8);
    const args = await postArguments(fixture, draft, stranger);
    const from = { account: leader.address };
    expect(await inbox.refusal("postBatch", args, from)).deep.equal({
      errorName: "InboxWrongSigner",
      args: [leader.address, stranger.address],
    });
    const unsigned = args.with(3, "0x");
    expect(await inbox.refusal("postBatch", unsigned, from)).deep.equal({
      errorName: "InboxWrongSigner",
      args: [leader.address, zeroAddress],
    });
  });

  it("InboxWrongPoster: the leader's tip, taken from the feed, with a stranger's data", async () => {
    const stranger = testAccount(8).address;
    const args = await postArguments(fixture, { ...draft, data: "0xbad0" });
    expect(await fixture.contracts.inbox.refusal("postBatch", args, { account: stranger })).deep.equal({
      errorName: "InboxWrongPoster",
      args: [leader.address, stranger],
    });
  });

  it("a signature over any other superblock: each field counts", async () => {
    const args = await postArguments(fixture, draft);
    let checked = 0;
    for (const [field, value] of Object.entries({
      historyRoot: OTHER_WORD,
      producer: testAccount(7).address,
    })) {
      const tip = { ...draft.tip, [field]: value };
      const refused = await fixture.contracts.inbox.refusal("postBatch", args.with(2, tip), {
        account: leader.address,
      });
      expect(refused.errorName, field).equal("InboxWrongSigner");
      checked += 1;
    }
    expect(checked).equal(2);
  });

  it("L1DataMissing: a batch without data", async () => {
    const { inbox, dataPolicy } = fixture.contracts;
    const both = fixture.chain.at(inbox.address, [...inbox.abi, ...dataPolicy.abi]);
    const args = await postArguments(fixture, { ...draft, data: "0x" });
    expect(await both.refusal("postBatch", args, { account: leader.address })).deep.equal({
      errorName: "L1DataMissing",
      args: [],
    });
  });
});
