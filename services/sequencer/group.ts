/**
 * The atomic builder: a user transaction with everything it triggers on all rollups, kept whole or not at all.
 * Every leg is executed once, on the state it will stand on; what was kept is the state (f10). Legs run first in,
 * first out over all triggers of the group, so each channel's inbox grows in the order of its outbox.
 *
 * Longer than the house allows: the methods of a run share its marks, legs and sums, and cutting the class in two
 * would only hand all of them around.
 */
import { type Hex, size } from "viem";
import type { GroupFailure, Leg, Log, Mark, OpenBlock, ProducerKey, TxOutcome } from "../ports.ts";
import { hashMessage, type Message } from "../protocol/channels/channel.ts";
import { sentMessages } from "../protocol/channels/messengerLogs.ts";
import { L2_GAS_LIMIT } from "../protocol/superblock/l2Header.ts";
import { type DataRoom, systemBytes } from "./dataRoom.ts";
import { describeRevert, innerRevertData } from "./revertReason.ts";
import { actionCall, applySystemCall } from "./systemTransactions.ts";

export type GroupLimits = {
  /** triggers inside actions inside triggers … */
  readonly maxDepth: number;
  /** sum of the gas limits of all actions of one group */
  readonly maxActionGas: bigint;
  /** kept free in every block for the seal */
  readonly reservedGas: bigint;
};

export type GroupDeps = {
  readonly blocks: ReadonlyMap<bigint, OpenBlock>;
  readonly key: ProducerKey;
  readonly l1ChainId: bigint;
  readonly limits: GroupLimits;
  readonly room: DataRoom;
};

export type GroupOutcome =
  | { readonly status: "kept"; readonly legs: readonly Leg[] }
  /** `simulatedGas` is what the failed group cost us and nobody paid */
  | { readonly status: "dropped"; readonly failure: GroupFailure; readonly simulatedGas: bigint }
  /** no room in this superblock, or not its turn yet: to be tried again */
  | { readonly status: "deferred"; readonly simulatedGas: bigint };

/** The transaction a group starts with. */
export type FirstLeg = {
  readonly chainId: bigint;
  readonly hash: Hex;
  readonly kind: "user" | "consume";
  readonly leaf?: Hex;
  /** of the raw transaction */
  readonly bytes: number;
  readonly apply: () => Promise<TxOutcome>;
};

type Triggered = { readonly message: Message; readonly data: Hex; readonly depth: number };

/** Executes the group on the open blocks and keeps it whole, or leaves no trace of it. */
export async function runGroup(deps: GroupDeps, first: FirstLeg): Promise<GroupOutcome> {
  const run = new GroupRun(deps);
  const outcome = await run.execute(first);
  await run.settle(outcome.status === "kept");
  if (outcome.status === "kept") deps.room.keep(run.bytes);
  return outcome;
}

class GroupRun {
  readonly #deps: GroupDeps;
  /** one mark per rollup, taken when the group first touches it: others are not disturbed */
  readonly #marks = new Map<bigint, Mark>();
  readonly #queue: Triggered[] = [];
  readonly #legs: Leg[] = [];
  #actionGas = 0n;
  #gasUsed = 0n;
  /** of all transactions of the group */
  bytes = 0;

  constructor(deps: GroupDeps) {
    this.#deps = deps;
  }

  async execute(first: FirstLeg): Promise<GroupOutcome> {
    const block = await this.#touch(first.chainId);
    const full = this.#takeRoom(first.chainId, first.bytes);
    if (full !== undefined) return full;
    const outcome = await first.apply();
    if (outcome.status === "invalid") {
      if (outcome.reason === "nonce-too-high" || outcome.reason === "fee-below-base") return this.#defer();
      if (outcome.reason === "block-gas-exceeded" && this.#isUsed(block)) return this.#defer();
      return this.#invalid(first.chainId, outcome);
    }
    this.#record(first, outcome);
    this.#collect(outcome.logs, 1);
    if (block.gasLeft() < this.#deps.limits.reservedGas) return this.#noRoom(first.chainId, block);
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      const failed = await this.#act(next);
      if (failed !== undefined) return failed;
    }
    return { status: "kept", legs: this.#legs };
  }

  /** Gives back the marks in reverse, keeping or undoing what came after them. */
  async settle(keep: boolean): Promise<void> {
    for (const [chainId, mark] of [...this.#marks].reverse()) {
      const block = this.#block(chainId);
      if (keep) await block.keep(mark);
      else await block.rollback(mark);
    }
  }

  async #act({ message, data, depth }: Triggered): Promise<GroupOutcome | undefined> {
    const { limits, key } = this.#deps;
    const chainId = message.dstChainId;
    if (!this.#deps.blocks.has(chainId))
      return this.#fail(message, "unknown-chain", "0x", `chain ${chainId} is not in the set`);
    if (depth > limits.maxDepth)
      return this.#fail(message, "depth-exceeded", "0x", `triggers nest deeper than ${limits.maxDepth}`);
    this.#actionGas += message.gasLimit;
    if (this.#actionGas > limits.maxActionGas)
      return this.#fail(
        message,
        "gas-exceeded",
        "0x",
        `actions of the group ask for more than ${limits.maxActionGas} gas`,
      );

    const block = await this.#touch(chainId);
    const call = actionCall(message, data);
    if (block.gasLeft() < call.gas + limits.reservedGas) return this.#noRoom(chainId, block);
    const full = this.#takeRoom(chainId, systemBytes(size(call.data)));
    if (full !== undefined) return full;
    const outcome = await applySystemCall(block, key, chainId, call);
    if (outcome.status === "invalid")
      return this.#fail(
        message,
        "producer-unable",
        "0x",
        `the action could not be sent: ${describe(outcome)}`,
      );
    if (!outcome.success) {
      this.#gasUsed += outcome.gasUsed;
      const revertData = innerRevertData(outcome.returnData);
      return this.#fail(message, "action-reverted", revertData, describeRevert(revertData));
    }
    this.#record({ chainId, hash: outcome.hash, kind: "action", leaf: hashMessage(message) }, outcome);
    this.#collect(outcome.logs, depth + 1);
    return undefined;
  }

  #record(
    leg: { chainId: bigint; hash: Hex; kind: Leg["kind"]; leaf?: Hex },
    outcome: { readonly gasUsed: bigint; readonly hash: Hex },
  ): void {
    this.#gasUsed += outcome.gasUsed;
    const { chainId, kind, leaf } = leg;
    const base = { chainId, kind, transactionHash: outcome.hash, gasUsed: outcome.gasUsed };
    this.#legs.push(leaf === undefined ? base : { ...base, leaf });
  }

  #collect(logs: readonly Log[], depth: number): void {
    for (const { message, data } of sentMessages(logs)) {
      if (message.dstChainId !== this.#deps.l1ChainId) this.#queue.push({ message, data, depth });
    }
  }

  async #touch(chainId: bigint): Promise<OpenBlock> {
    const block = this.#block(chainId);
    if (!this.#marks.has(chainId)) this.#marks.set(chainId, await block.mark());
    return block;
  }

  #block(chainId: bigint): OpenBlock {
    const block = this.#deps.blocks.get(chainId);
    if (block === undefined) throw new RangeError(`chain ${chainId} is not in the set`);
    return block;
  }

  /** Whether somebody else's transactions are in the block already, so that a later one may have more room. */
  #isUsed(block: OpenBlock): boolean {
    return block.gasLeft() < L2_GAS_LIMIT;
  }

  #defer(): GroupOutcome {
    return { status: "deferred", simulatedGas: this.#gasUsed };
  }

  #noRoom(chainId: bigint, block: OpenBlock): GroupOutcome {
    const own = this.#legs
      .filter((leg) => leg.chainId === chainId)
      .reduce((sum, leg) => sum + leg.gasUsed, 0n);
    if (L2_GAS_LIMIT - block.gasLeft() > own) return this.#defer();
    const detail = `the group does not fit into an empty block of chain ${chainId}`;
    return this.#dropped({ chainId, reason: "gas-exceeded", revertData: "0x", detail });
  }

  #takeRoom(chainId: bigint, bytes: number): GroupOutcome | undefined {
    const { room } = this.#deps;
    this.bytes += bytes;
    if (room.fits(this.bytes)) return undefined;
    if (room.everFits(this.bytes)) return this.#defer();
    const detail = `the group's transactions have more than ${room.total} bytes`;
    return this.#dropped({ chainId, reason: "gas-exceeded", revertData: "0x", detail });
  }

  #invalid(chainId: bigint, outcome: Extract<TxOutcome, { status: "invalid" }>): GroupOutcome {
    return this.#dropped({
      chainId,
      reason: "invalid-transaction",
      revertData: "0x",
      detail: describe(outcome),
    });
  }

  #fail(message: Message, reason: GroupFailure["reason"], revertData: Hex, detail: string): GroupOutcome {
    return this.#dropped({ chainId: message.dstChainId, reason, target: message.target, revertData, detail });
  }

  #dropped(failure: GroupFailure): GroupOutcome {
    return { status: "dropped", failure, simulatedGas: this.#gasUsed };
  }
}

/** Why a transaction cannot stand in the block: the reason and its numbers. */
const describe = ({ status: _, ...why }: Extract<TxOutcome, { status: "invalid" }>): string =>
  Object.entries(why)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
