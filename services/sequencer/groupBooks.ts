/**
 * What a group has done so far: a mark per rollup to take everything back to, its legs, what they used, and the ways
 * in which a group ends.
 */
import type { Hex } from "viem";
import type { GroupFailure, Leg, Mark, OpenBlock } from "../ports.ts";
import { L2_GAS_LIMIT } from "../protocol/superblock/l2Header.ts";
import type { DataRoom } from "./dataRoom.ts";

export type GroupOutcome =
  /** `simulatedGas`: of runs that only found out which results are asked for */
  | { readonly status: "kept"; readonly legs: readonly Leg[]; readonly simulatedGas: bigint }
  /** `simulatedGas` is what the failed group cost us and nobody paid */
  | { readonly status: "dropped"; readonly failure: GroupFailure; readonly simulatedGas: bigint }
  /** no room in this superblock, or not its turn yet: to be tried again */
  | { readonly status: "deferred"; readonly simulatedGas: bigint };

export type Unfinished = Exclude<GroupOutcome, { readonly status: "kept" }>;

type Attempt = { readonly chainId: bigint; readonly nested: Mark | undefined };

export class GroupBooks {
  readonly legs: Leg[] = [];
  readonly #blocks: ReadonlyMap<bigint, OpenBlock>;
  readonly #room: DataRoom;
  /** one mark per rollup, taken when the group first touches it: others are not disturbed */
  readonly #marks = new Map<bigint, Mark>();
  /** rollups on which something stands since the mark */
  readonly #written = new Set<bigint>();
  #keptGas = 0n;
  /** of runs that were taken back to be repeated with a result */
  discardedGas = 0n;
  /** of all transactions of the group */
  bytes = 0;

  constructor(blocks: ReadonlyMap<bigint, OpenBlock>, room: DataRoom) {
    this.#blocks = blocks;
    this.#room = room;
  }

  block(chainId: bigint): OpenBlock {
    const block = this.#blocks.get(chainId);
    if (block === undefined) throw new RangeError(`chain ${chainId} is not in the set`);
    return block;
  }

  /** Before a transaction that may have to be run again. The group's own mark serves while it is the only one. */
  async begin(chainId: bigint): Promise<Attempt> {
    const block = this.block(chainId);
    if (!this.#marks.has(chainId)) this.#marks.set(chainId, await block.mark());
    return { chainId, nested: this.#written.has(chainId) ? await block.mark() : undefined };
  }

  async accept({ chainId, nested }: Attempt): Promise<void> {
    this.#written.add(chainId);
    if (nested !== undefined) await this.block(chainId).keep(nested);
  }

  async undo({ chainId, nested }: Attempt): Promise<void> {
    const mark = nested ?? this.#marks.get(chainId)!;
    if (nested === undefined) this.#marks.delete(chainId);
    await this.block(chainId).rollback(mark);
  }

  /** Gives back the marks, keeping or undoing what came after them. */
  async settle(keep: boolean): Promise<void> {
    for (const [chainId, mark] of this.#marks) {
      const block = this.block(chainId);
      if (keep) await block.keep(mark);
      else await block.rollback(mark);
    }
  }

  record(
    { chainId, kind, leaf }: Pick<Leg, "chainId" | "kind"> & { readonly leaf?: Hex },
    { hash, gasUsed }: { readonly gasUsed: bigint; readonly hash: Hex },
  ): void {
    this.#keptGas += gasUsed;
    const base = { chainId, kind, transactionHash: hash, gasUsed };
    this.legs.push(leaf === undefined ? base : { ...base, leaf });
  }

  /** What the group started with comes before what it asked for. */
  recordFirst(...leg: Parameters<GroupBooks["record"]>): void {
    this.record(...leg);
    this.legs.unshift(this.legs.pop()!);
  }

  takeRoom(chainId: bigint, bytes: number): Unfinished | undefined {
    this.bytes += bytes;
    if (this.#room.fits(this.bytes)) return undefined;
    if (this.#room.everFits(this.bytes)) return this.defer();
    const detail = `the group's transactions have more than ${this.#room.total} bytes`;
    return this.dropped({ chainId, reason: "gas-exceeded", revertData: "0x", detail });
  }

  /** The block has not enough gas left: later perhaps, unless the group itself took it. */
  noRoom(chainId: bigint): Unfinished {
    const own = this.legs
      .filter((leg) => leg.chainId === chainId)
      .reduce((sum, leg) => sum + leg.gasUsed, 0n);
    if (L2_GAS_LIMIT - this.block(chainId).gasLeft() > own) return this.defer();
    const detail = `the group does not fit into an empty block of chain ${chainId}`;
    return this.dropped({ chainId, reason: "gas-exceeded", revertData: "0x", detail });
  }

  /** Whether somebody else's transactions are in the block already, so that a later one may have more room. */
  isUsed(chainId: bigint): boolean {
    return this.block(chainId).gasLeft() < L2_GAS_LIMIT;
  }

  defer(): Unfinished {
    return { status: "deferred", simulatedGas: this.#spent() };
  }

  dropped(failure: GroupFailure): Unfinished {
    return { status: "dropped", failure, simulatedGas: this.#spent() };
  }

  kept(): GroupOutcome {
    return { status: "kept", legs: this.legs, simulatedGas: this.discardedGas };
  }

  #spent(): bigint {
    return this.#keptGas + this.discardedGas;
  }
}
