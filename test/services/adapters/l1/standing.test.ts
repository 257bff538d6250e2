import { expect } from "chai";
import { type Hex, keccak256, toHex } from "viem";
import { type StandingEvent, standingOf } from "../../../../services/adapters/l1/standing.ts";
import type { Batch } from "../../../../services/protocol/batch/batch.ts";
import { ZERO_HASH } from "../../../../services/protocol/merkleTree.ts";

const hashOf = (name: string): Hex => keccak256(toHex(name));
const place = { blockNumber: 7n, blockHash: hashOf("block"), transactionHash: hashOf("transaction") };
const batch = (name: string, index: bigint, parent: string) =>
  ({ index, parent: hashOf(parent), superblock: hashOf(`tip of ${name}`) }) as unknown as Batch;

const posted = (name: string, index: bigint, parent: string): StandingEvent => ({
  ...place,
  eventName: "BatchPosted",
  args: { batchHash: hashOf(name), batch: batch(name, index, parent) },
});
const mined = (name: string, index: bigint, parent: string): StandingEvent => ({
  ...place,
  eventName: "FallbackPosted",
  args: { batchHash: hashOf(name), checkpoint: hashOf(`${name}'s`), batch: batch(name, index, parent) },
});
const back = (name: string, index: bigint): StandingEvent => ({
  ...place,
  eventName: "RolledBack",
  args: { index, batchHash: hashOf(name) },
});
const term = (name: string): StandingEvent => ({
  ...place,
  eventName: "TermOpened",
  args: { term: hashOf(name), startNumber: 0n, startSuperblock: ZERO_HASH },
});
const lead = (name: string): StandingEvent => ({
  ...place,
  eventName: "LeadChanged",
  args: { lead: hashOf(`${name}'s`) },
});
/** As the ledger tells it when a checkpoint leads from the start; `lead` is for a lead that moves. */
const accepted = (name: string, leads = true): StandingEvent => ({
  ...place,
  eventName: "CheckpointAccepted",
  args: { id: hashOf(`${name}'s`), leads },
});
const switched = (fromIndex: bigint, ...names: string[]): StandingEvent => ({
  ...place,
  eventName: "ChainSwitched",
  args: { fromIndex, batchHashes: names.map(hashOf) },
});
const opened: StandingEvent = { ...place, eventName: "FallbackOpened", args: {} };
const left: StandingEvent = { ...place, eventName: "FallbackLeft", args: {} };

const names = (...list: string[]): Hex[] => list.map(hashOf);
const chainOf = (events: readonly StandingEvent[]) => standingOf(events).batches.map(({ hash }) => hash);

const SEQUENCED = [
  term("first"),
  posted("1", 1n, "genesis"),
  accepted("1"),
  accepted("a rival", false),
  posted("2", 2n, "1"),
  posted("3", 3n, "2"),
];
const FALLEN_BACK = [...SEQUENCED, back("1", 1n), term("second"), opened];

describe("what stands, by the events of L1", () => {
  it("is what was posted and not rolled back, in the term opened last", () => {
    expect(chainOf(SEQUENCED)).to.deep.equal(names("1", "2", "3"));
    const after = standingOf([...SEQUENCED, back("2", 2n), term("second")]);
    expect(after.batches.map(({ hash }) => hash)).to.deep.equal(names("1", "2"));
    expect(after.term?.term).to.equal(hashOf("second"));
    expect(after.fallback).to.equal(undefined);
    expect(standingOf([]).term).to.equal(undefined);
  });

  it("in fallback is the base, with the lead that it had", () => {
    const { batches, fallback } = standingOf(FALLEN_BACK);
    expect(batches.map(({ hash }) => hash)).to.deep.equal(names("1"));
    expect(fallback).to.deep.equal({
      base: { index: 1n, hash: hashOf("1") },
      baseCheckpoint: hashOf("1's"),
      nodes: [],
    });
  });

  it("switches to a branch of the tree, and back, whichever event comes first", () => {
    const forked = [
      ...[...FALLEN_BACK, mined("a", 2n, "1"), accepted("a"), switched(2n, "a")],
      ...[mined("b", 2n, "1"), switched(3n, "a2"), mined("a2", 3n, "a")],
    ];
    expect(chainOf(forked)).to.deep.equal(names("1", "a", "a2"));
    const over = [...forked, mined("b2", 3n, "b"), mined("b3", 4n, "b2"), switched(2n, "b", "b2", "b3")];
    expect(chainOf(over)).to.deep.equal(names("1", "b", "b2", "b3"));
    expect(chainOf([...over, mined("a3", 4n, "a2"), switched(2n, "a", "a2", "a3")])).to.deep.equal(
      names("1", "a", "a2", "a3"),
    );
    const { batches, fallback } = standingOf(over);
    expect(fallback?.nodes.map(({ hash }) => hash)).to.deep.equal(names("a", "b", "a2", "b2", "b3"));
    expect(batches[1]!.checkpoint).to.equal(hashOf("b's"));
    expect(batches.map(({ stoodWith }) => stoodWith)).to.deep.equal([
      undefined,
      ...names("b3's", "b3's"),
      undefined,
    ]);
    expect(fallback?.baseCheckpoint).to.equal(hashOf("1's"));
  });

  it("begins a new tree where a claim goes back to", () => {
    const grown = [...FALLEN_BACK, mined("a", 2n, "1"), lead("a"), switched(2n, "a"), mined("b", 3n, "a")];
    const claimed = [...grown, lead("b"), switched(3n, "b"), lead("a"), back("a", 2n), term("third")];
    const { batches, fallback } = standingOf(claimed);
    expect(batches.map(({ hash }) => hash)).to.deep.equal(names("1", "a"));
    expect(fallback).to.deep.equal({
      base: { index: 2n, hash: hashOf("a") },
      baseCheckpoint: hashOf("a's"),
      nodes: [],
    });
  });

  it("goes on from the batch with which the leader returned", () => {
    const returned = [
      ...[...FALLEN_BACK, mined("a", 2n, "1"), switched(2n, "a"), mined("r", 3n, "a"), switched(3n, "r")],
      ...[back("r", 3n), term("third"), left, posted("4", 4n, "r")],
    ];
    const { batches, fallback, term: now } = standingOf(returned);
    expect(batches.map(({ hash }) => hash)).to.deep.equal(names("1", "a", "r", "4"));
    expect(batches.map(({ checkpoint }) => checkpoint !== undefined)).to.deep.equal([
      ...[false, true, true, false],
    ]);
    expect(fallback).to.equal(undefined);
    expect(now?.term).to.equal(hashOf("third"));
  });
});
