import { randomInt } from "node:crypto";
import { expect } from "chai";
import { type Address, type Hex, keccak256, pad, toHex } from "viem";
import type { PooledTransaction } from "../../../services/sequencer/admission.ts";
import { Lineup } from "../../../services/sequencer/lineup.ts";
import { byArrival, byTip, type OrderingPolicy } from "../../../services/sequencer/ordering.ts";
import { createRandom } from "../../support/random.ts";

const sender = (n: number): Address => pad(toHex(n), { size: 20 });

type Short = { from: number; nonce?: number; tip?: number; cap?: number; arrival: number };

const waiting = ({ from, nonce = 0, tip = 1, cap = 100, arrival }: Short): PooledTransaction => ({
  chainId: 1n,
  hash: keccak256(toHex(`${from} ${nonce} ${arrival}`)),
  raw: "0x" as Hex,
  sender: sender(from),
  nonce: BigInt(nonce),
  gasLimit: 21_000n,
  maxFeePerGas: BigInt(cap),
  maxPriorityFeePerGas: BigInt(tip),
  costWei: 0n,
  arrival,
  arrivedAtMs: 0,
});

function lanesOf(transactions: readonly PooledTransaction[]) {
  const lanes = new Map<Address, Map<bigint, PooledTransaction>>();
  const add = (tx: PooledTransaction): void => {
    const lane = lanes.get(tx.sender) ?? new Map<bigint, PooledTransaction>();
    lanes.set(tx.sender, lane.set(tx.nonce, tx));
  };
  transactions.forEach(add);
  return { lanes, add };
}

function drain(line: Lineup): PooledTransaction[] {
  const found: PooledTransaction[] = [];
  for (let tx = line.next(); tx !== undefined; tx = line.next()) found.push(tx);
  return found;
}

describe("ordering policies", () => {
  const given: readonly Short[] = [
    { from: 1, tip: 2, arrival: 0 },
    { from: 2, tip: 9, cap: 12, arrival: 1 },
    { from: 3, tip: 5, arrival: 2 },
    { from: 4, tip: 5, arrival: 3 },
    { from: 1, nonce: 1, tip: 50, arrival: 4 },
  ];
  const table: readonly [string, OrderingPolicy, bigint, readonly number[]][] = [
    ["arrival, whatever is paid", byArrival, 0n, [1, 2, 3, 4, 1]],
    ["tip, then arrival; a sender's second after his first", byTip, 0n, [2, 3, 4, 1, 1]],
    ["what is left of the fee cap above the base fee", byTip, 10n, [3, 4, 1, 1, 2]],
    ["those who can pay the base fee alone", byTip, 13n, [3, 4, 1, 1]],
  ];
  for (const [what, policy, baseFee, expected] of table)
    it(`offers by ${what}`, () => {
      const { lanes } = lanesOf(given.map(waiting));
      const order = drain(new Lineup(lanes, policy, baseFee)).map((tx) => tx.sender);
      expect(order).to.deep.equal(expected.map(sender));
    });

  const seed = randomInt(2 ** 31);
  for (const policy of [byTip, byArrival])
    it(`by ${policy.name}: all once, nonces in order, nobody passed over by a worse one (seed ${seed})`, () => {
      const { int: pick } = createRandom(seed);
      for (let round = 0; round < 50; round++) {
        const all: PooledTransaction[] = [];
        for (let from = 0; from < 1 + pick(8); from++)
          for (let nonce = 0, count = 1 + pick(5); nonce < count; nonce++)
            all.push(waiting({ from, nonce, tip: pick(4), arrival: all.length }));
        const order = drain(new Lineup(lanesOf(all).lanes, policy, 0n));
        expect(new Set(order.map(({ hash }) => hash)).size).to.equal(all.length);
        const done = new Map<Address, bigint>();
        for (const [i, tx] of order.entries()) {
          expect(tx.nonce).to.equal(done.get(tx.sender) ?? 0n);
          const ready = order.slice(i + 1).filter((each) => each.nonce === (done.get(each.sender) ?? 0n));
          for (const each of ready)
            if (each.sender !== tx.sender) expect(policy.compare(tx, each, 0n)).to.be.lessThan(0);
          done.set(tx.sender, tx.nonce + 1n);
        }
      }
    });
});

describe("lineup", () => {
  it("lets join who arrives while it is served, in the place the policy gives", () => {
    const { lanes, add } = lanesOf([waiting({ from: 1, arrival: 0 }), waiting({ from: 2, arrival: 1 })]);
    const line = new Lineup(lanes, byTip, 0n);
    line.next();
    for (const late of [
      waiting({ from: 3, tip: 7, arrival: 2 }),
      waiting({ from: 1, nonce: 1, arrival: 3 }),
    ]) {
      add(late);
      line.arrived(late);
    }
    expect(drain(line).map((tx) => [tx.sender, tx.nonce])).to.deep.equal([
      [sender(3), 0n],
      [sender(2), 0n],
      [sender(1), 1n],
    ]);
  });

  it("closes a gap when the missing nonce arrives", () => {
    const { lanes, add } = lanesOf([waiting({ from: 1, nonce: 5, arrival: 0 })]);
    const line = new Lineup(lanes, byTip, 0n);
    const early = line.next()!;
    line.expect(early.sender, 4n);
    expect(line.next()).to.equal(undefined);
    const missing = waiting({ from: 1, nonce: 4, arrival: 1 });
    add(missing);
    line.arrived(missing);
    expect(drain(line).map(({ nonce }) => nonce)).to.deep.equal([4n, 5n]);
  });

  it("offers the one that replaced another, not the other", () => {
    const { lanes, add } = lanesOf([waiting({ from: 1, arrival: 0 })]);
    const line = new Lineup(lanes, byTip, 0n);
    const better = waiting({ from: 1, tip: 2, arrival: 1 });
    add(better);
    line.arrived(better);
    expect(drain(line)).to.deep.equal([better]);
  });

  it("offers nothing more of a blocked sender", () => {
    const { lanes } = lanesOf([0, 1, 2].map((nonce) => waiting({ from: 1, nonce, arrival: nonce })));
    const line = new Lineup(lanes, byTip, 0n);
    line.block(line.next()!.sender);
    expect(line.next()).to.equal(undefined);
    line.expect(sender(1), 0n);
    expect(line.next()).to.equal(undefined);
  });
});
