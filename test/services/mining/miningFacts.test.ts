import { expect } from "chai";
import { patchBetween, patched } from "../../../services/mining/listPatch.ts";
import {
  factsPatch,
  type MiningFacts,
  NO_FACTS,
  patchedFacts,
} from "../../../services/mining/miningFacts.ts";
import type { MinedCheckpoint } from "../../../services/ports.ts";
import { MINER_A, postedBatch, word } from "../../support/miningFixture.ts";

const recorded = (n: number, acceptedAtSec = 1n): MinedCheckpoint => ({
  id: word(n),
  parent: word(n - 1),
  superblock: word(0xb0 + n),
  miner: MINER_A,
  nBits: 1,
  batchIndex: BigInt(n),
  number: BigInt(n),
  height: n,
  auxPow: word(7),
  l1BlockNumber: 1n,
  acceptedAtSec,
});
const facts = (checkpoints: readonly MinedCheckpoint[], batches: number[]): MiningFacts => ({
  atMs: 5,
  lead: word(1),
  sealed: undefined,
  checkpoints,
  batches: batches.map((n) => postedBatch(n).batch),
  works: [],
});
const plain = ({ auxPow: _, ...rest }: MinedCheckpoint) => rest;

describe("factsPatch", () => {
  it("carries what is new, without proofs, and gives the same facts behind the old ones", () => {
    const before = facts([recorded(1), recorded(2)], [1, 2]);
    const after = facts([recorded(1), recorded(2), recorded(3)], [1, 2, 3]);
    const there = patchedFacts(NO_FACTS, factsPatch(NO_FACTS, before));
    const patch = factsPatch(before, after);
    expect(patch.checkpoints).to.deep.equal({ keep: 2, add: [plain(recorded(3))] });
    expect(patch.batches).to.deep.equal({ keep: 2, add: [postedBatch(3).batch] });
    expect(patchedFacts(there, patch)).to.deep.equal({
      ...after,
      checkpoints: [1, 2, 3].map((n) => plain(recorded(n))),
    });
  });

  it("takes back what a reorganisation took, and tells anew what it recorded at another time", () => {
    const before = facts([recorded(1), recorded(2)], [1, 2]);
    const after = facts([recorded(1), recorded(2, 9n)], [1]);
    const there = patchedFacts(NO_FACTS, factsPatch(NO_FACTS, before));
    const now = patchedFacts(there, factsPatch(before, after));
    expect(now.checkpoints.map(({ acceptedAtSec }) => acceptedAtSec)).to.deep.equal([1n, 9n]);
    expect(now.batches).to.deep.equal([postedBatch(1).batch]);
  });
});

describe("patchBetween", () => {
  it("leads from any list to any other", () => {
    const lists = [[], [1], [1, 2], [2, 1], [1, 2, 3], [1, 3]];
    let checked = 0;
    for (const before of lists)
      for (const after of lists) {
        const patch = patchBetween(before, after, (a, b) => a === b);
        expect(patched(before, patch)).to.deep.equal(after);
        checked++;
      }
    expect(checked).to.equal(36);
  });
});
