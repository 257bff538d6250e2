import { expect } from "chai";
import { miningHealth } from "../../../services/mining/miningHealth.ts";
import type { MiningView, Place } from "../../../services/mining/miningView.ts";
import { MINER_A, MINER_B, START_SEC, word } from "../../support/miningFixture.ts";

const place = (height: number, miner: `0x${string}`): Place => ({
  id: word(height),
  parent: word(height - 1),
  superblock: word(1000 + height),
  miner,
  height,
  nBits: 0x207fffff,
  number: BigInt(height),
  timestampSec: BigInt(START_SEC + 10 * height),
  acceptedAtSec: BigInt(START_SEC + 10 * height),
});
const tip = { superblock: word(9), number: 9n, timestamp: BigInt(START_SEC) };
const viewOf = (miners: readonly `0x${string}`[]): MiningView => ({
  chain: [place(0, word(0) as `0x${string}`), ...miners.map((miner, i) => place(i + 1, miner))],
  recorded: miners.length + 1,
  known: new Map(),
  tip,
  tips: new Set(),
});
const times = { nowMs: (START_SEC + 1_000) * 1000, workAtMs: (START_SEC + 990) * 1000, spacingSec: 10 };

describe("miningHealth", () => {
  it("counts ages from the last request and the last checkpoint that L1 took", () => {
    const health = miningHealth(viewOf([MINER_A, MINER_A]), times);
    expect([health.workAgeSec, health.checkpointAgeSec]).to.deep.equal([10, 980]);
  });

  it("knows no age while there is nothing to mine, and nothing before L1 was read", () => {
    const idle = { ...viewOf([MINER_A]), tip: undefined };
    expect(miningHealth(idle, times).checkpointAgeSec).to.equal(undefined);
    expect(miningHealth(undefined, times)).to.include({ checkpointAgeSec: undefined, top: undefined });
  });

  it("names the account with most of the last 100, of at least 20", () => {
    const turns = (count: number) =>
      Array.from({ length: count }, (_, i) => (i % 4 === 0 ? MINER_B : MINER_A));
    expect(miningHealth(viewOf(turns(19)), times).top).to.equal(undefined);
    expect(miningHealth(viewOf(turns(20)), times).top).to.deep.equal({ miner: MINER_A, share: 0.75 });
    const old = Array.from({ length: 500 }, () => MINER_A);
    const recent = Array.from({ length: 100 }, () => MINER_B);
    expect(miningHealth(viewOf([...old, ...recent]), times).top).to.deep.equal({ miner: MINER_B, share: 1 });
  });

  it("does not count what is still on its way to L1", () => {
    const view = { ...viewOf(Array.from({ length: 20 }, () => MINER_A)), recorded: 20 };
    expect(miningHealth(view, times).top).to.equal(undefined);
  });
});
