/**
 * The atomic builder: a user transaction with everything it triggered on all rollups, kept whole or not at all.
 * What was kept is the state (f10). Plain triggers run first in, first out, so each channel's inbox grows in the
 * order of its outbox.
 *
 * A transaction that asks for a result is run to find out what it asks, taken back, and run again once the action
 * has run and its result is supplied; only the last run stands.
 *
 * Longer than the house allows: the steps of a run share its marks, its queue and its books, and cutting the class in
 * two would only hand all of them around.
 */
import { decodeFunctionResult, type Hex, keccak256, size } from "viem";
import { crossRollupMessengerAbi } from "../abi/index.ts";
import type { GroupFailure, Log, OpenBlock, ProducerKey, TxOutcome } from "../ports.ts";
import { hashMessage, type Message } from "../protocol/channels/channel.ts";
import { sentMessages } from "../protocol/channels/messengerLogs.ts";
import { isOutOfOrder, missingResult } from "../protocol/channels/missingResult.ts";
import { MESSENGER, MESSENGER_UNSEALED_SLOT, waitingResults } from "../protocol/systemAddresses.ts";
import { type DataRoom, systemBytes } from "./dataRoom.ts";
import { GroupBooks, type GroupOutcome, type Unfinished } from "./groupBooks.ts";
import { describeRevert, innerRevertData } from "./revertReason.ts";
import {
  actionCall,
  actionForResultCall,
  applySystemCall,
  type SystemCall,
  supplyCall,
} from "./systemTransactions.ts";

export type { GroupOutcome } from "./groupBooks.ts";

export type GroupLimits = {
  /** triggers inside actions inside triggers … */
  readonly maxDepth: number;
  /** sum of the gas limits of all actions of one group */
  readonly maxActionGas: bigint;
  /** results that one group may ask for; each is one more run of the transaction that asks */
  readonly maxResults: number;
  /** gas of the runs that only found out what is asked */
  readonly maxDiscoveryGas: bigint;
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

/** The transaction a group starts with. */
export type FirstLeg = {
  readonly chainId: bigint;
  readonly hash: Hex;
  readonly kind: "user" | "consume";
  readonly leaf?: Hex;
  /** of the raw transaction */
  readonly bytes: number;
  /** may be called again, after everything it did was taken back */
  readonly apply: () => Promise<TxOutcome>;
};

type Triggered = { readonly message: Message; readonly data: Hex; readonly depth: number };
type Applied = Extract<TxOutcome, { status: "applied" }>;
type Invalid = Extract<TxOutcome, { status: "invalid" }>;

/** Executes the group on the open blocks and keeps it whole, or leaves no trace of it. */
export async function runGroup(deps: GroupDeps, first: FirstLeg): Promise<GroupOutcome> {
  const books = new GroupBooks(deps.blocks, deps.room);
  const outcome = await new GroupRun(deps, books).execute(first);
  await books.settle(outcome.status === "kept");
  if (outcome.status === "kept") deps.room.keep(books.bytes);
  return outcome;
}

class GroupRun {
  readonly #deps: GroupDeps;
  readonly #books: GroupBooks;
  readonly #queue: Triggered[] = [];
  /** rollups on which a result was supplied */
  readonly #supplied = new Set<bigint>();
  #results = 0;
  #actionGas = 0n;

  constructor(deps: GroupDeps, books: GroupBooks) {
    this.#deps = deps;
    this.#books = books;
  }

  async execute(first: FirstLeg): Promise<GroupOutcome> {
    const { chainId } = first;
    const full = this.#books.takeRoom(chainId, first.bytes);
    if (full !== undefined) return full;
    const outcome = await this.#complete(chainId, 0, first.apply);
    if (outcome.status === "invalid") return this.#notNow(chainId, outcome);
    if (outcome.status !== "applied") return outcome;
    if (!outcome.success && this.#results > 0) {
      this.#books.discardedGas += outcome.gasUsed;
      return this.#unused(chainId, outcome.returnData);
    }
    this.#books.recordFirst(first, outcome);
    this.#collect(outcome.logs, 1);
    if (this.#books.block(chainId).gasLeft() < this.#deps.limits.reservedGas)
      return this.#books.noRoom(chainId);
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      const acted = await this.#act(next, actionCall(next.message, next.data));
      if (acted.status !== "applied") return acted;
      this.#record(next, hashMessage(next.message), acted);
    }
    return (await this.#findUnused()) ?? this.#books.kept();
  }

  /** Runs a transaction until it misses no result. */
  async #complete(
    chainId: bigint,
    depth: number,
    apply: () => Promise<TxOutcome>,
  ): Promise<TxOutcome | Unfinished> {
    for (;;) {
      const attempt = await this.#books.begin(chainId);
      const outcome = await apply();
      if (outcome.status === "invalid" || outcome.missed === undefined) {
        await this.#books.accept(attempt);
        return outcome;
      }
      await this.#books.undo(attempt);
      this.#books.discardedGas += outcome.gasUsed;
      const failed = await this.#answer(chainId, depth + 1, outcome.missed);
      if (failed !== undefined) return failed;
    }
  }

  /** Runs the action whose result is missing and leaves it with who asked. */
  async #answer(askerChainId: bigint, depth: number, missed: Hex): Promise<Unfinished | undefined> {
    const { maxResults, maxDiscoveryGas } = this.#deps.limits;
    const { message, data } = missingResult(missed);
    if (++this.#results > maxResults)
      return this.#fail(message, "too-many-results", `the group asks for more than ${maxResults} results`);
    if (this.#books.discardedGas > maxDiscoveryGas)
      return this.#fail(message, "gas-exceeded", `finding its results used more than ${maxDiscoveryGas} gas`);
    const acted = await this.#act({ message, data, depth }, actionForResultCall(message, data));
    if (acted.status !== "applied") return acted;
    const result = decodeFunctionResult({
      abi: crossRollupMessengerAbi,
      functionName: "actionForResult",
      data: acted.returnData,
    });
    this.#record({ message, depth }, hashMessage({ ...message, resultHash: keccak256(result) }), acted);

    this.#supplied.add(askerChainId);
    const supplied = await this.#send(askerChainId, 0, supplyCall(hashMessage(message), result));
    if (supplied.status !== "applied") return supplied;
    if (!supplied.success) return this.#unable(askerChainId, describeRevert(supplied.returnData));
    this.#books.record({ chainId: askerChainId, kind: "supply" }, supplied);
    return undefined;
  }

  /** The counterpart of a trigger, successful, or why the group ends. */
  async #act({ message, depth }: Triggered, call: SystemCall): Promise<Applied | Unfinished> {
    const { limits, blocks } = this.#deps;
    const { dstChainId } = message;
    if (!blocks.has(dstChainId))
      return this.#fail(message, "unknown-chain", `chain ${dstChainId} is not in the set`);
    if (depth > limits.maxDepth)
      return this.#fail(message, "depth-exceeded", `triggers nest deeper than ${limits.maxDepth}`);
    this.#actionGas += message.gasLimit;
    const { maxActionGas } = limits;
    if (this.#actionGas > maxActionGas)
      return this.#fail(
        message,
        "gas-exceeded",
        `actions of the group ask for more than ${maxActionGas} gas`,
      );

    const outcome = await this.#send(dstChainId, depth, call);
    if (outcome.status !== "applied" || outcome.success) return outcome;
    this.#books.discardedGas += outcome.gasUsed;
    if (isOutOfOrder(outcome.returnData))
      return this.#fail(message, "result-out-of-order", "another message over that channel comes before it");
    const revertData = innerRevertData(outcome.returnData);
    return this.#fail(message, "action-reverted", describeRevert(revertData), revertData);
  }

  /** A transaction of the producer, if there is room for it. */
  async #send(chainId: bigint, depth: number, call: SystemCall): Promise<Applied | Unfinished> {
    const { key, limits } = this.#deps;
    const block = this.#books.block(chainId);
    if (block.gasLeft() < call.gas + limits.reservedGas) return this.#books.noRoom(chainId);
    const full = this.#books.takeRoom(chainId, systemBytes(size(call.data)));
    if (full !== undefined) return full;
    const apply = () => applySystemCall(block, key, chainId, call);
    const outcome = await this.#complete(chainId, depth, apply);
    return outcome.status === "invalid" ? this.#unable(chainId, describe(outcome)) : outcome;
  }

  #record({ message, depth }: Omit<Triggered, "data">, leaf: Hex, outcome: Applied): void {
    this.#books.record({ chainId: message.dstChainId, kind: "action", leaf }, outcome);
    this.#collect(outcome.logs, depth + 1);
  }

  #collect(logs: readonly Log[], depth: number): void {
    for (const { message, data } of sentMessages(logs)) {
      // What asked for a result has run already.
      const isPlain = message.dstChainId !== this.#deps.l1ChainId && BigInt(message.resultHash) === 0n;
      if (isPlain) this.#queue.push({ message, data, depth });
    }
  }

  async #findUnused(): Promise<Unfinished | undefined> {
    for (const chainId of this.#supplied) {
      const slot = await this.#books.block(chainId).storageAt(MESSENGER, MESSENGER_UNSEALED_SLOT);
      if (waitingResults(slot) !== 0n) return this.#unused(chainId, "0x");
    }
    return undefined;
  }

  #notNow(chainId: bigint, outcome: Invalid): Unfinished {
    const { reason } = outcome;
    const isFull = reason === "block-gas-exceeded" && this.#books.isUsed(chainId);
    if (reason === "nonce-too-high" || reason === "fee-below-base" || isFull) return this.#books.defer();
    const detail = describe(outcome);
    return this.#books.dropped({ chainId, reason: "invalid-transaction", revertData: "0x", detail });
  }

  #unused(chainId: bigint, revertData: Hex): Unfinished {
    const how = size(revertData) === 0 ? "a frame that read one reverted" : describeRevert(revertData);
    const detail = `a result was not used: ${how}`;
    return this.#books.dropped({ chainId, reason: "result-unused", revertData, detail });
  }

  #unable(chainId: bigint, why: string): Unfinished {
    const detail = `the producer's transaction could not be sent: ${why}`;
    return this.#books.dropped({ chainId, reason: "producer-unable", revertData: "0x", detail });
  }

  #fail(
    { dstChainId, target }: Message,
    reason: GroupFailure["reason"],
    detail: string,
    revertData: Hex = "0x",
  ): Unfinished {
    return this.#books.dropped({ chainId: dstChainId, reason, target, revertData, detail });
  }
}

/** Why a transaction cannot stand in the block: the reason and its numbers. */
const describe = ({ status: _, ...why }: Invalid): string =>
  Object.entries(why)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
