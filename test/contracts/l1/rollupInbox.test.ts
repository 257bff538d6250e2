import { expect } from "chai";
import { encodeFunctionData, type Hex, keccak256, toHex, zeroAddress } from "viem";
import { hashBatch, hashConsumed } from "../../../services/protocol/batch/batch.ts";
import { channelsRoot } from "../../../services/protocol/channels/channel.ts";
import { blocksRoot, nextTerm, type Superblock } from "../../../services/protocol/superblock/superblock.ts";
import type { Refusal } from "../../support/contracts.ts";
import { createChain, testAccount } from "../../support/contracts.ts";
import {
  type Draft,
  type DraftOptions,
  draftBatch,
  genesisParent,
  mine,
  post,
  postArguments,
  superblockHash,
  wait,
} from "../../support/l1/batches.ts";
import {
  A,
  B,
  compiled,
  deployL1,
  L1,
  type L1Fixture,
  leader,
  planOn,
  ROLLUPS,
  ZERO_WORD,
} from "../../support/l1/l1Fixture.ts";

const OTHER_WORD = `0x${"5a".repeat(32)}` as const;

type Head = { index: bigint; number: bigint; timestamp: bigint; unminedSinceSec: bigint };

/** What the inbox says to a draft that a test has tampered with; the leader signs whatever the tip is then. */
async function refusal(fixture: L1Fixture, draft: Draft): Promise<Refusal> {
  return await fixture.contracts.inbox.refusal("postBatch", await postArguments(fixture, draft), {
    account: leader.address,
  });
}

const withTip = (draft: Draft, change: Partial<Superblock>): Draft => ({
  ...draft,
  tip: { ...draft.tip, ...change },
});

const withBlocks = (draft: Draft, blocks: Draft["blocks"]): Draft =>
  withTip({ ...draft, blocks }, { blocksRoot: blocksRoot(blocks) });

const withChannels = (draft: Draft, channels: Draft["channels"]): Draft =>
  withTip({ ...draft, channels }, { channelsRoot: channelsRoot(channels) });

/** Address and runtime code as EIP-2935 gives them. */
const HISTORY = "0x0000F90827F1C53a10cb7A02335B175320002935";
const HISTORY_CODE =
  "0x3373fffffffffffffffffffffffffffffffffffffffe14604657602036036042575f35600143038111604257611fff81430311604257611fff9006545f5260205ff35b5f5ffd5b5f35611fff60014303065500";

const GAS_LIMIT = 100_000n;

async function send(fixture: L1Fixture, dstChainId: bigint, gasLimit = GAS_LIMIT): Promise<void> {
  const { portal } = fixture.contracts;
  const fee = await portal.read<bigint>("quote", [gasLimit]);
  await portal.write("send", [dstChainId, testAccount(4).address, "0x", gasLimit, 0n, zeroAddress], {
    value: fee,
  });
}

describe("RollupInbox.constructor", () => {
  it("opens the first term at genesis and keeps the genesis batch", async () => {
    const { contracts, deployment, chain } = await deployL1();
    const { inbox } = contracts;
    const genesis = await genesisParent({ contracts } as L1Fixture);
    const hash = await inbox.read<Hex>("genesisSuperblock");
    expect(genesis.batch.superblock).equal(hash);
    expect(genesis.batch.index).equal(0n);
    expect(genesis.batch.timestamp).equal(deployment.genesisTimestamp);
    expect(genesis.batch.consumedHash).equal(hashConsumed([0n, 0n]));
    expect(await inbox.read<Hex>("batchHash", [0n])).equal(hashBatch(genesis.batch));

    const opened = (await chain.client.getBlock({ blockNumber: 3n })).timestamp;
    expect(genesis.batch.postedAtSec).equal(opened);
    expect(await inbox.read<Hex>("term")).equal(nextTerm(ZERO_WORD, 0n, hash, opened));
    expect(await inbox.read<Head>("head")).deep.equal({
      index: 0n,
      number: 0n,
      timestamp: deployment.genesisTimestamp,
      unminedSinceSec: 0n,
    });
    expect(await inbox.read<bigint>("miningClock")).equal(0n);
  });

  it("shows its parameters whole", async () => {
    const { contracts, chain, deployment } = await deployL1();
    const config = await contracts.inbox.read<Record<string, unknown>>("config");
    expect(config.rollups).deep.equal(
      deployment.rollups.map(({ chainId, genesisHash }) => ({ chainId, genesisHash })),
    );
    expect(config.genesis).deep.equal(deployment.genesisSuperblock);
    expect(config.ledger).equal(contracts.ledger.address);
    expect(config.portal).equal(contracts.portal.address);
    expect(config.sequencerPolicy).equal(contracts.sequencerPolicy.address);
    expect(config.dataPolicy).equal(contracts.dataPolicy.address);
    expect(config.maxLagSec).equal(deployment.limits.maxLagSec);
    expect(config.maxUnminedSuperblocks).equal(deployment.limits.maxUnminedSuperblocks);
    expect(await chain.client.getChainId()).equal(Number(L1));
  });

  const rollups = (ids: readonly bigint[]) => ids.map((chainId) => ({ chainId, genesisHash: OTHER_WORD }));
  const refused: [string, bigint[], Refusal][] = [
    ["RollupSetTooSmall: one rollup", [A], { errorName: "RollupSetTooSmall", args: [2n, 1n] }],
    ["RollupSetNotAscending: B before A", [B, A], { errorName: "RollupSetNotAscending", args: [B, A] }],
    ["RollupSetNotAscending: the same twice", [A, A], { errorName: "RollupSetNotAscending", args: [A, A] }],
    ["RollupSetHoldsL1", [L1, A], { errorName: "RollupSetHoldsL1", args: [L1] }],
  ];
  for (const [title, ids, expected] of refused) {
    it(title, async () => {
      const chain = await createChain();
      const { args } = await planOn(chain);
      const { abi, bytecode } = await compiled("RollupInbox");
      const inbox = { ...args.inbox, rollups: rollups(ids) };
      expect(await chain.deployRefusal(abi, bytecode, [inbox])).deep.equal(expected);
    });
  }
});

describe("RollupInbox.postBatch", () => {
  it("takes the leader's batch of both rollups and moves the head", async () => {
    const fixture = await deployL1();
    const { inbox } = fixture.contracts;
    const draft = await draftBatch(fixture, { superblocks: 7n });
    const posted = await post(fixture, draft);
    const postedAt = await fixture.chain.now();
    const genesis = await genesisParent(fixture);

    expect(posted.batch).deep.equal({
      index: 1n,
      firstNumber: 1n,
      number: 7n,
      timestamp: draft.tip.timestamp,
      l1OriginNumber: draft.tip.l1OriginNumber,
      postedAtSec: postedAt,
      parent: hashBatch(genesis.batch),
      superblock: superblockHash(fixture, draft),
      blocksRoot: draft.tip.blocksRoot,
      channelsRoot: draft.tip.channelsRoot,
      consumedHash: hashConsumed([0n, 0n]),
      dataHash: keccak256(draft.data),
    });
    expect(await inbox.read<Hex>("batchHash", [1n])).equal(hashBatch(posted.batch));
    expect(await inbox.read<Hex>("requireBatch", [posted.batch])).equal(hashBatch(posted.batch));
    expect(await inbox.read<Head>("head")).deep.equal({
      index: 1n,
      number: 7n,
      timestamp: draft.tip.timestamp,
      unminedSinceSec: postedAt,
    });
  });

  it("chains batches and takes messages from L1 in them", async () => {
    const fixture = await deployL1();
    const first = await post(fixture, await draftBatch(fixture));
    await send(fixture, A);
    await send(fixture, A);
    await send(fixture, B);
    const second = await post(fixture, await draftBatch(fixture, { parent: first, consumed: [1n, 1n] }));
    expect(second.batch.parent).equal(hashBatch(first.batch));
    expect(second.batch.firstNumber).equal(2n);
    expect(second.batch.consumedHash).equal(hashConsumed([1n, 1n]));
    const third = await post(fixture, await draftBatch(fixture, { parent: second, consumed: [2n, 1n] }));
    expect((await fixture.contracts.inbox.read<Head>("head")).index).equal(3n);
    expect(third.batch.consumedHash).equal(hashConsumed([2n, 1n]));
  });

  it("reaches origins older than 256 blocks through the history contract", async () => {
    const fixture = await deployL1();
    const { test, client } = fixture.chain;
    const old = await client.getBlock();
    // The node of the tests makes no system calls, so the contract's code and word are put there.
    await test.setCode({ address: HISTORY, bytecode: HISTORY_CODE });
    await test.mine({ blocks: 400, interval: 1 });
    const draft = await draftBatch(fixture);
    const early = withTip(draft, { l1OriginNumber: old.number, l1Origin: old.hash });
    expect(await refusal(fixture, early)).deep.equal({
      errorName: "InboxOriginUnknown",
      args: [old.number, ZERO_WORD, old.hash],
    });

    await test.setStorageAt({ address: HISTORY, index: toHex(old.number % 8191n), value: old.hash });
    await post(fixture, early);
    expect((await fixture.contracts.inbox.read<Head>("head")).index).equal(1n);
  });
});

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

  it("L1DataEmpty: a batch without data", async () => {
    const { inbox, dataPolicy } = fixture.contracts;
    const both = fixture.chain.at(inbox.address, [...inbox.abi, ...dataPolicy.abi]);
    const args = await postArguments(fixture, { ...draft, data: "0x" });
    expect(await both.refusal("postBatch", args, { account: leader.address })).deep.equal({
      errorName: "L1DataEmpty",
      args: [],
    });
  });
});

describe("RollupInbox.postBatch and messages from L1", () => {
  const claim =
    (chainId: bigint, change: { count?: bigint; root?: Hex }): NonNullable<DraftOptions["claim"]> =>
    (channels) =>
      channels.map((c) => (c.srcChainId === L1 && c.dstChainId === chainId ? { ...c, ...change } : c));

  it("InboxMessageCountFell", async () => {
    const fixture = await deployL1();
    await send(fixture, A);
    const parent = await post(fixture, await draftBatch(fixture, { consumed: [1n, 0n] }));
    const draft = await draftBatch(fixture, { parent, consumed: [0n, 0n] });
    expect(await refusal(fixture, draft)).deep.equal({
      errorName: "InboxMessageCountFell",
      args: [A, 1n, 0n],
    });
  });

  it("InboxMessagesUnknown: more than were sent", async () => {
    const fixture = await deployL1();
    await send(fixture, B);
    const draft = await draftBatch(fixture, { claim: claim(B, { count: 2n }) });
    expect(await refusal(fixture, draft)).deep.equal({
      errorName: "InboxMessagesUnknown",
      args: [B, 1n, 2n],
    });
  });

  it("InboxWrongMessageRoot: another root than the Portal's", async () => {
    const fixture = await deployL1();
    await send(fixture, B);
    const honest = await draftBatch(fixture, { consumed: [0n, 1n] });
    const expected = honest.channels.find((c) => c.dstChainId === B && c.srcChainId === L1)!.root;
    const draft = await draftBatch(fixture, { consumed: [0n, 1n], claim: claim(B, { root: OTHER_WORD }) });
    expect(await refusal(fixture, draft)).deep.equal({
      errorName: "InboxWrongMessageRoot",
      args: [B, expected, OTHER_WORD],
    });
  });

  it("InboxForcedMessageOverdue: left out after forceDelay, though never before", async () => {
    const fixture = await deployL1();
    await send(fixture, A);
    const sentAt = await fixture.chain.now();
    const due = sentAt + fixture.parameters.limits.forceDelaySec;
    await fixture.chain.advanceTo(due);
    const inTime = await draftBatch(fixture, { timestamp: due });
    const early = await post(fixture, inTime);

    const late = await draftBatch(fixture, { parent: early, timestamp: due + 1n });
    expect(await refusal(fixture, late)).deep.equal({
      errorName: "InboxForcedMessageOverdue",
      args: [A, 0n, due],
    });
    await post(
      fixture,
      await draftBatch(fixture, { parent: early, timestamp: due + 1n, consumed: [1n, 0n] }),
    );
  });

  it("an overdue message may wait when the range has taken its share of forced gas", async () => {
    const share = 150_000n;
    const fixture = await deployL1((p) => ({ ...p, limits: { ...p.limits, forcedGasPerSuperblock: share } }));
    for (let i = 0; i < 4; i++) await send(fixture, A);
    const due = (await fixture.chain.now()) + fixture.parameters.limits.forceDelaySec;
    await wait(fixture, fixture.parameters.limits.forceDelaySec + 1n);
    const timestamp = due + 1n;

    const tooLittle = await draftBatch(fixture, { timestamp, consumed: [1n, 0n] });
    expect((await refusal(fixture, tooLittle)).errorName).equal("InboxForcedMessageOverdue");
    const twoSuperblocks = await draftBatch(fixture, { timestamp, superblocks: 2n, consumed: [2n, 0n] });
    expect((await refusal(fixture, twoSuperblocks)).errorName).equal("InboxForcedMessageOverdue");
    const parent = await post(fixture, await draftBatch(fixture, { timestamp, consumed: [2n, 0n] }));

    const nothingNew = await draftBatch(fixture, { parent, timestamp: timestamp + 1n, consumed: [2n, 0n] });
    expect((await refusal(fixture, nothingNew)).errorName).equal("InboxForcedMessageOverdue");
    await post(fixture, await draftBatch(fixture, { parent, timestamp: timestamp + 1n, consumed: [4n, 0n] }));
  });
});

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
