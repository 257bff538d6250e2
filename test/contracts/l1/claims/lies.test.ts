/** Every lie that a batch can tell of itself is proven, falls, and costs the leader its bond. */
import { expect } from "chai";
import { type Hex, hexToBytes, keccak256, parseEventLogs, toHex } from "viem";
import { bondedSequencerAbi, claimsAbi, rollupInboxAbi } from "../../../../services/abi/index.ts";
import { outboxCountSlot } from "../../../../services/protocol/systemAddresses.ts";
import { heightOf, mine, wait } from "../../../support/l1/batches.ts";
import {
  accusedOf,
  channelArguments,
  headerArguments,
  headerLinkArguments,
  historyArguments,
  historyLeafArguments,
  historyLinkArguments,
  SLOT,
} from "../../../support/l1/claimArguments.ts";
import { A, alice, B, deployL1, type L1Fixture, ROLLUPS } from "../../../support/l1/l1Fixture.ts";
import {
  historyOf,
  type Lie,
  type ModelChain,
  type NextOptions,
  postNext,
  startChain,
} from "../../../support/l1/modelChain.ts";
import { channelOf } from "../../../support/l1/rollupModel.ts";

const OTHER_WORD: Hex = `0x${"5a".repeat(32)}`;
const LEAVES = [keccak256("0x01"), keccak256("0x02")] as const;
const CAUSE = { channel: 2, header: 3, history: 4 } as const;

/** HeaderClaim.Lie and HistoryClaim.Lie, in order. */
const HEADER_LIES = [
  "None",
  "TraceRoot",
  "Malformed",
  "StateRoot",
  "Number",
  "Timestamp",
  "Coinbase",
  "ExtraData",
  "BeaconRoot",
  "GasLimit",
  "GasUsed",
  "Ommers",
  "Difficulty",
  "Nonce",
  "WithdrawalsRoot",
  "BlobGasUsed",
  "ExcessBlobGas",
  "ParentHash",
  "BaseFee",
  "PrevRandao",
] as const;
const HISTORY_LIES = [
  "None",
  "Term",
  "Parent",
  "Number",
  "Timestamp",
  "Origin",
  "HistoryRoot",
  "Leaf",
] as const;

/** One honest batch, then a false one, then one on top of it. */
async function lying(options: NextOptions) {
  const fixture = await deployL1();
  await wait(fixture, fixture.parameters.mining.minSpacingSec);
  const honest = await postNext(await startChain(fixture), { superblocks: 2 });
  const { chain } = await postNext(honest.chain, { superblocks: 3, ...options });
  await postNext(chain, {});
  return { fixture, chain };
}

/** Claims as a stranger, and expects the batch and what came after it to be gone, and the bond with them. */
async function expectProven(
  { fixture, chain }: { fixture: L1Fixture; chain: ModelChain },
  [functionName, args]: readonly [string, readonly unknown[]],
  cause: number,
  lie: number,
): Promise<void> {
  const { claims, inbox, sequencerPolicy } = fixture.contracts;
  const { batch, before } = accusedOf(chain);
  const term = await inbox.read<Hex>("term");
  const receipt = await claims.write(functionName, args, { account: alice });
  const of = { logs: receipt.logs };
  const [proven] = parseEventLogs({ abi: claimsAbi, ...of, eventName: "LieProven" });
  expect(proven!.args).deep.equal({
    index: batch.index,
    superblock: batch.superblock,
    prover: alice,
    cause,
    lie,
  });
  const [back] = parseEventLogs({ abi: rollupInboxAbi, ...of, eventName: "RolledBack" });
  expect(back!.args).include({ index: before.index, superblock: before.superblock, cause });
  const [slashed] = parseEventLogs({ abi: bondedSequencerAbi, ...of, eventName: "Slashed" });
  const { stakeWei } = fixture.parameters.bond;
  expect(slashed!.args).deep.equal({
    number: batch.number,
    prover: alice,
    stakeWei,
    shareWei: stakeWei / 4n,
  });
  expect(await inbox.read("head")).include({ index: before.index, number: before.number });
  expect(await inbox.read("term")).not.equal(term);
  expect(await inbox.read("batchHash", [batch.index])).equal(`0x${"00".repeat(32)}`);
  expect(await sequencerPolicy.read("isBonded")).equal(false);
  // Twice is once too often: the batch does not stand any more.
  const both = fixture.chain.at(claims.address, [...claims.abi, ...inbox.abi]);
  expect((await both.refusal(functionName, args)).errorName).equal("InboxBatchNotThere");
}

const replaced = (index: number, value: unknown) => (fields: Uint8Array[]) =>
  fields.map((field, i) => (i === index ? value : field)) as unknown[];

describe("Claims.claimChannel", () => {
  const burnt = channelOf(A, B, LEAVES);
  const ofAToB = (channels: readonly { srcChainId: bigint; dstChainId: bigint }[], entry: unknown) =>
    channels.map((c) => (c.srcChainId === A && c.dstChainId === B ? entry : c)) as never;

  for (const [end, rollup] of [
    ["source", 0],
    ["destination", 1],
  ] as const) {
    it(`Digest: a message that the ${end}'s state does not have`, async () => {
      const world = await lying({
        claim: (channels) => ofAToB(channels, burnt),
        inState: (channels, chainId) =>
          chainId === ROLLUPS[rollup] ? ofAToB(channels, channelOf(A, B, [])) : channels,
      });
      const args = channelArguments(world.chain, rollup);
      const honestEnd = await world.fixture.contracts.claims.refusal(
        "claimChannel",
        channelArguments(world.chain, 1 - rollup),
      );
      expect(honestEnd.errorName).equal("ClaimsChannelNotFalse");
      await expectProven(world, ["claimChannel", args], CAUSE.channel, SLOT.digest);
    });
  }

  it("Unsealed: a block that ended before the channels were sealed", async () => {
    const flag = `0x${"00".repeat(31)}01` as const;
    const world = await lying({ words: [[flag, flag]] });
    const storageProof = await world.chain.superblocks[5]!.blocks[0]!.proveSlot(flag);
    const args = channelArguments(world.chain, 0, SLOT.unsealed, { storageProof });
    await expectProven(world, ["claimChannel", args], CAUSE.channel, SLOT.unsealed);
  });

  it("f20 OutboxCount: a count beside the digest", async () => {
    const slot = outboxCountSlot(B);
    const world = await lying({ words: [[slot, toHex(3, { size: 32 })]] });
    const storageProof = await world.chain.superblocks[5]!.blocks[0]!.proveSlot(slot);
    const args = channelArguments(world.chain, 0, SLOT.outboxCount, { peer: B, storageProof });
    await expectProven(world, ["claimChannel", args], CAUSE.channel, SLOT.outboxCount);
  });
});

describe("Claims.claimHeader", () => {
  const empty = new Uint8Array();
  const cases: readonly (readonly [(typeof HEADER_LIES)[number], Lie])[] = [
    ["TraceRoot", { leaf: () => ({ traceRoot: OTHER_WORD }) }],
    ["Malformed", { rawHeader: "0xc3010203" }],
    ["Malformed", { header: (fields) => fields.slice(0, 20) }],
    ["Malformed", { header: (fields) => [...fields, empty] }],
    ["Malformed", { header: replaced(12, new Uint8Array(31).fill(7)) }],
    ["Malformed", { header: replaced(8, Uint8Array.of(0, 9)) }],
    ["StateRoot", { leaf: () => ({ stateRoot: OTHER_WORD }) }],
    ["Number", { header: replaced(8, Uint8Array.of(9)) }],
    ["Timestamp", { header: replaced(11, Uint8Array.of(9)) }],
    ["Coinbase", { header: replaced(2, hexToBytes(alice)) }],
    ["ExtraData", { header: replaced(12, hexToBytes(OTHER_WORD)) }],
    ["BeaconRoot", { header: replaced(19, hexToBytes(OTHER_WORD)) }],
    ["GasLimit", { header: replaced(9, Uint8Array.of(9)) }],
    ["GasUsed", { header: replaced(10, hexToBytes(toHex(30_000_001n))) }],
    ["Ommers", { header: replaced(1, hexToBytes(OTHER_WORD)) }],
    ["Difficulty", { header: replaced(7, Uint8Array.of(1)) }],
    ["Nonce", { header: replaced(14, new Uint8Array(8).fill(1)) }],
    ["WithdrawalsRoot", { header: replaced(16, hexToBytes(OTHER_WORD)) }],
    ["BlobGasUsed", { header: replaced(17, Uint8Array.of(1)) }],
    ["ExcessBlobGas", { header: replaced(18, Uint8Array.of(1)) }],
  ];
  for (const [name, lie] of cases)
    it(name, async () => {
      const world = await lying({ lie });
      const call = ["claimHeader", headerArguments(world.chain)] as const;
      await expectProven(world, call, CAUSE.header, HEADER_LIES.indexOf(name));
    });

  it("of a superblock below the tip, which is honest itself", async () => {
    const world = await lying({ lie: { at: 0, header: replaced(11, Uint8Array.of(9)) } });
    const { claims } = world.fixture.contracts;
    expect((await claims.refusal("claimHeader", headerArguments(world.chain))).errorName).equal(
      "ClaimsHeaderNotFalse",
    );
    const call = ["claimHeader", headerArguments(world.chain, 0, 3n)] as const;
    await expectProven(world, call, CAUSE.header, HEADER_LIES.indexOf("Timestamp"));
  });
});

describe("Claims.claimHeaderLink", () => {
  for (const [name, lie] of [
    ["ParentHash", { header: replaced(0, hexToBytes(OTHER_WORD)) }],
    ["BaseFee", { header: replaced(15, hexToBytes("0x0777")) }],
  ] as const)
    it(name, async () => {
      const world = await lying({ lie });
      const call = ["claimHeaderLink", headerLinkArguments(world.chain)] as const;
      await expectProven(world, call, CAUSE.header, HEADER_LIES.indexOf(name));
    });

  it("ParentHash: the parent's own header is not needed", async () => {
    const world = await lying({ lie: { header: replaced(0, hexToBytes(OTHER_WORD)) } });
    const [accused, child, parent, lead] = headerLinkArguments(world.chain);
    const call = ["claimHeaderLink", [accused, child, { ...parent, header: "0x" }, lead]] as const;
    await expectProven(world, call, CAUSE.header, HEADER_LIES.indexOf("ParentHash"));
  });
});

describe("Claims.claimHistory", () => {
  for (const [name, at, superblock] of [
    ["Term", 1, () => ({ term: OTHER_WORD })],
    ["Parent", 0, () => ({ parent: OTHER_WORD })],
    ["Number", 1, () => ({ number: 1n })],
    ["Number", 1, () => ({ number: 9n })],
    ["Timestamp", 1, () => ({ timestamp: 1n })],
    ["Origin", 1, () => ({ l1OriginNumber: 0n })],
  ] as const)
    it(`${name} of superblock ${at} of the range`, async () => {
      const world = await lying({ lie: { at, superblock } });
      const call = ["claimHistory", historyArguments(world.chain, 3n + BigInt(at))] as const;
      await expectProven(world, call, CAUSE.history, HISTORY_LIES.indexOf(name));
    });
});

describe("Claims.claimHistoryLink", () => {
  const cases: readonly (readonly [(typeof HISTORY_LIES)[number], number, Lie["superblock"]])[] = [
    ["HistoryRoot", 2, () => ({ historyRoot: OTHER_WORD })],
    ["HistoryRoot", 0, () => ({ historyRoot: OTHER_WORD })],
    ["Number", 1, (s) => ({ number: s.number + 1n })],
    ["Timestamp", 1, (s) => ({ timestamp: s.timestamp - 1n })],
    ["Origin", 1, (s) => ({ l1OriginNumber: s.l1OriginNumber - 1n })],
  ];
  for (const [name, at, superblock] of cases)
    it(`${name} of superblock ${at} of the range`, async () => {
      const world = await lying({ lie: { at, superblock: superblock! } });
      const call = ["claimHistoryLink", historyLinkArguments(world.chain, 3n + BigInt(at))] as const;
      await expectProven(world, call, CAUSE.history, HISTORY_LIES.indexOf(name));
    });
});

describe("Claims.claimHistoryLeaf", () => {
  /** The tip's history with other leaves. */
  const falseHistory = async (change: (leaves: Hex[]) => Hex[]) => {
    const { append, emptyTree, root } = await import("../../../../services/protocol/appendOnlyTree.ts");
    let leaves: Hex[] = [];
    const fixture = await deployL1();
    const honest = await postNext(await startChain(fixture), { superblocks: 2 });
    const superblock = () => {
      leaves = change(leaves);
      return { historyRoot: root(leaves.reduce(append, emptyTree)) };
    };
    leaves = historyOf(honest.chain);
    const { chain } = await postNext(honest.chain, { lie: { superblock } });
    return { world: { fixture, chain }, leaves };
  };
  const opened = async (
    world: { chain: ModelChain },
    leaves: readonly Hex[],
    index: number,
    earlierIndex = 0,
  ) => {
    const { siblings } = await import("../../../../services/protocol/appendOnlyTree.ts");
    const [accused, tip, leaf] = historyLeafArguments(world.chain, index, earlierIndex);
    return [accused, tip, { ...leaf, leaf: leaves[index]!, siblings: siblings(leaves, index) }] as const;
  };
  const lie = HISTORY_LIES.indexOf("Leaf");

  it("the last leaf is not the tip's parent", async () => {
    const { world, leaves } = await falseHistory((honest) => honest.with(2, OTHER_WORD));
    await expectProven(world, ["claimHistoryLeaf", await opened(world, leaves, 2)], CAUSE.history, lie);
  });

  it("an earlier batch's tip is not in its place", async () => {
    const { world, leaves } = await falseHistory((honest) => honest.with(0, OTHER_WORD));
    await expectProven(world, ["claimHistoryLeaf", await opened(world, leaves, 0)], CAUSE.history, lie);
  });

  it("a leaf beyond the last", async () => {
    const { world, leaves } = await falseHistory((honest) => [...honest, OTHER_WORD]);
    await expectProven(world, ["claimHistoryLeaf", await opened(world, leaves, 3)], CAUSE.history, lie);
  });
});

describe("A claim", () => {
  it("takes back the work over what falls, and leaves the work below", async () => {
    const fixture = await deployL1();
    const { ledger, claims } = fixture.contracts;
    await wait(fixture, fixture.parameters.mining.minSpacingSec);
    const honest = await postNext(await startChain(fixture));
    const lead = await mine(fixture, honest.chain.batches[1]!.batch);
    await wait(fixture, fixture.parameters.mining.minSpacingSec);
    const { chain } = await postNext(honest.chain, {
      lie: { superblock: () => ({ historyRoot: OTHER_WORD }) },
    });
    const fallen = await mine(fixture, chain.batches[2]!.batch);
    expect(await ledger.read("lead")).equal(fallen);
    await claims.write("claimHistoryLink", historyLinkArguments(chain));
    expect(await ledger.read("lead")).equal(lead);
    expect(await ledger.read("stands", [lead, heightOf(lead)])).equal(true);
    expect(await ledger.read("stands", [fallen, heightOf(fallen)])).equal(false);
  });
});
