import { expect } from "chai";
import { type Hex, hashTypedData, size, slice } from "viem";
import { EMPTY_ROOT } from "../../services/protocol/appendOnlyTree.ts";
import { hashBatch, hashConsumed } from "../../services/protocol/batch/batch.ts";
import { entriesFrom, packChannels, unpackChannels } from "../../services/protocol/batch/packedChannels.ts";
import {
  type ChannelEntry,
  channelIds,
  channelsDigest,
  channelsRoot,
  hashEntry,
  hashMessage,
} from "../../services/protocol/channels/channel.ts";
import {
  blocksRoot,
  hashBlockLeaf,
  hashSuperblock,
  isFallbackTerm,
  nextFallbackTerm,
  nextTerm,
} from "../../services/protocol/superblock/superblock.ts";
import * as Fixed from "../../services/protocol/systemAddresses.ts";
import { createChain } from "../support/contracts.ts";
import { createRandom, type Random } from "../support/random.ts";

const SEED = 20260101;
const ROUNDS = 12;

const deployHarness = async () => (await createChain()).deploy("SuperblockHarness");

const list = <T>(length: number, make: (i: number) => T): T[] => Array.from({ length }, (_, i) => make(i));

const randomSuperblock = (r: Random) => ({
  term: r.word(),
  number: r.uint64(),
  timestamp: r.uint64(),
  producer: r.address(),
  parent: r.word(),
  historyRoot: r.word(),
  blocksRoot: r.word(),
  channelsRoot: r.word(),
  l1OriginNumber: r.uint64(),
  l1Origin: r.word(),
});

const randomMessage = (r: Random) => ({
  kind: r.int(4),
  srcChainId: r.uint64(),
  dstChainId: r.uint64(),
  nonce: r.uint64(),
  sender: r.address(),
  target: r.address(),
  value: BigInt(r.word()),
  gasLimit: r.uint64(),
  deadline: r.uint64(),
  refundTo: r.address(),
  dataHash: r.word(),
  resultHash: r.word(),
});

const randomBatch = (r: Random) => ({
  index: r.uint64(),
  firstNumber: r.uint64(),
  number: r.uint64(),
  timestamp: r.uint64(),
  l1OriginNumber: r.uint64(),
  postedAtSec: r.uint64(),
  parent: r.word(),
  blocksRoot: r.word(),
  channelsRoot: r.word(),
  dataHash: r.word(),
  term: r.word(),
  superblock: r.word(),
  consumedHash: r.word(),
});

const randomEntries = (r: Random, length: number): ChannelEntry[] =>
  list(length, () => ({ srcChainId: r.uint64(), dstChainId: r.uint64(), count: r.uint64(), root: r.word() }));

describe(`superblock formats, Solidity against TypeScript (seed ${SEED})`, () => {
  it("hashes superblocks alike, as viem hashes the typed data written out by hand", async () => {
    const harness = await deployHarness();
    const r = createRandom(SEED);
    for (let i = 0; i < ROUNDS; i++) {
      const superblock = randomSuperblock(r);
      const l1ChainId = BigInt(r.int(2 ** 31));
      const inbox = r.address();
      const byHand = hashTypedData({
        domain: {
          name: "Lockstep",
          version: "1",
          chainId: l1ChainId,
          verifyingContract: inbox,
        },
        types: {
          Superblock: Object.entries({
            term: "bytes32",
            number: "uint64",
            timestamp: "uint64",
            producer: "address",
            parent: "bytes32",
            historyRoot: "bytes32",
            blocksRoot: "bytes32",
            channelsRoot: "bytes32",
            l1OriginNumber: "uint64",
            l1Origin: "bytes32",
          }).map(([name, type]) => ({ name, type })),
        },
        primaryType: "Superblock",
        message: superblock,
      });
      expect(hashSuperblock(superblock, { l1ChainId, inbox })).equal(byHand);
      expect(await harness.read<Hex>("hashSuperblock", [superblock, l1ChainId, inbox])).equal(byHand);
      expect(await harness.read<Hex>("hashPosted", [superblock, l1ChainId, inbox])).equal(byHand);
    }
  });

  it("hashes messages, batches, consumed counts and terms alike", async () => {
    const harness = await deployHarness();
    const r = createRandom(SEED + 1);
    for (let i = 0; i < ROUNDS; i++) {
      const message = randomMessage(r);
      expect(await harness.read<Hex>("hashMessage", [message])).equal(hashMessage(message));
      const batch = randomBatch(r);
      expect(await harness.read<Hex>("hashBatch", [batch])).equal(hashBatch(batch));
      const fromL1 = randomEntries(r, i);
      expect(await harness.read<Hex>("hashConsumed", [fromL1])).equal(hashConsumed(fromL1));
      const [previous, number, start, openedAt] = [r.word(), r.uint64(), r.word(), r.uint64()] as const;
      expect(await harness.read<Hex>("nextTerm", [previous, number, start, openedAt])).equal(
        nextTerm(previous, number, start, openedAt),
      );
      const miners = nextFallbackTerm(previous, number, start, openedAt);
      expect(await harness.read<Hex>("nextTermInFallback", [previous, number, start, openedAt])).equal(
        miners,
      );
      expect(await harness.read<boolean>("isFallbackTerm", [miners]))
        .equal(isFallbackTerm(miners))
        .equal(true);
      expect(await harness.read<boolean>("isFallbackTerm", [previous])).equal(isFallbackTerm(previous));
    }
  });

  it("packs channels alike, and hashes them packed as they are hashed unpacked", async () => {
    const harness = await deployHarness();
    const r = createRandom(SEED + 3);
    for (let rollups = 2; rollups <= 7; rollups++) {
      const ids = new Set<bigint>();
      while (ids.size <= rollups) ids.add(r.uint64());
      const chains = [...ids].sort((a, b) => (a < b ? -1 : 1));
      const entries = channelIds(chains[0]!, chains.slice(1)).map((id) =>
        r.int(3) === 0
          ? { ...id, count: 0n, root: EMPTY_ROOT }
          : { ...id, count: r.uint64() | 1n, root: r.word() },
      );
      const packed = packChannels(entries);
      expect(unpackChannels(packed, channelIds(chains[0]!, chains.slice(1)))).deep.equal(entries);
      expect(await harness.read("channelsIn", [packed, chains])).deep.equal(entries);
      expect(await harness.read("channelLeaves", [packed, chains])).deep.equal(entries.map(hashEntry));
      const source = chains[r.int(chains.length)]!;
      const own = entriesFrom(entries, source);
      expect(await harness.read("channelsFrom", [packChannels(own), source, chains])).deep.equal(own);
      const short = slice(packed, 0, size(packed) - 1);
      expect(unpackChannels(short, channelIds(chains[0]!, chains.slice(1)))).equal(undefined);
      expect((await harness.refusal("channelsIn", [short, chains])).errorName).equal(
        "PackedChannelsWrongLength",
      );
    }
  });

  it("hashes posted blocks as leaves with their place's chain id, whichever chain is left out", async () => {
    const harness = await deployHarness();
    const r = createRandom(SEED + 4);
    for (let rollups = 2; rollups <= 7; rollups++) {
      const chains = list(rollups + 1, (i) => BigInt(i) * 1_000_000n + BigInt(r.int(1_000_000)));
      const without = chains[r.int(chains.length)]!;
      const number = r.uint64();
      const posted = list(rollups, () => ({ blockHash: r.word(), stateRoot: r.word(), traceRoot: r.word() }));
      const ids = chains.filter((id) => id !== without);
      const expected = posted.map((block, i) => hashBlockLeaf({ chainId: ids[i]!, number, ...block }));
      expect(await harness.read("postedLeaves", [posted, chains, without, number])).deep.equal(expected);
    }
  });

  it("computes blocks root, channels root and digest alike for 1 to 12 members", async () => {
    const harness = await deployHarness();
    const r = createRandom(SEED + 2);
    for (let length = 1; length <= ROUNDS; length++) {
      const leaves = list(length, () => ({
        chainId: r.uint64(),
        number: r.uint64(),
        blockHash: r.word(),
        stateRoot: r.word(),
        traceRoot: r.word(),
      }));
      expect(await harness.read<Hex>("blocksRoot", [leaves])).equal(blocksRoot(leaves));
      const entries = randomEntries(r, length);
      expect(await harness.read<Hex>("channelsRoot", [entries])).equal(channelsRoot(entries));
      expect(await harness.read<Hex>("channelsDigest", [entries])).equal(channelsDigest(entries));
    }
  });

  it("names the same fixed addresses and slots", async () => {
    const harness = await deployHarness();
    const [messenger, bridge, oracle, digestSlot, unsealedSlot] =
      await harness.read<[Hex, Hex, Hex, bigint, bigint]>("fixedPlaces");
    expect([messenger, bridge, oracle]).deep.equal([
      Fixed.MESSENGER,
      Fixed.TOKEN_BRIDGE,
      Fixed.MINED_BLOCK_ORACLE,
    ]);
    expect([digestSlot, unsealedSlot]).deep.equal([
      BigInt(Fixed.MESSENGER_CHANNELS_DIGEST_SLOT),
      BigInt(Fixed.MESSENGER_UNSEALED_SLOT),
    ]);
  });
});
