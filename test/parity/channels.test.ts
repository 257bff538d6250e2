import { expect } from "chai";
import { encodeAbiParameters, type Hex } from "viem";
import * as Tree from "../../services/protocol/appendOnlyTree.ts";
import {
  channelIds,
  channelsDigest,
  channelsRoot,
  localEntries,
} from "../../services/protocol/channels/channel.ts";
import { hashLeaf, staticRoot } from "../../services/protocol/merkleTree.ts";
import { createRandom, type Random } from "../support/random.ts";

const SEED = 20260503;

/** Distinct chain ids, in no order. */
function chainSet(random: Random, size: number): bigint[] {
  const ids = new Set<bigint>();
  while (ids.size < size) ids.add(1n + random.bits(1 + random.int(63)));
  return [...ids];
}

describe(`channels of random sets of chains (seed ${SEED})`, () => {
  it("do not depend on the order of the rollups; every pair is there once, in both directions", () => {
    const random = createRandom(SEED);
    for (let round = 0; round < 60; round++) {
      const [l1, ...rollups] = chainSet(random, 3 + random.int(6)) as [bigint, ...bigint[]];
      const ids = channelIds(l1, rollups);
      const size = rollups.length + 1;
      expect(channelIds(l1, rollups.toReversed())).deep.equal(ids);
      expect(new Set(ids.map(({ srcChainId, dstChainId }) => `${srcChainId} ${dstChainId}`)).size).equal(
        size * (size - 1),
      );
      for (const { srcChainId, dstChainId } of ids)
        expect(ids.some((id) => id.srcChainId === dstChainId && id.dstChainId === srcChainId)).equal(true);
    }
  });

  it("belong to the two chains at their ends and to no other", () => {
    const random = createRandom(SEED + 1);
    for (let round = 0; round < 30; round++) {
      const [l1, ...rollups] = chainSet(random, 3 + random.int(5)) as [bigint, ...bigint[]];
      const entries = channelIds(l1, rollups).map((id) => ({
        ...id,
        count: random.uint64(),
        root: random.word(),
      }));
      const chains = [l1, ...rollups];
      for (const chainId of chains) expect(localEntries(entries, chainId)).length(2 * rollups.length);
      for (const entry of entries)
        expect(chains.filter((chainId) => localEntries(entries, chainId).includes(entry))).deep.equal(
          chains.filter((chainId) => [entry.srcChainId, entry.dstChainId].includes(chainId)),
        );
    }
  });

  it("a root and a digest that change with any field of any entry, and with their order", () => {
    const random = createRandom(SEED + 2);
    const [l1, ...rollups] = chainSet(random, 4) as [bigint, ...bigint[]];
    const entries = channelIds(l1, rollups).map((id) => ({ ...id, count: 3n, root: random.word() }));
    const variants = entries.flatMap((entry, i) => [
      entries.with(i, { ...entry, srcChainId: entry.srcChainId ^ 1n }),
      entries.with(i, { ...entry, dstChainId: entry.dstChainId ^ 1n }),
      entries.with(i, { ...entry, count: 4n }),
      entries.with(i, { ...entry, root: random.word() }),
    ]);
    const all = [entries, entries.toReversed(), entries.slice(1), ...variants];
    expect(new Set(all.map(channelsRoot)).size).equal(all.length);
    expect(new Set(all.map(channelsDigest)).size).equal(all.length);
  });
});

describe(`append-only trees as values (seed ${SEED})`, () => {
  it("append leaves the tree before as it was, so that two futures grow from one past", () => {
    const random = createRandom(SEED + 3);
    let tree = Tree.emptyTree;
    for (let count = 0; count < 130; count++) {
      const before = Tree.root(tree);
      const futures = [random.word(), random.word()].map((leaf) => Tree.append(tree, leaf));
      expect(Tree.root(tree)).equal(before);
      expect(new Set([before, ...futures.map(Tree.root)]).size).equal(3);
      tree = futures[random.int(2)]!;
      expect(tree.count).equal(BigInt(count + 1));
    }
  });

  it("prove any leaf of any size with the root that appending came to", () => {
    const random = createRandom(SEED + 4);
    let tree = Tree.emptyTree;
    const leaves: Hex[] = [];
    for (let size = 1; size <= 80; size++) {
      leaves.push(random.word());
      tree = Tree.append(tree, leaves.at(-1)!);
      const index = random.int(size);
      const at = { count: tree.count, root: Tree.root(tree) };
      const path = Tree.siblings(leaves, index);
      expect(Tree.isLeafAt(leaves[index]!, BigInt(index), at, path), `${index} of ${size}`).equal(true);
      expect(Tree.isLeafAt(leaves[index]!, BigInt(index) ^ 1n, at, path), `beside ${index} of ${size}`).equal(
        false,
      );
    }
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
