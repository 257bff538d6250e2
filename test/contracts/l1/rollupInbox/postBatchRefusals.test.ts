/** One file, because all of these share one deployment, which no refusal changes. */
import { expect } from "chai";
import {
  bytesToHex,
  concat,
  encodeFunctionData,
  type Hex,
  hexToBytes,
  size,
  slice,
  toHex,
  zeroAddress,
} from "viem";
import { hashBatch, hashConsumed } from "../../../../services/protocol/batch/batch.ts";
import { entriesFrom } from "../../../../services/protocol/batch/packedChannels.ts";
import { channelsRoot } from "../../../../services/protocol/channels/channel.ts";
import { blocksRoot } from "../../../../services/protocol/superblock/superblock.ts";
import { testAccount } from "../../../support/contracts.ts";
import { type Draft, draftBatch, post, postArguments, postCall, wait } from "../../../support/l1/batches.ts";
import { OTHER_WORD, refusal, send, withBlocks, withTip } from "../../../support/l1/inboxDrafts.ts";
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

  it("f18 InboxWrongRollupCount: a rollup left out or one too many", async () => {
    const [a, b] = draft.blocks;
    await expectRefusal(withBlocks(draft, [a!]), "InboxWrongRollupCount", [2n, 1n]);
    await expectRefusal(withBlocks(draft, [a!, b!, b!]), "InboxWrongRollupCount", [2n, 3n]);
  });

  it("InboxWrongBlocksRoot: leaves that the tip does not commit to", async () => {
    const blocks = [draft.blocks[0]!, { ...draft.blocks[1]!, stateRoot: OTHER_WORD }];
    await expectRefusal({ ...draft, blocks }, "InboxWrongBlocksRoot", [
      draft.tip.blocksRoot,
      blocksRoot(blocks),
    ]);
  });

  it("InboxWrongBlocksRoot: rollups out of order", async () => {
    const [a, b] = draft.blocks;
    const inPlace = [
      { ...b!, chainId: A },
      { ...a!, chainId: B },
    ];
    await expectRefusal(withBlocks(draft, [b!, a!]), "InboxWrongBlocksRoot", [
      blocksRoot([b!, a!]),
      blocksRoot(inPlace),
    ]);
  });

  it("PackedChannelsWrongLength: a channel left out, one too many, a byte less or more", async () => {
    const args = await postArguments(fixture, draft);
    const length = size(args[0].channels);
    const lengths: [Hex, bigint, bigint][] = [
      [slice(args[0].channels, 8), 48n, 40n],
      [concat([args[0].channels, toHex(0, { size: 8 })]), 48n, 56n],
      [slice(args[0].channels, 0, length - 1), 48n, 47n],
      [concat([args[0].channels, "0x00"]), 48n, 49n],
    ];
    expect(length).equal(48);
    for (const [channels, expected, actual] of lengths) {
      const refused = await fixture.contracts.inbox.refusal("postBatch", [{ ...args[0], channels }], {
        account: leader.address,
      });
      expect(refused).deep.equal({ errorName: "PackedChannelsWrongLength", args: [expected, actual] });
    }
  });

  it("InboxWrongChannelsRoot: entries that the tip does not commit to", async () => {
    const channels = draft.channels.with(3, { ...draft.channels[3]!, count: 1n });
    await expectRefusal({ ...draft, channels }, "InboxWrongChannelsRoot", [
      draft.tip.channelsRoot,
      channelsRoot(channels),
    ]);
  });

  it("InboxWrongConsumedCounts: messages that the parent does not commit to", async () => {
    const own = await deployL1();
    await send(own, A);
    const honest = await draftBatch(own, { consumed: [1n, 0n] });
    const channels = honest.parent.channels.map((c) =>
      c.srcChainId === L1 && c.dstChainId === B ? { ...c, count: 1n, root: OTHER_WORD } : c,
    );
    expect(await refusal(own, { ...honest, parent: { ...honest.parent, channels } })).deep.equal({
      errorName: "InboxWrongConsumedCounts",
      args: [hashConsumed(entriesFrom(honest.parent.channels, L1)), hashConsumed(entriesFrom(channels, L1))],
    });
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
    const unsigned = { ...args[0], r: ZERO_WORD, vs: ZERO_WORD };
    expect(await inbox.refusal("postBatch", [unsigned], from)).deep.equal({
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
      const refused = await fixture.contracts.inbox.refusal("postBatch", [{ ...args[0], tip }], {
        account: leader.address,
      });
      expect(refused.errorName, field).equal("InboxWrongSigner");
      checked += 1;
    }
    expect(checked).equal(2);
  });

  it("InboxWrongSigner: the same signature with the other s", async () => {
    const args = await postArguments(fixture, draft);
    const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const low = BigInt(args[0].vs) & (2n ** 255n - 1n);
    const parity = BigInt(args[0].vs) >> 255n;
    const high = ORDER - low;
    // What does not fit beside the parity bit cannot be sent at all.
    const vs = toHex((high % 2n ** 255n) | ((1n - parity) << 255n), { size: 32 });
    const refused = await fixture.contracts.inbox.refusal("postBatch", [{ ...args[0], vs }], {
      account: leader.address,
    });
    expect(refused.errorName).equal("InboxWrongSigner");
  });

  it("InboxNoProducer", async () => {
    await expectRefusal(withTip(draft, { producer: zeroAddress }), "InboxNoProducer", []);
  });

  it("a field with bits above its type", async () => {
    const call = await postCall(fixture, draft);
    const dirty = (word: number): Hex => {
      const bytes = hexToBytes(call.data);
      bytes[4 + 32 * word] = 1;
      return bytesToHex(bytes);
    };
    // Offset of the argument, parent (4 words), then term, number, timestamp, producer, …, l1OriginNumber.
    for (const word of [6, 7, 8, 13]) {
      const refused = await fixture.chain.client
        .call({ ...call, data: dirty(word), account: leader.address })
        .then(
          () => "taken",
          () => "refused",
        );
      expect(refused, `word ${word}`).equal("refused");
    }
  });

  it("InboxProofsMissing: in strict mode a batch without proofs", async () => {
    const strict = await deployL1((p) => ({ ...p, strict: true }));
    expect(await refusal(strict, await draftBatch(strict))).deep.equal({
      errorName: "InboxProofsMissing",
      args: [],
    });
  });

  it("InboxNotLedger: work told by anybody else", async () => {
    const { inbox, ledger } = fixture.contracts;
    const stranger = testAccount(8).address;
    expect(await inbox.refusal("onLead", [0n, 1n], { account: stranger })).deep.equal({
      errorName: "InboxNotLedger",
      args: [ledger.address, stranger],
    });
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
