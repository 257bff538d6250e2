/** Trees of visits over the rollups: what the courier is told to do, and what must come of it. */
import {
  type Address,
  encodeAbiParameters,
  encodeErrorResult,
  encodeFunctionData,
  type Hex,
  keccak256,
  parseEventLogs,
} from "viem";
import type { StoredBlock } from "../../../services/ports.ts";
import { artifactOf } from "../artifact.ts";
import type { Random } from "../random.ts";
import type { Effect, Expectation } from "./effects.ts";

const { abi } = artifactOf("Courier");
export const ACTION_GAS_PRICE_WEI = 1_000_000n;
const ACTION_OVERHEAD_GAS = 150_000n;
const MAX_DEPTH = 4;
const MAX_ACTION_GAS = 20_000_000n;

/** The messenger's price of a trigger, as its documentation has it. */
export const priceOf = (gasLimit: bigint): bigint => (gasLimit + ACTION_OVERHEAD_GAS) * ACTION_GAS_PRICE_WEI;

const ANSWER_GAS = 150_000n;
/** What a trigger costs, and 80000 gas and 23700 for a word of result. */
const ANSWER_PRICE = priceOf(ANSWER_GAS) + 103_700n * ACTION_GAS_PRICE_WEI;

export type Visit = {
  readonly chainId: bigint;
  readonly refuses: boolean;
  /** wei that come along */
  readonly wei: bigint;
  readonly gasLimit: bigint;
  readonly next: readonly Visit[];
  /** a twin whose answer is needed, instead of going on */
  readonly asks?: { readonly chainId: bigint; readonly refuses: boolean };
};

export const visitCall = (id: bigint, { refuses, next, asks }: Visit): Hex => {
  if (asks) {
    const args = [id, asks.chainId, asks.refuses, ANSWER_GAS];
    return encodeFunctionData({ abi, functionName: "ask", args });
  }
  return encodeFunctionData({
    abi,
    functionName: "visit",
    args: [
      id,
      refuses,
      next.map((leg) => ({
        dstChainId: leg.chainId,
        valueWei: leg.wei,
        gasLimit: leg.gasLimit,
        call: visitCall(id, leg),
      })),
    ],
  });
};

/** What comes of it, visits first in, first out: the first that fails decides. */
export function expectVisits(id: bigint, root: Visit, courier: Address): Expectation {
  const effects: Effect[] = [];
  const queue = [{ visit: root, depth: 0 }];
  let actionGas = 0n;
  let legs = 0;
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    const { visit, depth } = at;
    const { chainId, wei } = visit;
    const dropped = (reason: "depth-exceeded" | "gas-exceeded" | "action-reverted", revertData: Hex = "0x") =>
      ({ outcome: "dropped", failure: { chainId, reason, revertData } }) as const;
    if (depth > MAX_DEPTH) return dropped("depth-exceeded");
    actionGas += depth === 0 ? 0n : visit.gasLimit;
    if (actionGas > MAX_ACTION_GAS) return dropped("gas-exceeded");
    if (depth > 0 && visit.refuses) return dropped("action-reverted", refusal(id, chainId));
    if (depth > 0 && visit.gasLimit < LEAST_GAS) return dropped("action-reverted");
    legs++;
    effects.push({ kind: "eth", chainId, at: courier, wei });
    if (visit.asks) {
      const { chainId: asked, refuses } = visit.asks;
      const failure = (reason: "depth-exceeded" | "action-reverted", revertData: Hex) =>
        ({ outcome: "dropped", failure: { chainId: asked, reason, revertData } }) as const;
      if (depth + 1 > MAX_DEPTH) return failure("depth-exceeded", "0x");
      if (refuses) return failure("action-reverted", refusal(id, asked));
      // The action and the result left for who asked.
      legs += 2;
      effects.push(
        { kind: "visit", chainId: asked, id, wei: 0n },
        { kind: "visit", chainId, id, wei: answerOf(id, asked) },
        { kind: "eth", chainId, at: courier, wei: -ANSWER_PRICE },
      );
      continue;
    }
    effects.push({ kind: "visit", chainId, id, wei });
    for (const next of visit.next) {
      const paid = priceOf(next.gasLimit) + next.wei;
      effects.push({ kind: "eth", chainId, at: courier, wei: -paid });
      queue.push({ visit: next, depth: depth + 1 });
    }
  }
  return { outcome: "kept", legs, effects };
}

/** What the courier of a rollup says when asked. */
const answerOf = (id: bigint, chainId: bigint): bigint =>
  BigInt(keccak256(encodeAbiParameters([{ type: "uint64" }, { type: "uint256" }], [id, chainId])));

const refusal = (id: bigint, chainId: bigint): Hex =>
  encodeErrorResult({ abi, errorName: "CourierRefused", args: [id, chainId] });

/** Below this no visit gets to its end; no tree asks for a limit between the two. */
const LEAST_GAS = 20_000n;
const gasFor = (next: readonly Visit[]): bigint => 200_000n + 200_000n * BigInt(next.length);

type Shape = { readonly chainIds: readonly bigint[]; readonly random: Random };

/** At most `depth` deep, at most two ways on from each stop. */
export function randomTree({ chainIds, random }: Shape, chainId: bigint, depth: number): Visit {
  const others = chainIds.filter((other) => other !== chainId);
  const ways = depth === 0 ? 0 : random.pick([0, 1, 1, 1, 2]);
  const next = Array.from({ length: ways }, () =>
    randomTree({ chainIds, random }, random.pick(others), depth - 1),
  );
  return { chainId, refuses: false, wei: BigInt(random.int(1_000_000)), gasLimit: gasFor(next), next };
}

/** One path, stop by stop, with the last as given. */
export function path(
  { chainIds, random }: Shape,
  chainId: bigint,
  length: number,
  last: Partial<Visit> = {},
): Visit {
  const others = chainIds.filter((other) => other !== chainId);
  const next = length === 0 ? [] : [path({ chainIds, random }, random.pick(others), length - 1, last)];
  const stop = { chainId, refuses: false, wei: BigInt(random.int(1000)), gasLimit: gasFor(next), next };
  return length === 0 ? { ...stop, ...last } : stop;
}

/** Several ways on from the start, each with this limit. */
export function star({ chainIds, random }: Shape, chainId: bigint, ways: number, gasLimit: bigint): Visit {
  const others = chainIds.filter((other) => other !== chainId);
  const next = Array.from({ length: ways }, () => ({
    ...path({ chainIds, random }, random.pick(others), 0),
    gasLimit,
  }));
  return { chainId, refuses: false, wei: 0n, gasLimit: 0n, next };
}

/** The same tree, refusing at one of the stops behind the start; undefined if there is none. */
export function refusingSomewhere(random: Random, root: Visit): Visit | undefined {
  const count = (visit: Visit): number => 1 + visit.next.reduce((sum, next) => sum + count(next), 0);
  const stops = count(root) - 1;
  if (stops === 0) return undefined;
  let left = 1 + random.int(stops);
  const copy = (visit: Visit): Visit => {
    const refuses = left-- === 0;
    return { ...visit, refuses, next: visit.next.map(copy) };
  };
  return copy(root);
}

/** Who came by at the courier in a block, from its logs. */
export const visitsIn = (
  { receipts }: Pick<StoredBlock, "receipts">,
  courier: Address,
): { readonly id: bigint; readonly wei: bigint }[] =>
  parseEventLogs({
    abi,
    eventName: "Visited",
    logs: receipts.flatMap(({ logs }) => logs).filter(({ address }) => address === courier) as never,
  }).map(({ args }) => {
    const { id, valueWei } = args as unknown as { id: bigint; valueWei: bigint };
    return { id, wei: valueWei };
  });
