import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex, concatBytes, hexToBytes } from "@noble/hashes/utils.js";
import { expect } from "chai";
import type { Hex } from "viem";
import * as Tree from "../../services/protocol/appendOnlyTree.ts";
import { staticRoot } from "../../services/protocol/merkleTree.ts";
import { createChain } from "../support/contracts.ts";
import { createRandom } from "../support/random.ts";

const SEED = 20260101;
const deployHarness = async () => (await createChain()).deploy("SuperblockHarness");

const list = <T>(length: number, make: (i: number) => T): T[] => Array.from({ length }, (_, i) => make(i));

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
