import { expect } from "chai";
import { type Hex, hashTypedData } from "viem";
import { hashBatch, hashConsumed } from "../../services/protocol/batch/batch.ts";
import {
  type ChannelEntry,
  channelsDigest,
  channelsRoot,
  hashMessage,
} from "../../services/protocol/channels/channel.ts";
import { blocksRoot, hashSuperblock, nextTerm } from "../../services/protocol/superblock/superblock.ts";
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
      const counts = list(i, () => r.uint64());
      expect(await harness.read<Hex>("hashConsumed", [counts])).equal(hashConsumed(counts));
      const [previous, number, start, openedAt] = [r.word(), r.uint64(), r.word(), r.uint64()] as const;
      expect(await harness.read<Hex>("nextTerm", [previous, number, start, openedAt])).equal(
        nextTerm(previous, number, start, openedAt),
      );
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
