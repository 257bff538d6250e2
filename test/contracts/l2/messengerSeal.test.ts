import { expect } from "chai";
import { type Hex, hexToBigInt, toHex } from "viem";
import { crossRollupMessengerAbi } from "../../../services/abi/index.ts";
import { append, emptyTree, root } from "../../../services/protocol/appendOnlyTree.ts";
import {
  type ChannelEntry,
  channelIds,
  channelsDigest,
} from "../../../services/protocol/channels/channel.ts";
import {
  MESSENGER,
  MESSENGER_CHANNELS_DIGEST_SLOT,
  MESSENGER_UNSEALED_SLOT,
} from "../../../services/protocol/systemAddresses.ts";
import { artifactOf } from "../../support/artifact.ts";
import { connectChain, constructAt, deploy } from "../../support/hardhatChain.ts";
import { type Rollup, startPair } from "../../support/l2Fixture.ts";
import { L1_CHAIN_ID, ROLLUP_A, ROLLUP_B, sentFrom, sentMessages } from "../../support/messages.ts";
import { refusalOf } from "../../support/refusal.ts";

const FRESH = "0x0000000000000000000000000000000000001003";
const messengerArtifact = artifactOf("CrossRollupMessenger");

describe("CrossRollupMessenger.seal", () => {
  let pair: Awaited<ReturnType<typeof startPair>>;
  before(async () => {
    pair = await startPair();
  });
  afterEach(() => pair.reset());
  after(() => pair.close());

  const refusal = (call: Promise<unknown>) => refusalOf(call, crossRollupMessengerAbi);
  const slotOf = (rollup: Rollup, slot: Hex) => rollup.client.getStorageAt({ address: MESSENGER, slot });

  /** The channels of a rollup as the TypeScript twin computes them from the leaves. */
  const expected = (chainId: bigint, leaves: ReadonlyMap<string, readonly Hex[]>): ChannelEntry[] =>
    channelIds(L1_CHAIN_ID, [ROLLUP_A, ROLLUP_B])
      .filter((c) => c.srcChainId === chainId || c.dstChainId === chainId)
      .map((c) => {
        const own = leaves.get(`${c.srcChainId}>${c.dstChainId}`) ?? [];
        return { ...c, count: BigInt(own.length), root: root(own.reduce(append, emptyTree)) };
      });

  it("starts sealed over empty channels, as genesis needs it", async () => {
    const { a } = pair;
    const digest = channelsDigest(expected(ROLLUP_A, new Map()));
    expect(await a.messenger.read.channelsDigest()).to.equal(digest);
    expect(await slotOf(a, MESSENGER_CHANNELS_DIGEST_SLOT)).to.equal(digest);
    expect(hexToBigInt((await slotOf(a, MESSENGER_UNSEALED_SLOT))!)).to.equal(0n);
  });

  it("K3: writes the digest over all channels, equal to the TypeScript twin's, at both ends", async () => {
    const { a, b } = pair;
    const toB: Hex[] = [];
    for (let i = 0n; i < 5n; i += 1n) {
      const receipt = await a.trigger(ROLLUP_B, FRESH, toHex(i), 30_000n).send(i);
      toB.push(sentMessages(receipt)[0]!.leaf);
      await pair.carry(receipt);
    }
    const out = sentMessages(await a.trigger(L1_CHAIN_ID, FRESH, "0x", 0n).send(2n))[0]!.leaf;
    const deposit = sentFrom(L1_CHAIN_ID, ROLLUP_A, { target: FRESH, value: 3n });
    await a.consume(deposit);
    expect(hexToBigInt((await slotOf(a, MESSENGER_UNSEALED_SLOT))!)).to.not.equal(0n);

    await a.seal();
    await b.seal();
    const leaves = new Map([
      [`${ROLLUP_A}>${ROLLUP_B}`, toB],
      [`${ROLLUP_A}>${L1_CHAIN_ID}`, [out]],
      [`${L1_CHAIN_ID}>${ROLLUP_A}`, [deposit.leaf]],
    ]);
    for (const [rollup, chainId] of [
      [a, ROLLUP_A],
      [b, ROLLUP_B],
    ] as const) {
      const entries = expected(chainId, leaves);
      expect(await rollup.messenger.read.channels()).to.deep.equal(entries);
      expect(await slotOf(rollup, MESSENGER_CHANNELS_DIGEST_SLOT)).to.equal(channelsDigest(entries));
      expect(hexToBigInt((await slotOf(rollup, MESSENGER_UNSEALED_SLOT))!)).to.equal(0n);
      expect(await rollup.messenger.read.unsealed()).to.equal(false);
    }
  });

  it("leaves the digest as it was until it is called", async () => {
    const { a } = pair;
    const before = await a.messenger.read.channelsDigest();
    await a.trigger(ROLLUP_B, FRESH, "0x", 0n).send();
    expect(await a.messenger.read.channelsDigest()).to.equal(before);
    expect(await a.messenger.read.unsealed()).to.equal(true);
    await a.seal();
    expect(await a.messenger.read.channelsDigest()).to.not.equal(before);
  });

  it("keeps its two public slots where the compiler says they are", async () => {
    const client = pair.a.client;
    const proof = await client.getProof({
      address: MESSENGER,
      storageKeys: [MESSENGER_CHANNELS_DIGEST_SLOT, MESSENGER_UNSEALED_SLOT],
    });
    expect(toHex(proof.storageProof[0]!.value, { size: 32 })).to.equal(
      await pair.a.messenger.read.channelsDigest(),
    );
    expect(proof.storageProof[1]!.value).to.equal(0n);
  });

  it("MessengerNothingToSeal: nothing changed since the last seal", async () => {
    const { a } = pair;
    expect(await refusal(a.seal())).to.deep.equal({ name: "MessengerNothingToSeal", args: [] });
    await a.trigger(L1_CHAIN_ID, FRESH, "0x", 0n).send();
    await a.seal();
    expect(await refusal(a.seal())).to.deep.equal({ name: "MessengerNothingToSeal", args: [] });
  });

  it("MessengerNotProducer: anyone else", async () => {
    const { a } = pair;
    await a.trigger(L1_CHAIN_ID, FRESH, "0x", 0n).send();
    const send = a.send({ to: MESSENGER, abi: crossRollupMessengerAbi, functionName: "seal" });
    expect(await refusal(send)).to.deep.equal({ name: "MessengerNotProducer", args: [a.user, a.producer] });
  });
});

describe("CrossRollupMessenger constructor", () => {
  let chain: Awaited<ReturnType<typeof connectChain>>;
  before(async () => {
    chain = await connectChain(ROLLUP_A);
  });
  after(() => chain.close());

  const refused = (l1: bigint, rollups: readonly bigint[]) =>
    refusalOf(deploy(chain, "CrossRollupMessenger", [l1, rollups, 1n]), messengerArtifact.abi);

  it("ChannelEndsNotAscending: unordered, repeated or zero chain ids", async () => {
    expect(await refused(1n, [ROLLUP_B, ROLLUP_A])).to.deep.equal({
      name: "ChannelEndsNotAscending",
      args: [ROLLUP_B, ROLLUP_A],
    });
    expect((await refused(1n, [ROLLUP_A, ROLLUP_A])).name).to.equal("ChannelEndsNotAscending");
    expect((await refused(1n, [0n, ROLLUP_A])).name).to.equal("ChannelEndsNotAscending");
  });

  it("ChannelEndsL1IsRollup: L1 among the rollups", async () => {
    expect(await refused(ROLLUP_B, [ROLLUP_A, ROLLUP_B])).to.deep.equal({
      name: "ChannelEndsL1IsRollup",
      args: [ROLLUP_B],
    });
  });

  it("ChannelEndsSelfMissing: a set without this rollup", async () => {
    expect(await refused(1n, [ROLLUP_B, 42103n])).to.deep.equal({
      name: "ChannelEndsSelfMissing",
      args: [ROLLUP_A],
    });
  });

  it("orders channels with L1's chain id below, between and above the rollups' ids", async () => {
    for (const l1 of [1n, 42102n, 99999n]) {
      const rollups = [42100n, ROLLUP_A, 42103n];
      const clean = await chain.client.snapshot();
      await constructAt(chain, MESSENGER, "CrossRollupMessenger", [l1, rollups, 1n]);
      const read = (functionName: "channels" | "rollups" | "l1ChainId") =>
        chain.client.readContract({ address: MESSENGER, abi: crossRollupMessengerAbi, functionName });
      const entries = (await read("channels")) as readonly ChannelEntry[];
      expect(entries.map(({ srcChainId, dstChainId }) => ({ srcChainId, dstChainId }))).to.deep.equal(
        channelIds(l1, rollups).filter((c) => c.srcChainId === ROLLUP_A || c.dstChainId === ROLLUP_A),
      );
      expect(await read("rollups")).to.deep.equal(rollups);
      expect(await read("l1ChainId")).to.equal(l1);
      await chain.client.revert({ id: clean });
    }
  });

  it("has no function that takes plain ETH", async () => {
    await constructAt(chain, MESSENGER, "CrossRollupMessenger", [1n, [ROLLUP_A, ROLLUP_B], 1n]);
    const call = chain.client.call({ to: MESSENGER, value: 1n, account: chain.accounts[0]! });
    const outcome = await call.then(
      () => "accepted",
      () => "refused",
    );
    expect(outcome).to.equal("refused");
  });
});
