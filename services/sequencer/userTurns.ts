/**
 * The users' part of a superblock. Each rollup works through its own line, all side by side: what concerns one rollup
 * alone never waits for another. A transaction that sends a message to another rollup runs as a group with all
 * rollups at rest, so nothing foreign comes between its legs.
 */
import { size } from "viem";
import type { LocalLimits, OpenBlock } from "../ports.ts";
import { MESSENGER, TOKEN_BRIDGE } from "../protocol/systemAddresses.ts";
import { breathe } from "../runtime/breathe.ts";
import type { PooledTransaction } from "./admission.ts";
import type { DataRoom } from "./dataRoom.ts";
import type { GroupOutcome } from "./group.ts";
import type { Lineup } from "./lineup.ts";
import { Meeting } from "./meeting.ts";
import type { Mempool } from "./mempool.ts";

export type UserTurnsDeps = {
  readonly blocks: ReadonlyMap<bigint, OpenBlock>;
  readonly room: DataRoom;
  readonly pool: Pick<Mempool, "lineup" | "remove">;
  readonly timeIsUp: () => boolean;
  /** Waits until those who have arrived meanwhile get their turn; false when nobody else will. */
  readonly nextRound: () => Promise<boolean>;
  readonly limits: LocalLimits & { readonly maxWastedGas: bigint };
  /** Runs a transaction with everything it triggers. */
  readonly runGroup: (tx: PooledTransaction) => Promise<GroupOutcome>;
  /** Told of every transaction that was kept by itself. */
  readonly keep: (tx: PooledTransaction, gasUsed: bigint) => void;
};

/** Transactions that a rollup executes before it looks up: a group waits for them, and so may the deadline. */
const MAX_RUN = 128;
const MAX_RUN_GAS = 3_000_000n;

export async function runUserTurns(deps: UserTurnsDeps): Promise<void> {
  const shared: Shared = { meeting: new Meeting(), wastedGas: 0n, triedGas: 0n };
  const turns = [...deps.blocks].map(
    ([chainId, block]) => new Turns(deps, shared, block, deps.pool.lineup(chainId, block.baseFee)),
  );
  for (;;) {
    const ends = await Promise.all(turns.map((each) => each.work()));
    // What arrived for one rollup while another was still at work gets its turn too.
    if (ends.includes("worked")) continue;
    if (!ends.includes("idle") || !(await deps.nextRound())) return;
  }
}

/** How a rollup's work ended: after some, with nobody in line, or because nothing more may be begun. */
type End = "worked" | "idle" | "over";

type Shared = {
  readonly meeting: Meeting;
  wastedGas: bigint;
  /** by what turned out to be a group when no more were begun, at most */
  triedGas: bigint;
};

/** Contracts that send messages to other rollups by design, in lower case. */
const CROSSERS = [MESSENGER, TOKEN_BRIDGE].map((address) => address.toLowerCase());

class Turns {
  readonly #deps: UserTurnsDeps;
  readonly #shared: Shared;
  readonly #block: OpenBlock;
  readonly #line: Lineup;
  /** with those that were seen to: what calls them runs as a group at once, instead of twice */
  readonly #crossers = new Set(CROSSERS);
  /** taken from the line, not tried yet */
  #taken: PooledTransaction[] = [];

  constructor(deps: UserTurnsDeps, shared: Shared, block: OpenBlock, line: Lineup) {
    this.#deps = deps;
    this.#shared = shared;
    this.#block = block;
    this.#line = line;
  }

  /** Works until nobody is left in line or time is up. */
  async work(): Promise<End> {
    for (let worked = false; ; worked = true) {
      if (this.#isOver()) return worked ? "worked" : "over";
      const run = this.#takeRun();
      const [first] = run;
      if (first === undefined) return worked ? "worked" : "idle";
      const { meeting } = this.#shared;
      const group = this.#isGroup(first) ? first : await meeting.apart(() => this.#runLocal(run));
      if (group !== undefined && !this.#hasWastedEnough) await meeting.together(() => this.#runGroup(group));
      else if (group !== undefined) this.#leave(group, group !== first);
      // Miners and users are answered in between, not after the last one.
      await breathe();
    }
  }

  #isOver(): boolean {
    const { timeIsUp, limits } = this.#deps;
    const isFull = this.#block.gasLeft() < limits.reservedGas;
    return isFull || timeIsUp() || this.#shared.triedGas > limits.maxWastedGas;
  }

  get #hasWastedEnough(): boolean {
    return this.#shared.wastedGas > this.#deps.limits.maxWastedGas;
  }

  /** Failed groups have cost enough: what stays on one rollup goes on, and finding out that one does not costs too. */
  #leave({ sender, gasLimit }: PooledTransaction, wasTried: boolean): void {
    if (wasTried) this.#shared.triedGas += gasLimit;
    this.#line.block(sender);
  }

  /** The next that can be tried together: a group by itself, or several that seem to stay on this rollup. */
  #takeRun(): PooledTransaction[] {
    const run: PooledTransaction[] = [];
    let gas = 0n;
    for (let tx = this.#next(); tx !== undefined; tx = this.#next()) {
      gas += tx.gasLimit;
      if (run.length > 0 && (this.#isGroup(tx) || gas > MAX_RUN_GAS || run.length === MAX_RUN)) {
        this.#taken.unshift(tx);
        break;
      }
      run.push(tx);
      if (this.#isGroup(tx)) break;
    }
    return run;
  }

  #next(): PooledTransaction | undefined {
    for (let tx = this.#taken.shift(); tx !== undefined; tx = this.#taken.shift())
      if (!this.#line.isBlocked(tx.sender)) return tx;
    return this.#line.next();
  }

  #isGroup({ to, raw }: PooledTransaction): boolean {
    const crosses = to !== undefined && this.#crossers.has(to.toLowerCase());
    return crosses || !this.#deps.room.everFits(size(raw));
  }

  /** @returns the one that only its group can decide */
  async #runLocal(run: readonly PooledTransaction[]): Promise<PooledTransaction | undefined> {
    const fitting = this.#takeRoom(run);
    if (fitting.length === 0) return undefined;
    const outcomes = await this.#block.applyLocal(fitting, this.#deps.limits);
    this.#taken.unshift(...fitting.slice(outcomes.length));
    let group: PooledTransaction | undefined;
    for (const [i, tx] of fitting.entries()) {
      const outcome = outcomes[i];
      this.#deps.room.tried(size(tx.raw), outcome?.status === "kept");
      if (outcome?.status === "kept") this.#deps.keep(tx, outcome.gasUsed);
      if (outcome?.status === "nonce") this.#correct(tx, outcome.expected);
      if (outcome?.status === "full") this.#line.block(tx.sender);
      if (outcome?.status === "group") group = tx;
    }
    return group;
  }

  /**
   * Room for as many as find it. Who finds none because of what is kept waits for the next superblock; who finds none
   * because of what other rollups are trying is tried again after them.
   */
  #takeRoom(run: readonly PooledTransaction[]): PooledTransaction[] {
    const { room } = this.#deps;
    const fitting: PooledTransaction[] = [];
    for (const [i, tx] of run.entries()) {
      const bytes = size(tx.raw);
      if (this.#line.isBlocked(tx.sender)) continue;
      if (room.fits(bytes)) {
        room.take(bytes);
        fitting.push(tx);
      } else if (!room.mayFit(bytes)) {
        this.#line.block(tx.sender);
      } else {
        this.#taken.unshift(...run.slice(i));
        break;
      }
    }
    return fitting;
  }

  async #runGroup(tx: PooledTransaction): Promise<void> {
    const expected = await this.#block.nonceOf(tx.sender);
    if (tx.nonce !== expected) return this.#correct(tx, expected);
    const outcome = await this.#deps.runGroup(tx);
    this.#shared.wastedGas += outcome.simulatedGas;
    if (outcome.status !== "kept") {
      this.#line.block(tx.sender);
    } else if (outcome.legs.length > 1 && tx.to !== undefined) this.#crossers.add(tx.to.toLowerCase());
  }

  /** The line took another nonce to be the sender's next. */
  #correct({ hash, sender, nonce }: PooledTransaction, expected: bigint): void {
    if (nonce < expected) this.#deps.pool.remove(hash);
    this.#line.expect(sender, expected);
  }
}
