/** Where user transactions of all rollups wait: bounded, one sender's transactions in the order of their nonces. */
import { type Address, getAddress, type Hex } from "viem";
import type { Clock, DroppedGroup, Engine, SubmitOutcome, TransactionPool } from "../ports.ts";
import { L2_GAS_LIMIT } from "../protocol/superblock/l2Header.ts";
import {
  checkAgainstState,
  decodeTransaction,
  type PooledTransaction,
  refuse,
  type SenderState,
} from "./admission.ts";
import { DroppedGroups, droppedWith, type TakenBack } from "./droppedGroups.ts";
import { FailureBudget } from "./failureBudget.ts";
import { Lineup } from "./lineup.ts";
import { DEFAULT_MEMPOOL_LIMITS, type MempoolLimits } from "./mempoolLimits.ts";
import { byTip, type OrderingPolicy } from "./ordering.ts";
import { paysToReplace } from "./replacement.ts";

export type MempoolDeps = {
  readonly clock: Pick<Clock, "now">;
  /** of all rollups; they read what is sent */
  readonly engines: readonly Pick<Engine, "chainId" | "readTransaction">[];
  /** The producer's own transactions are made by the builder; one from outside could break a superblock. */
  readonly producer: Address;
  /** A sender's account at the head. */
  readonly senderState: (chainId: bigint, sender: Address) => Promise<SenderState>;
  readonly limits?: MempoolLimits;
  /** default: by tip, then arrival */
  readonly ordering?: OrderingPolicy;
};

type Lane = Map<bigint, PooledTransaction>;
/** Before every arrival. */
const FIRST_READMITTED = -(2 ** 40);

export class Mempool implements TransactionPool {
  readonly #deps: MempoolDeps;
  readonly #limits: MempoolLimits;
  readonly #lanes = new Map<bigint, Map<Address, Lane>>();
  readonly #byHash = new Map<Hex, PooledTransaction>();
  /** the newest of each rollup */
  readonly #lineups = new Map<bigint, Lineup>();
  readonly #dropped: DroppedGroups;
  readonly #failures: FailureBudget;
  #arrivals = 0;
  #readmitted = 0;

  constructor(deps: MempoolDeps) {
    this.#deps = deps;
    this.#limits = deps.limits ?? DEFAULT_MEMPOOL_LIMITS;
    this.#failures = new FailureBudget(this.#limits);
    this.#dropped = new DroppedGroups(this.#limits.droppedRemembered);
    for (const { chainId } of deps.engines) this.#lanes.set(chainId, new Map());
  }

  async submit(chainId: bigint, raw: Hex): Promise<SubmitOutcome> {
    const decoded = await decodeTransaction(raw, this.#engine(chainId));
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
    const waiting = this.#lane(chainId, tx.sender)?.values() ?? [];
    const checked = checkAgainstState(tx, state, waiting, L2_GAS_LIMIT);
    if (!checked.ok) return checked;
    if (tx.nonce > state.nonce + this.#limits.maxNonceGap)
      return refuse(
        "nonce-too-high",
        `nonce too high: tx nonce ${tx.nonce}, gapped nonce ${this.nextNonce(chainId, tx.sender, state.nonce)}`,
      );
    return this.#insert(tx);
  }

  #insert(tx: Omit<PooledTransaction, "arrival" | "arrivedAtMs">): SubmitOutcome {
    const lane = this.#lane(tx.chainId, tx.sender);
    const present = lane?.get(tx.nonce);
    if (present !== undefined) {
      if (!paysToReplace(tx, present, this.#limits.replacementPercent))
        return refuse("replacement-underpriced", "replacement transaction underpriced");
      this.#byHash.delete(present.hash);
    } else if (this.#byHash.size >= this.#limits.maxTransactions) {
      return refuse("pool-full", "txpool is full");
    } else if (lane !== undefined && lane.size >= this.#limits.maxPerSender) {
      return refuse("sender-limit", `account limit exceeded: pooled ${lane.size} txs`);
    }
    this.#add({ ...tx, arrival: this.#arrivals++, arrivedAtMs: this.#deps.clock.now() });
    this.#dropped.delete(tx.hash);
    return { ok: true, hash: tx.hash };
  }

  #add(pooled: PooledTransaction): void {
    const lane: Lane = this.#lane(pooled.chainId, pooled.sender) ?? new Map();
    this.#senders(pooled.chainId).set(pooled.sender, lane.set(pooled.nonce, pooled));
    this.#byHash.set(pooled.hash, pooled);
    this.#lineups.get(pooled.chainId)?.arrived(pooled);
  }

  /** A rollup's users in line for a superblock with this base fee; what arrives later joins until the next call. */
  lineup(chainId: bigint, baseFee: bigint): Lineup {
    const lineup = new Lineup(this.#senders(chainId), this.#deps.ordering ?? byTip, baseFee);
    this.#lineups.set(chainId, lineup);
    return lineup;
  }

  /** A transaction of a superblock that was taken back waits again, before those that came later; or why it cannot. */
  async readmit({ chainId, raw, superblock }: TakenBack): Promise<{ hash: Hex; reason: string } | undefined> {
    const decoded = await decodeTransaction(raw, this.#engine(chainId));
    if (!decoded.ok) throw new RangeError(`a transaction of superblock ${superblock}: ${decoded.detail}`);
    const tx = decoded.transaction;
    if (this.#byHash.has(tx.hash) || this.#dropped.get(tx.hash)) return undefined;
    const nowMs = this.#deps.clock.now();
    const { nonce } = await this.#deps.senderState(chainId, tx.sender);
    const isFull = this.#byHash.size >= this.#limits.maxTransactions;
    const isReplaced = this.#lane(chainId, tx.sender)?.has(tx.nonce) ?? false;
    // The balance is not looked at: what pays for it may come again with the next superblock.
    const reason =
      tx.nonce < nonce ? "nonce-too-low" : isReplaced ? "replaced" : isFull ? "pool-full" : undefined;
    if (reason === undefined)
      this.#add({ ...tx, arrival: FIRST_READMITTED + this.#readmitted++, arrivedAtMs: nowMs });
    else this.#dropped.note(tx.hash, droppedWith(superblock, { ...tx, reason }, nowMs));
    return reason && { hash: tx.hash, reason };
  }

  /** Forgets a transaction that is in a block, or can never be. */
  remove(hash: Hex): void {
    const tx = this.#byHash.get(hash);
    if (tx === undefined) return;
    this.#byHash.delete(hash);
    const lane = this.#lane(tx.chainId, tx.sender);
    if (lane?.get(tx.nonce)?.hash === hash) lane.delete(tx.nonce);
    if (lane?.size === 0) this.#senders(tx.chainId).delete(tx.sender);
  }

  /** Removes a group that failed, remembers why, and counts it against the sender's budget. */
  drop(tx: PooledTransaction, dropped: DroppedGroup): void {
    this.remove(tx.hash);
    this.#dropped.note(tx.hash, dropped);
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
    const lanes = [...(this.#lanes.get(chainId)?.values() ?? [])];
    return { pending: lanes.reduce((sum, lane) => sum + lane.size, 0), queued: 0 };
  }

  #engine(chainId: bigint) {
    const engine = this.#deps.engines.find((each) => each.chainId === chainId);
    if (engine === undefined) throw new RangeError(`chain ${chainId} is not in the set`);
    return engine;
  }

  #senders(chainId: bigint): Map<Address, Lane> {
    const senders = this.#lanes.get(chainId);
    if (senders === undefined) throw new RangeError(`chain ${chainId} is not in the set`);
    return senders;
  }

  /** Absent while nothing of the sender waits. */
  #lane(chainId: bigint, sender: Address): Lane | undefined {
    return this.#senders(chainId).get(sender);
  }
}
