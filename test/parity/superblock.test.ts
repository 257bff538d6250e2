import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex, concatBytes, hexToBytes } from "@noble/hashes/utils.js";
import { expect } from "chai";
import { encodeAbiParameters, type Hex, hashTypedData } from "viem";
import * as Tree from "../../services/protocol/appendOnlyTree.ts";
import { hashBatch, hashConsumed } from "../../services/protocol/batch/batch.ts";
import {
  type ChannelEntry,
  channelIds,
  channelsDigest,
  channelsRoot,
  hashMessage,
  localEntries,
} from "../../services/protocol/channels/channel.ts";
import { hashLeaf, staticRoot } from "../../services/protocol/merkleTree.ts";
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
  superblock: r.word(),
  blocksRoot: r.word(),
  channelsRoot: r.word(),
  consumedHash: r.word(),
  dataHash: r.word(),
});

const randomEntries = (r: Random, length: number): ChannelEntry[] =>
  list(length, () => ({ srcChainId: r.uint64(), dstChainId: r.uint64(), count: r.uint64(), root: r.word() }));

/** The whole tree of a height over the leaves, by its definition: no branch, no count, another keccak. */
function fullTree(leaves: readonly Hex[], height: number): Hex {
  const node = (l: Uint8Array, r: Uint8Array) => keccak_256(concatBytes(Uint8Array.of(1), l, r));
  let empty: Uint8Array = new Uint8Array(32);
  let level = leaves.map((leaf) => hexToBytes(leaf.slice(2)));
  for (let h = 0; h < height; h++) {
    level = list(Math.ceil(level.length / 2), (i) => node(level[2 * i]!, level[2 * i + 1] ?? empty));
    empty = node(empty, empty);
  }
  return `0x${bytesToHex(level[0] ?? empty)}`;
}

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

describe(`static trees (seed ${SEED})`, () => {
  it("have the root of the full tree of the next power of two, both sides, 1 to 33 leaves", async () => {
    const harness = await deployHarness();
    const r = createRandom(SEED + 3);
    for (let length = 1; length <= 33; length++) {
      const leaves = list(length, () => r.word());
      const expected = fullTree(leaves, Math.ceil(Math.log2(length)));
      expect(staticRoot(leaves), `${length} leaves`).equal(expected);
      expect(await harness.read<Hex>("staticRoot", [leaves]), `${length} leaves`).equal(expected);
    }
  });

  it("refuse to be empty", async () => {
    const harness = await deployHarness();
    const refusal = await harness.refusal("staticRoot", [[]]);
    expect(refusal).deep.equal({ errorName: "MerkleTreeNoLeaves", args: [] });
    expect(() => staticRoot([])).throw(RangeError);
  });
});

describe(`append-only trees (seed ${SEED})`, () => {
  it("have the root of the full tree of depth 32, both sides, 0 to 70 leaves", async () => {
    const harness = await deployHarness();
    const r = createRandom(SEED + 4);
    const leaves: Hex[] = [];
    let tree = Tree.emptyTree;
    expect(await harness.read<Hex>("emptyRoot")).equal(Tree.EMPTY_ROOT);
    for (let count = 0; count <= 70; count++) {
      const expected = fullTree(leaves, Tree.TREE_DEPTH);
      expect(Tree.root(tree), `${count} leaves`).equal(expected);
      expect(await harness.read<Hex>("treeRoot"), `${count} leaves`).equal(expected);
      const leaf = r.word();
      leaves.push(leaf);
      tree = Tree.append(tree, leaf);
      await harness.write("append", [leaf]);
    }
  });

  it("prove every leaf at its place, and nothing else: index, count, leaf, root, length, each sibling", async () => {
    const harness = await deployHarness();
    const r = createRandom(SEED + 5);
    const leaves = list(21, () => r.word());
    const root = fullTree(leaves, Tree.TREE_DEPTH);
    const count = BigInt(leaves.length);
    const both = async (leaf: Hex, index: bigint, at: { count: bigint; root: Hex }, path: readonly Hex[]) => {
      const onChain = await harness.read<boolean>("isLeafAt", [leaf, index, at.count, at.root, path]);
      expect(Tree.isLeafAt(leaf, index, at, path)).equal(onChain);
      return onChain;
    };
    for (const [i, leaf] of leaves.entries()) {
      expect(await both(leaf, BigInt(i), { count, root }, Tree.siblings(leaves, i))).equal(true);
    }

    const [index, leaf, path] = [13n, leaves[13]!, Tree.siblings(leaves, 13)];
    const state = { count, root };
    expect(await both(leaf, 12n, state, path)).equal(false);
    expect(await both(leaf, index + 2n ** 32n, state, path)).equal(false);
    expect(await both(leaf, index, { count: 13n, root }, path)).equal(false);
    expect(await both(leaves[12]!, index, state, path)).equal(false);
    expect(await both(leaf, index, { count, root: r.word() }, path)).equal(false);
    expect(await both(leaf, index, state, path.slice(0, 31))).equal(false);
    expect(await both(leaf, index, state, [...path, path[31]!])).equal(false);
    for (let height = 0; height < Tree.TREE_DEPTH; height++) {
      const mutated = path.with(height, `0x${(BigInt(path[height]!) ^ 1n).toString(16).padStart(64, "0")}`);
      expect(await both(leaf, index, state, mutated), `sibling ${height}`).equal(false);
    }
  });

  it("AppendOnlyTreeFull at 2^32 - 1 leaves, both sides", async () => {
    const harness = await deployHarness();
    await harness.write("setCount", [2n ** 32n - 1n]);
    const refusal = await harness.refusal("append", [`0x${"11".repeat(32)}`]);
    expect(refusal).deep.equal({ errorName: "AppendOnlyTreeFull", args: [] });
    expect(() => Tree.append({ count: 2n ** 32n - 1n, branch: [] }, `0x${"11".repeat(32)}`)).throw(
      RangeError,
    );
  });
});

describe("channels of a set of chains", () => {
  it("are all ordered pairs, sorted, wherever L1's id falls", () => {
    for (const l1 of [1n, 15n, 99n]) {
      const chains = [10n, 20n, 30n, l1].sort((a, b) => Number(a - b));
      const ids = channelIds(l1, [30n, 10n, 20n]);
      expect(ids).length(12);
      const sorted = ids.toSorted((a, b) =>
        Number(a.srcChainId - b.srcChainId || a.dstChainId - b.dstChainId),
      );
      expect(ids).deep.equal(sorted);
      expect(new Set(ids.map((id) => `${id.srcChainId}-${id.dstChainId}`)).size).equal(12);
      expect(ids.every((id) => chains.includes(id.srcChainId) && id.srcChainId !== id.dstChainId)).equal(
        true,
      );
    }
  });

  it("local entries of a chain are those that start or end there", () => {
    const entries = channelIds(1n, [10n, 20n]).map((id) => ({ ...id, count: 0n, root: Tree.EMPTY_ROOT }));
    expect(localEntries(entries, 10n).map((e) => [e.srcChainId, e.dstChainId])).deep.equal([
      [1n, 10n],
      [10n, 1n],
      [10n, 20n],
      [20n, 10n],
    ]);
  });

  it("a leaf cannot pose as an inner node: their domains differ", () => {
    const [left, right] = [`0x${"01".repeat(32)}`, `0x${"02".repeat(32)}`] as const;
    const encoded = encodeAbiParameters([{ type: "bytes32" }, { type: "bytes32" }], [left, right]);
    expect(hashLeaf(encoded)).not.equal(staticRoot([left, right]));
  });
});
