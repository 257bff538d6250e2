import { expect } from "chai";
import { nextSlot, superblockTimestamp } from "../../../services/sequencer/slotTimetable.ts";

describe("slot timetable", () => {
  it("begins a slot at the next whole multiple of its length", () => {
    expect(nextSlot(10_001, 1000)).to.deep.equal({
      startMs: 11_000,
      lastRoundMs: 11_600,
      deadlineMs: 11_700,
    });
    expect(nextSlot(11_000, 1000).startMs).to.equal(11_000);
  });

  it("stamps with the wall clock", () => {
    expect(superblockTimestamp(100_900, 98n, 97n)).to.equal(100n);
  });

  it("f28: stays after the parent and not before the L1 origin when the clock lags", () => {
    expect(superblockTimestamp(100_000, 105n, 97n)).to.equal(106n);
    expect(superblockTimestamp(100_000, 98n, 140n)).to.equal(140n);
  });
});
