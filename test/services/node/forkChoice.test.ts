import { expect } from "chai";
import { type Hex, keccak256, toHex } from "viem";
import { heaviestValid } from "../../../services/node/forkChoice.ts";
import type { FallbackTree, PostedBatch } from "../../../services/ports.ts";

const hashOf = (name: string): Hex => keccak256(toHex(name));
const batch = (name: string, index: bigint, parent: string, checkpoint?: Hex): PostedBatch =>
  ({
    batch: { index, parent: hashOf(parent) },
    hash: hashOf(name),
    ...(checkpoint && { checkpoint }),
  }) as unknown as PostedBatch;

/** Two sequenced batches below the tree; nodes are told as name, parent and the total work of their checkpoint. */
function grown(...told: readonly (readonly [name: string, parent: string, work: bigint])[]) {
  const works = new Map<Hex, bigint>([[hashOf("base's"), 10n]]);
  const nodes = told.map(([name, parent, work]) => {
    const checkpoint = hashOf(`${name}'s`);
    works.set(checkpoint, work);
    return batch(name, 3n, parent, checkpoint);
  });
  const tree: FallbackTree = {
    base: { index: 2n, hash: hashOf("second") },
    baseCheckpoint: hashOf("base's"),
    nodes,
  };
  const batches = [batch("first", 1n, "genesis"), batch("second", 2n, "first"), ...nodes];
  return (...falseOnes: readonly string[]): readonly Hex[] => {
    const isFalse = (hash: Hex) => falseOnes.map(hashOf).includes(hash);
    const chosen = heaviestValid({ batches }, tree, { workOf: (id) => works.get(id) ?? 0n, isFalse });
    expect(chosen.slice(0, 2).map(({ hash }) => hash)).to.deep.equal([hashOf("first"), hashOf("second")]);
    return chosen.slice(2).map(({ hash }) => hash);
  };
}
const names = (...list: readonly string[]): Hex[] => list.map(hashOf);

describe("the chain that a producer builds on", () => {
  it("is the base while nothing grows on it", () => {
    expect(grown()()).to.deep.equal([]);
  });

  it("is the heaviest branch, not the longest", () => {
    const tree = grown(["a", "second", 20n], ["b", "second", 15n], ["b2", "b", 19n], ["a2", "a", 30n]);
    expect(tree()).to.deep.equal(names("a", "a2"));
    const heavyFork = grown(["a", "second", 20n], ["a2", "a", 30n], ["b", "second", 31n]);
    expect(heavyFork()).to.deep.equal(names("b"));
  });

  it("is the first of two that weigh the same", () => {
    expect(grown(["a", "second", 20n], ["b", "second", 20n])()).to.deep.equal(names("a"));
  });

  it("leaves a false batch and all that grows on it, however heavy", () => {
    const tree = grown(["a", "second", 20n], ["a2", "a", 30n], ["a3", "a2", 40n], ["b", "a", 25n]);
    expect(tree("a2")).to.deep.equal(names("a", "b"));
    expect(tree("a")).to.deep.equal([]);
    expect(tree("b")).to.deep.equal(names("a", "a2", "a3"));
  });

  it("grows on what the tree knows alone", () => {
    expect(grown(["stray", "of another term", 99n], ["a", "second", 20n])()).to.deep.equal(names("a"));
  });
});
