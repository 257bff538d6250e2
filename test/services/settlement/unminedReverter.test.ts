import { expect } from "chai";
import { decodeFunctionData, type Hex, toHex, zeroAddress } from "viem";
import { settlementAbi } from "../../../services/abi/index.ts";
import type { L1Call, L1SendOutcome, MinedCheckpoint, PostedBatch } from "../../../services/ports.ts";
import type { Batch } from "../../../services/protocol/batch/batch.ts";
import { ZERO_HASH } from "../../../services/protocol/merkleTree.ts";
import { chooseRevert, createUnminedReverter } from "../../../services/settlement/unminedReverter.ts";
import { createLoggedLines } from "../../support/loggedLines.ts";

const SETTLEMENT = "0x0000000000000000000000000000000000005e77";
const DELAY = 600n;
const word = (n: number): Hex => toHex(n, { size: 32 });

/** Batch i ends in superblock 10·i, whose hash is word(i). */
const batchAt = (index: number): Batch => ({
  index: BigInt(index),
  firstNumber: index === 0 ? 0n : BigInt(10 * index - 9),
  number: BigInt(10 * index),
  timestamp: 0n,
  l1OriginNumber: 0n,
  postedAtSec: 0n,
  parent: ZERO_HASH,
  superblock: word(index),
  blocksRoot: ZERO_HASH,
  channelsRoot: ZERO_HASH,
  consumedHash: ZERO_HASH,
  term: ZERO_HASH,
  dataHash: ZERO_HASH,
});
const posted = (index: number): PostedBatch => ({
  batch: batchAt(index),
  hash: ZERO_HASH,
  l1Block: { number: 1n, hash: ZERO_HASH },
  transactionHash: ZERO_HASH,
});

describe("chooseRevert", () => {
  const facts = {
    clockSec: DELAY + 1n,
    newest: batchAt(3),
    secured: batchAt(1),
    unminedTips: [word(2), word(3)],
    workOn: [],
  };

  it("is due when work has been missing for longer than revertDelay, the last second being in time", () => {
    expect(chooseRevert(facts, DELAY)).to.deep.equal({ due: true });
    expect(chooseRevert({ ...facts, clockSec: DELAY }, DELAY)).to.deep.equal({
      due: false,
      result: "not-overdue",
      clockSec: DELAY,
      revertDelaySec: DELAY,
    });
  });

  it("nothing-unmined: whatever the clock says", () => {
    const mined = { ...facts, secured: batchAt(3), unminedTips: [] };
    expect(chooseRevert(mined, DELAY)).to.deep.equal({ due: false, result: "nothing-unmined" });
  });

  it("work-on-its-way: leaves accepted work on an unmined batch its time, not work on another", () => {
    const waiting = chooseRevert({ ...facts, workOn: [word(9), word(3)] }, DELAY);
    expect(waiting).to.deep.equal({ due: false, result: "work-on-its-way", superblock: word(3) });
    expect(chooseRevert({ ...facts, workOn: [word(9), word(1)] }, DELAY)).to.deep.equal({ due: true });
  });
});

describe("unmined reverter", () => {
  const sentWith = { transactionHash: word(77), blockNumber: 9n, gasUsed: 50_000n };
  const open = () => {
    const l1 = { mined: 1n, final: 0n, standing: [1, 2, 3], clockSec: DELAY + 1n };
    const calls: L1Call[] = [];
    const { log, lines } = createLoggedLines();
    let answer: L1SendOutcome = { ok: true, ...sentWith };
    const reverter = createUnminedReverter({
      l1: {
        lead: async () => (l1.mined > 0n ? ({ batchIndex: l1.mined } as MinedCheckpoint) : undefined),
        finalBatchIndex: async () => l1.final,
        batches: async (from) => l1.standing.map(posted).filter(({ batch }) => batch.index >= from),
        genesisBatch: async () => batchAt(0),
        miningClock: async () => l1.clockSec,
      },
      sender: {
        address: zeroAddress,
        send: async (call) => {
          calls.push(call);
          return answer;
        },
      },
      deployment: { addresses: { settlement: SETTLEMENT }, limits: { revertDelaySec: DELAY } },
      log,
    });
    /** The batch that each call goes back to. */
    const targets = () =>
      calls.map(({ to, data }) => {
        expect(to).to.equal(SETTLEMENT);
        const { functionName, args } = decodeFunctionData({ abi: settlementAbi, data });
        expect(functionName).to.equal("revertUnmined");
        return (args as readonly [Batch])[0].index;
      });
    const refuse = (error: string): void => {
      answer = { ok: false, error, args: [], detail: "as L1 says" };
    };
    return { l1, reverter, targets, refuse, lines };
  };

  it("goes back to the newest mined batch, or the final one if that is newer, or genesis", async () => {
    const { l1, reverter, targets } = open();
    const { transactionHash, gasUsed } = sentWith;
    expect(await reverter.step()).to.deep.equal({
      result: "sent",
      transactionHash,
      gasUsed,
      from: 30n,
      to: 10n,
    });
    l1.final = 2n;
    await reverter.step();
    [l1.mined, l1.final] = [0n, 0n];
    expect(await reverter.step()).to.deep.include({ from: 30n, to: 0n });
    expect(targets()).to.deep.equal([1n, 2n, 0n]);
  });

  it("sends nothing before it is due, and nothing once it is done", async () => {
    const { l1, reverter, targets } = open();
    l1.clockSec = DELAY;
    expect((await reverter.step()).result).to.equal("not-overdue");
    l1.clockSec = DELAY + 1n;
    l1.standing = [1];
    expect((await reverter.step()).result).to.equal("nothing-unmined");
    expect(targets()).to.deep.equal([]);
  });

  it("sends again what L1 refused, says each refusal once, and again what a reorganisation took back", async () => {
    const { l1, reverter, targets, refuse, lines } = open();
    refuse("SettlementWrongTarget");
    for (let look = 0; look < 3; look++)
      expect(await reverter.step()).to.include({ result: "refused", error: "SettlementWrongTarget" });
    expect(lines.filter(({ msg }) => msg === "revert refused, will retry")).to.have.length(1);
    const again = open();
    await again.reverter.step();
    again.l1.standing = [1];
    await again.reverter.step();
    again.l1.standing = [1, 2, 3];
    await again.reverter.step();
    expect([targets().length, again.targets().length]).to.deep.equal([3, 2]);
    expect(l1.standing).to.have.length(3);
  });
});
