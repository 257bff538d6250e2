import { expect } from "chai";
import { type PlannerInput, planBatch } from "../../../services/settlement/batchPlanner.ts";

const LIMITS = { maxSuperblocks: 120n, everySec: 10n, maxLagSec: 60n };
/** One superblock a second; superblock n has timestamp 1000 + n. */
const at = (change: Partial<PlannerInput>): PlannerInput => ({
  postedNumber: 50n,
  headNumber: 60n,
  timestampOf: (number) => 1000n + number,
  nowSec: 1061n,
  ...change,
});

describe("planBatch", () => {
  it("waits while there is nothing new", () => {
    const plan = planBatch(at({ headNumber: 50n }), LIMITS);
    expect(plan).to.deep.equal({ action: "wait", reason: "nothing-new", waiting: 0n });
  });

  it("waits until the first superblock has waited long enough", () => {
    const waiting = planBatch(at({ nowSec: 1060n }), LIMITS);
    expect(waiting).to.deep.equal({ action: "wait", reason: "not-due", waiting: 10n });
    expect(planBatch(at({}), LIMITS)).to.deep.equal({ action: "seal", first: 51n, last: 60n });
  });

  it("seals a full batch at once, and no more than a full one", () => {
    const limits = { ...LIMITS, maxSuperblocks: 5n };
    const soon = { nowSec: 1056n };
    expect(planBatch(at({ ...soon, headNumber: 54n }), limits).action).to.equal("wait");
    expect(planBatch(at({ ...soon, headNumber: 55n }), limits)).to.deep.equal({
      action: "seal",
      first: 51n,
      last: 55n,
    });
    expect(planBatch(at({ ...soon, headNumber: 56n }), limits)).to.deep.equal({
      action: "seal",
      first: 51n,
      last: 55n,
    });
  });

  it("seals up to a later tip when the due one is too old for the inbox", () => {
    const limits = { ...LIMITS, maxSuperblocks: 5n };
    const plan = planBatch(at({ headNumber: 120n, nowSec: 1121n }), limits);
    expect(plan).to.deep.equal({ action: "seal", first: 51n, last: 120n });
  });

  it("waits for a fresh superblock when even the head is too old", () => {
    const plan = planBatch(at({ nowSec: 1101n }), LIMITS);
    expect(plan).to.deep.equal({ action: "wait", reason: "head-too-old", waiting: 10n });
  });
});
