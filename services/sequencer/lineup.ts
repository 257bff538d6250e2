/**
 * A rollup's users in line for one superblock: the head of each sender's lane in a heap, ordered by the policy. What
 * arrives while the superblock is built joins the line. A taken transaction is expected to be executed, so the
 * sender's next nonce takes its place at once; who takes it says when that was wrong.
 */
import type { Address } from "viem";
import type { PooledTransaction } from "./admission.ts";
import type { OrderingPolicy } from "./ordering.ts";
import { PriorityQueue } from "./priorityQueue.ts";

/** Waiting transactions of one rollup, by sender and nonce. */
export type Lanes = ReadonlyMap<Address, ReadonlyMap<bigint, PooledTransaction>>;

export class Lineup {
  readonly #lanes: Lanes;
  readonly #baseFee: bigint;
  readonly #queue: PriorityQueue<PooledTransaction>;
  readonly #expected = new Map<Address, bigint>();
  readonly #blocked = new Set<Address>();

  constructor(lanes: Lanes, policy: OrderingPolicy, baseFee: bigint) {
    this.#lanes = lanes;
    this.#baseFee = baseFee;
    this.#queue = new PriorityQueue((a, b) => policy.compare(a, b, baseFee));
    for (const [sender, lane] of lanes) this.#offer(sender, lowest(lane));
  }

  /** The first in line; undefined when nobody can go now. */
  next(): PooledTransaction | undefined {
    for (let tx = this.#queue.pop(); tx !== undefined; tx = this.#queue.pop()) {
      // It may have been replaced or removed, or another nonce turned out to be next, since it was put in.
      if (this.#blocked.has(tx.sender) || (this.#expected.get(tx.sender) ?? tx.nonce) !== tx.nonce) continue;
      if (this.#lanes.get(tx.sender)?.get(tx.nonce)?.hash !== tx.hash) continue;
      this.expect(tx.sender, tx.nonce + 1n);
      return tx;
    }
    return undefined;
  }

  /** Says which nonce of a sender can go next. */
  expect(sender: Address, nonce: bigint): void {
    this.#expected.set(sender, nonce);
    this.#offer(sender, nonce);
  }

  /** Says that nothing more of a sender can go into this superblock. */
  block(sender: Address): void {
    this.#blocked.add(sender);
  }

  isBlocked(sender: Address): boolean {
    return this.#blocked.has(sender);
  }

  /** Told of everything that begins to wait. */
  arrived({ sender, nonce }: PooledTransaction): void {
    const expected = this.#expected.get(sender) ?? lowest(this.#lanes.get(sender)!);
    if (nonce === expected) this.#offer(sender, nonce);
  }

  #offer(sender: Address, nonce: bigint): void {
    const tx = this.#lanes.get(sender)?.get(nonce);
    if (tx !== undefined && tx.maxFeePerGas >= this.#baseFee) this.#queue.push(tx);
  }
}

/** Least nonce that waits. */
function lowest(lane: ReadonlyMap<bigint, unknown>): bigint {
  let low: bigint | undefined;
  for (const nonce of lane.keys()) if (low === undefined || nonce < low) low = nonce;
  return low ?? 0n;
}
