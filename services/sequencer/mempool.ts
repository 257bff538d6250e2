/** Where user transactions of all rollups wait: bounded, one sender's transactions in the order of their nonces. */
import { type Address, getAddress, type Hex } from "viem";
import type { Clock, DroppedGroup, SubmitOutcome, TransactionPool } from "../ports.ts";
import { L2_GAS_LIMIT } from "../protocol/superblock/l2Header.ts";
import {
  checkAgainstState,
  decodeTransaction,
  type PooledTransaction,
  refuse,
  type SenderState,
} from "./admission.ts";
import { FailureBudget } from "./failureBudget.ts";
import { DEFAULT_MEMPOOL_LIMITS, type MempoolLimits } from "./mempoolLimits.ts";

export type MempoolDeps = {
  readonly clock: Pick<Clock, "now">;
  readonly chainIds: readonly bigint[];
  /** The producer's own transactions are made by the builder; one from outside could break a superblock. */
  readonly producer: Address;
  /** A sender's account at the head. */
  readonly senderState: (chainId: bigint, sender: Address) => Promise<SenderState>;
  readonly limits?: MempoolLimits;
};

type Lane = Map<bigint, PooledTransaction>;

export class Mempool implements TransactionPool {
  readonly #deps: MempoolDeps;
  readonly #limits: MempoolLimits;
  readonly #lanes = new Map<bigint, Map<Address, Lane>>();
  readonly #byHash = new Map<Hex, PooledTransaction>();
  readonly #dropped = new Map<Hex, DroppedGroup>();
  readonly #failures: FailureBudget;
  #arrivals = 0;

  constructor(deps: MempoolDeps) {
    this.#deps = deps;
    this.#limits = deps.limits ?? DEFAULT_MEMPOOL_LIMITS;
    this.#failures = new FailureBudget(this.#limits);
    for (const chainId of deps.chainIds) this.#lanes.set(chainId, new Map());
  }

  async submit(chainId: bigint, raw: Hex): Promise<SubmitOutcome> {
    const decoded = await decodeTransaction(raw, chainId);
    if (!decoded.ok) return decoded;
    const tx = decoded.transaction;
    if (tx.sender === this.#deps.producer)
      return refuse(
        "reserved-sender",
        `${tx.sender} is the producer: only the sequencer sends its transactions`,
      );
    if (tx.maxPriorityFeePerGas < this.#limits.minTipWei)
      return refuse(
        "underpriced",
        `transaction underpriced: gas tip cap ${tx.maxPriorityFeePerGas}, minimum needed ${this.#limits.minTipWei}`,
      );
    if (this.#byHash.has(tx.hash)) return refuse("already-known", "already known");
    const failures = this.#failures.count(tx.sender, this.#deps.clock.now());
    if (failures >= this.#limits.maxFailures)
      return refuse(
        "sender-budget-exceeded",
        `${failures} of the sender's groups failed within ${this.#limits.failureWindowMs / 1000} s: wait before sending more`,
      );
    const state = await this.#deps.senderState(chainId, tx.sender);
    const checked = checkAgainstState(tx, state, L2_GAS_LIMIT);
    if (!checked.ok) return checked;
    if (tx.nonce > state.nonce + this.#limits.maxNonceGap)
      return refuse(
        "nonce-too-high",
        `nonce too high: address ${tx.sender}, tx: ${tx.nonce} state: ${state.nonce}`,
      );
    return this.#insert(tx);
  }

  #insert(tx: Omit<PooledTransaction, "arrival" | "arrivedAtMs">): SubmitOutcome {
    const lane = this.#lane(tx.chainId, tx.sender);
    const present = lane.get(tx.nonce);
    if (present !== undefined) {
      const bar = (fee: bigint) => (fee * (100n + this.#limits.replacementPercent) + 99n) / 100n;
      if (
        tx.maxFeePerGas < bar(present.maxFeePerGas) ||
        tx.maxPriorityFeePerGas < bar(present.maxPriorityFeePerGas) ||
        tx.maxFeePerGas === present.maxFeePerGas
      )
        return refuse("replacement-underpriced", "replacement transaction underpriced");
      this.#byHash.delete(present.hash);
    } else if (this.#byHash.size >= this.#limits.maxTransactions) {
      return refuse("pool-full", `txpool is full: ${this.#byHash.size} transactions wait`);
    } else if (lane.size >= this.#limits.maxPerSender) {
      return refuse(
        "sender-limit",
        `account has too many pending transactions: ${lane.size} of ${tx.sender}`,
      );
    }
    const pooled = { ...tx, arrival: this.#arrivals++, arrivedAtMs: this.#deps.clock.now() };
    lane.set(tx.nonce, pooled);
    this.#byHash.set(tx.hash, pooled);
    this.#dropped.delete(tx.hash);
    return { ok: true, hash: tx.hash };
  }

  /**
   * Transactions that could run next: for each sender the one with the nonce that the state expects, best first
   * (highest tip at this base fee, then arrival).
   */
  candidates(
    nonceOf: ReadonlyMap<string, bigint>,
    baseFees: ReadonlyMap<bigint, bigint>,
  ): PooledTransaction[] {
    const heads: PooledTransaction[] = [];
    for (const [chainId, senders] of this.#lanes) {
      const baseFee = baseFees.get(chainId) ?? 0n;
      for (const [sender, lane] of senders) {
        const expected = nonceOf.get(laneKey(chainId, sender));
        const tx = lane.get(expected ?? lowest(lane));
        if (tx !== undefined && tx.maxFeePerGas >= baseFee) heads.push(tx);
      }
    }
    const tip = (tx: PooledTransaction): bigint => {
      const room = tx.maxFeePerGas - (baseFees.get(tx.chainId) ?? 0n);
      return room < tx.maxPriorityFeePerGas ? room : tx.maxPriorityFeePerGas;
    };
    return heads.sort((a, b) => {
      const [tipA, tipB] = [tip(a), tip(b)];
      return tipA === tipB ? a.arrival - b.arrival : tipA > tipB ? -1 : 1;
    });
  }

  /** Forgets a transaction that is in a block, or can never be. */
  remove(hash: Hex): void {
    const tx = this.#byHash.get(hash);
    if (tx === undefined) return;
    this.#byHash.delete(hash);
    const lane = this.#lane(tx.chainId, tx.sender);
    if (lane.get(tx.nonce)?.hash === hash) lane.delete(tx.nonce);
    if (lane.size === 0) this.#lanes.get(tx.chainId)?.delete(tx.sender);
  }

  /** Removes a group that failed, remembers why, and counts it against the sender's budget. */
  drop(tx: PooledTransaction, dropped: DroppedGroup): void {
    this.remove(tx.hash);
    this.#dropped.set(tx.hash, dropped);
    const oldest = this.#dropped.keys().next();
    if (this.#dropped.size > this.#limits.droppedRemembered && !oldest.done)
      this.#dropped.delete(oldest.value);
    this.#failures.note(tx.sender, dropped.atMs);
  }

  /** Removes what has waited too long; returns how many. */
  expire(): number {
    const limit = this.#deps.clock.now() - this.#limits.expiryMs;
    const old = [...this.#byHash.values()].filter((tx) => tx.arrivedAtMs < limit);
    for (const tx of old) this.remove(tx.hash);
    this.#failures.forget(this.#deps.clock.now());
    return old.length;
  }

  pending(chainId: bigint, hash: Hex): Hex | undefined {
    const tx = this.#byHash.get(hash);
    return tx?.chainId === chainId ? tx.raw : undefined;
  }

  nextNonce(chainId: bigint, sender: Address, stateNonce: bigint): bigint {
    const lane = this.#lanes.get(chainId)?.get(getAddress(sender));
    let nonce = stateNonce;
    while (lane?.has(nonce)) nonce++;
    return nonce;
  }

  dropped(hash: Hex): DroppedGroup | undefined {
    return this.#dropped.get(hash);
  }

  counts(chainId: bigint): { pending: number; queued: number } {
    let pending = 0;
    for (const lane of this.#lanes.get(chainId)?.values() ?? []) pending += lane.size;
    return { pending, queued: 0 };
  }

  #lane(chainId: bigint, sender: Address): Lane {
    const senders = this.#lanes.get(chainId);
    if (senders === undefined) throw new RangeError(`chain ${chainId} is not in the set`);
    let lane = senders.get(sender);
    if (lane === undefined) {
      lane = new Map();
      senders.set(sender, lane);
    }
    return lane;
  }
}

/** Key of one sender on one rollup, for `candidates`. */
export const laneKey = (chainId: bigint, sender: Address): string => `${chainId}:${sender}`;

function lowest(lane: Lane): bigint {
  let low: bigint | undefined;
  for (const nonce of lane.keys()) if (low === undefined || nonce < low) low = nonce;
  return low ?? 0n;
}
