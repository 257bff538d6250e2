import { expect } from "chai";
import type { AcceptedWork } from "../../../services/mining/acceptedWork.ts";
import { createDeskWorks } from "../../../services/mining/deskWorks.ts";
import { MINER_A, word } from "../../support/miningFixture.ts";

const work = (n: number, auxPow = word(1)): AcceptedWork => ({
  id: word(n),
  checkpoint: { auxChainId: 1, nBits: 1, parentCheckpoint: word(0), superblock: word(9), miner: MINER_A },
  tip: { superblock: word(9), number: 1n, timestamp: 1n },
  auxPow,
  foundAtMs: n,
});

describe("createDeskWorks", () => {
  it("has its own finds behind what is kept, until it is told of them", async () => {
    const works = createDeskWorks(async () => undefined);
    works.told([work(1)]);
    await works.add(work(2));
    expect(works.all()).to.deep.equal([work(1), work(2)]);
    const refused = { ...work(2), refusedBecause: "LedgerNotLater" };
    works.told([work(1), refused]);
    expect(works.all()).to.deep.equal([work(1), refused]);
    works.told([work(1)]);
    expect(works.find(word(2)), "forgotten by who keeps it").to.equal(undefined);
  });

  it("writes a checkpoint once, and has a repeat wait for the same write", async () => {
    const written: AcceptedWork[] = [];
    let finish: () => void = () => undefined;
    const works = createDeskWorks((given) => {
      written.push(given);
      return new Promise((resolve) => {
        finish = resolve;
      });
    });
    let done = 0;
    const both = [work(1), work(1, word(2))].map((given) => works.add(given).then(() => done++));
    await new Promise(setImmediate);
    expect([written, done]).to.deep.equal([[work(1)], 0]);
    finish();
    await Promise.all(both);
    expect(works.find(word(1))).to.deep.equal(work(1));
  });

  it("forgets work that could not be written, so that it can be handed in again", async () => {
    let isFull = true;
    const works = createDeskWorks(async () => {
      if (isFull) throw new Error("ENOSPC");
    });
    expect(await works.add(work(1)).catch((err: Error) => err.message)).to.equal("ENOSPC");
    expect(works.find(word(1))).to.equal(undefined);
    isFull = false;
    await works.add(work(1));
    expect(works.find(word(1))).to.deep.equal(work(1));
  });
});
