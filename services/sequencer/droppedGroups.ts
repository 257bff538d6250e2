/** Groups that were dropped, remembered for those who ask why; the oldest are forgotten first. */
import type { Hex } from "viem";
import type { DroppedGroup } from "../ports.ts";

export class DroppedGroups {
  readonly #maximum: number;
  readonly #groups = new Map<Hex, DroppedGroup>();

  constructor(maximum: number) {
    this.#maximum = maximum;
  }

  note(hash: Hex, dropped: DroppedGroup): void {
    this.#groups.set(hash, dropped);
    const oldest = this.#groups.keys().next();
    if (this.#groups.size > this.#maximum && !oldest.done) this.#groups.delete(oldest.value);
  }

  get(hash: Hex): DroppedGroup | undefined {
    return this.#groups.get(hash);
  }

  delete(hash: Hex): void {
    this.#groups.delete(hash);
  }
}

/** A user's transaction of a superblock that was taken back. */
export type TakenBack = { readonly chainId: bigint; readonly raw: Hex; readonly superblock: bigint };

/** What its sender is told when it cannot stand in a later superblock. */
export const droppedWith = (
  superblock: bigint,
  tx: { readonly chainId: bigint; readonly hash: Hex; readonly reason: string },
  atMs: number,
): DroppedGroup => ({
  id: tx.hash,
  chainId: tx.chainId,
  atMs,
  failure: {
    chainId: tx.chainId,
    reason: "invalid-transaction",
    revertData: "0x",
    detail: `L1 took superblock ${superblock} back; since then: ${tx.reason}`,
  },
});
