/** What users of three rollups do at random, each with what must come of it. */
import { type Address, encodeErrorResult, encodeFunctionData } from "viem";
import {
  crossRollupMessengerAbi,
  crossRollupTokenBridgeAbi,
  refusingReceiverAbi,
} from "../../../services/abi/index.ts";
import { MESSENGER, TOKEN_BRIDGE } from "../../../services/protocol/systemAddresses.ts";
import { L1_CHAIN_ID } from "../lockstepRollups.ts";
import type { Random } from "../random.ts";
import type { Effect, Expectation, Intent } from "./effects.ts";
import {
  expectVisits,
  path,
  priceOf,
  randomTree,
  refusingSomewhere,
  star,
  type Visit,
  visitCall,
} from "./visitTrees.ts";

export const CLOSED_UNTIL_SEC = 4_000_000_000n;
const TOKEN_GAS = 300_000n;
const EOA_GAS = 50_000n;

/** What stands on every rollup at the same address. */
export type Scene = {
  readonly chainIds: readonly bigint[];
  readonly courier: Address;
  readonly closedReceiver: Address;
  readonly tokens: readonly Address[];
  /** take ETH and never send any */
  readonly sinks: readonly Address[];
};

type At = {
  readonly scene: Scene;
  readonly random: Random;
  readonly chainId: bigint;
  readonly from: Address;
};
type Kind = (at: At, id: bigint) => Intent;

/** How often each is chosen, in parts. */
const KINDS: readonly { readonly parts: number; readonly make: Kind }[] = [
  { parts: 16, make: transfer },
  { parts: 3, make: localRevert },
  { parts: 20, make: (at) => burn(at) },
  { parts: 4, make: refusedBurn },
  { parts: 10, make: valueTrigger },
  { parts: 4, make: withdrawal },
  { parts: 26, make: (at, id) => visits(at, id, "nested visits", randomTree(shape(at), at.chainId, 4)) },
  { parts: 6, make: thereAndBack },
  { parts: 5, make: refusedVisits },
  { parts: 10, make: (at, id) => visits(at, id, "asked and answered", asking(at, false)) },
  { parts: 2, make: (at, id) => visits(at, id, "no answer", asking(at, true)) },
  { parts: 2, make: (at, id) => visits(at, id, "too deep", path(shape(at), at.chainId, 5)) },
  { parts: 2, make: (at, id) => visits(at, id, "too little gas", starved(at)) },
  { parts: 2, make: (at, id) => visits(at, id, "too much gas", star(shape(at), at.chainId, 5, 4_500_000n)) },
];
const ALL_PARTS = KINDS.reduce((sum, { parts }) => sum + parts, 0);

export function randomIntent(at: At, id: bigint): Intent {
  let left = at.random.int(ALL_PARTS);
  for (const { parts, make } of KINDS) {
    left -= parts;
    if (left < 0) return make(at, id);
  }
  throw new Error("parts that do not add up");
}

const shape = ({ scene, random }: At) => ({ chainIds: scene.chainIds, random });
const other = ({ scene, random, chainId }: At): bigint =>
  random.pick(scene.chainIds.filter((each) => each !== chainId));
const kept = (legs: number, effects: readonly Effect[]): Expectation => ({ outcome: "kept", legs, effects });

function transfer({ scene, random, chainId }: At): Intent {
  const [to, value] = [random.pick(scene.sinks), BigInt(1 + random.int(1000))];
  const effects: Effect[] = [{ kind: "eth", chainId, at: to, wei: value }];
  return { what: "transfer", chainId, to, data: "0x", value, gas: 21_000n, expected: kept(1, effects) };
}

function localRevert({ chainId }: At): Intent {
  const what = "reverts at home";
  const expected = { outcome: "reverted" } as const;
  return { what, chainId, to: MESSENGER, data: "0xdeadbeef", value: 0n, gas: 100_000n, expected };
}

function burn(at: At, to: Address = at.random.pick(at.scene.sinks), extra: "0x" | "0x01" = "0x"): Intent {
  const { scene, random, chainId, from } = at;
  const [token, dst, amount] = [random.pick(scene.tokens), other(at), BigInt(1 + random.int(1000))];
  const data = encodeFunctionData({
    abi: crossRollupTokenBridgeAbi,
    functionName: "burn",
    args: [token, dst, to, amount, extra, TOKEN_GAS],
  });
  const effects: Effect[] = [
    { kind: "token", token, chainId, at: from, amount: -amount },
    { kind: "token", token, chainId: dst, at: to, amount },
  ];
  const call = { to: TOKEN_BRIDGE, data, value: priceOf(TOKEN_GAS), gas: 600_000n };
  if (extra === "0x") return { what: "burn and mint", chainId, ...call, expected: kept(2, effects) };
  const revertData = encodeErrorResult({
    abi: refusingReceiverAbi,
    errorName: "ReceiverClosed",
    args: [CLOSED_UNTIL_SEC],
  });
  const failure = { chainId: dst, reason: "action-reverted", revertData } as const;
  return { what: "refused mint", chainId, ...call, expected: { outcome: "dropped", failure } };
}

function refusedBurn(at: At): Intent {
  return burn(at, at.scene.closedReceiver, "0x01");
}

const triggerData = (dst: bigint, target: Address, gasLimit: bigint) =>
  encodeFunctionData({
    abi: crossRollupMessengerAbi,
    functionName: "trigger",
    args: [dst, target, "0x", gasLimit],
  });

function valueTrigger(at: At): Intent {
  const [dst, to, wei] = [other(at), at.random.pick(at.scene.sinks), BigInt(at.random.int(1_000_000))];
  return {
    what: "value to an account",
    chainId: at.chainId,
    to: MESSENGER,
    data: triggerData(dst, to, EOA_GAS),
    value: priceOf(EOA_GAS) + wei,
    gas: 400_000n,
    expected: kept(2, [{ kind: "eth", chainId: dst, at: to, wei }]),
  };
}

function withdrawal({ random, chainId, from }: At): Intent {
  return {
    what: "to L1",
    chainId,
    to: MESSENGER,
    data: triggerData(L1_CHAIN_ID, from, EOA_GAS),
    value: BigInt(1 + random.int(1_000_000)),
    gas: 400_000n,
    expected: kept(1, []),
  };
}

function visits({ scene, chainId }: At, id: bigint, what: string, root: Visit): Intent {
  const expected = expectVisits(id, root, scene.courier);
  const data = visitCall(id, root);
  return { what, chainId, to: scene.courier, data, value: root.wei, gas: 3_000_000n, expected };
}

/** A → B → A */
function thereAndBack(at: At, id: bigint): Intent {
  const [home, away] = [at.chainId, other(at)];
  const back = { ...path(shape(at), home, 0), chainId: home };
  const outward = path(shape(at), away, 0);
  const root = path(shape(at), home, 0);
  const there = { ...outward, gasLimit: 400_000n, next: [back] };
  return visits(at, id, "there and back", { ...root, next: [there] });
}

function refusedVisits(at: At, id: bigint): Intent {
  const tree = randomTree(shape(at), at.chainId, 4);
  const root = tree.next.length > 0 ? tree : path(shape(at), at.chainId, 1 + at.random.int(4));
  return visits(at, id, "refused visit", refusingSomewhere(at.random, root) ?? root);
}

/** A path whose last stop has less gas than its first write costs. */
/** Enough for its data, as the messenger demands, and not for the call; value would bring a stipend along. */
function starved(at: At): Visit {
  return path(shape(at), at.chainId, 1 + at.random.int(3), { gasLimit: 5_500n, wei: 0n });
}

/** A path of up to four stops, the last of which asks another rollup and needs the answer to go on. */
function asking(at: At, refuses: boolean): Visit {
  const length = at.random.pick([0, 0, 1, 2, 3]);
  const stopsAt = (visit: Visit): bigint => (visit.next[0] ? stopsAt(visit.next[0]) : visit.chainId);
  const road = path(shape(at), at.chainId, length);
  const chainId = at.random.pick(at.scene.chainIds.filter((each) => each !== stopsAt(road)));
  const ask = (visit: Visit): Visit =>
    visit.next[0]
      ? { ...visit, next: [ask(visit.next[0])] }
      : { ...visit, gasLimit: 500_000n, asks: { chainId, refuses } };
  return ask(road);
}
