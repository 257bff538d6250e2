/** How many groups of a sender failed lately: failing costs work that nobody paid, so it is rationed (f1). */
import type { Address } from "viem";

export class FailureBudget {
  readonly #limits: { readonly maxFailures: number; readonly failureWindowMs: number };
  /** Unix milliseconds of each sender's latest failures, at most `maxFailures` */
  readonly #times = new Map<Address, readonly number[]>();

  constructor(limits: { readonly maxFailures: number; readonly failureWindowMs: number }) {
    this.#limits = limits;
  }

  note(sender: Address, atMs: number): void {
    const times = this.#times.get(sender) ?? [];
    this.#times.set(sender, [...times, atMs].slice(-this.#limits.maxFailures));
  }

  /** Failures within the window that ends now. */
  count(sender: Address, nowMs: number): number {
    const since = nowMs - this.#limits.failureWindowMs;
    return (this.#times.get(sender) ?? []).filter((at) => at >= since).length;
  }

  /** Forgets senders without a failure in the window. */
  forget(nowMs: number): void {
    for (const sender of this.#times.keys()) if (this.count(sender, nowMs) === 0) this.#times.delete(sender);
  }
}
