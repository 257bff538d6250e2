import { expect } from "chai";
import type { Hex } from "viem";
import { ROOT_ID } from "../../../../services/protocol/superblock/checkpoint.ts";
import { checkpointWorks } from "../../../../services/protocol/superblock/checkpointWork.ts";

const id = (n: number): Hex => `0x${n.toString(16).padStart(64, "0")}`;
/** Work 2, 4 and 8: one in two, four and eight hashes meets the target. */
const [TWO, FOUR, EIGHT] = [0x207fffff, 0x203fffff, 0x201fffff] as const;
const rules = { anchorBits: TWO, spacingSec: 10, halfLifeSec: 120 };

describe("total work of checkpoints", () => {
  // A child counts for at most 2^(1/12) times its parent and one: 2·1.059 + 1 = 3, 3·1.059 + 1 = 4.
  const chain = [
    { id: id(1), parent: ROOT_ID, nBits: TWO },
    { id: id(2), parent: id(1), nBits: FOUR },
    { id: id(3), parent: id(2), nBits: EIGHT },
    { id: id(4), parent: id(1), nBits: TWO },
  ];

  it("adds what each was credited with, a lucky hash no more than the schedule", () => {
    const works = checkpointWorks(chain, rules);
    expect([ROOT_ID, id(1), id(2), id(3), id(4)].map(works.totalOf)).to.deep.equal([0n, 2n, 5n, 9n, 4n]);
  });

  it("tells what one would come to that is not recorded", () => {
    const works = checkpointWorks(chain, rules);
    expect(works.totalWith({ parent: id(4), nBits: TWO })).to.equal(6n);
    expect(works.totalWith({ parent: id(9), nBits: TWO })).to.equal(undefined);
    expect(works.totalOf(id(9))).to.equal(undefined);
  });
});
