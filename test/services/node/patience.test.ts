import { expect } from "chai";
import { createPatience } from "../../../services/node/patience.ts";

describe("patience", () => {
  /** Looks at which it was asked, of so many at which nobody has it. */
  const askedAt = (looks: number, patience = createPatience()): number[] => {
    const asked: number[] = [];
    for (let look = 0; look < looks; look++) {
      if (patience.waitsFor("batch") !== undefined) continue;
      asked.push(look);
      patience.missed("batch", "nobody has it");
    }
    return asked;
  };

  it("asks at the next look, then ever more rarely, at least every 32nd", () => {
    expect(askedAt(130)).deep.equal([0, 1, 3, 7, 15, 31, 63, 95, 127]);
  });

  it("says what was missing meanwhile, and asks at once for another", () => {
    const patience = createPatience();
    askedAt(3, patience);
    patience.missed("batch", "nobody has it still");
    expect(patience.waitsFor("batch")).equal("nobody has it still");
    expect(patience.waitsFor("another")).equal(undefined);
    patience.missed("another", "lost");
    expect(patience.waitsFor("another")).equal(undefined);
  });
});
