/** A call that somebody makes, and what the model says must come of it. */
import { encodeFunctionData, type Hex } from "viem";
import type { Deployed } from "../support/contracts.ts";
import { testAccount } from "../support/contracts.ts";
import type { L1Contracts } from "../support/l1/l1Fixture.ts";
import type { Random } from "../support/random.ts";
import { isStanding, type Model, type ModelBatch } from "./model.ts";
import type { Call, World } from "./world.ts";

export type Attempt = {
  /** counted by it */
  readonly name: string;
  readonly call: Call;
  /** names of all errors that it may end with; it must succeed if there are none */
  readonly against: readonly string[];
  /** errors that are no surprise either, because the contracts do not remember enough to be sure */
  readonly tolerated?: readonly string[];
  readonly after: (model: Model) => Model;
};

export type Scene = {
  readonly world: World;
  readonly model: Model;
  readonly random: Random;
  readonly origin: { readonly number: bigint; readonly hash: Hex };
};

export const LEADER = testAccount(1);
export const ANYBODY = testAccount(4).address;
export const PROVER = testAccount(6).address;

export function callOf(
  { address, abi }: Deployed,
  functionName: string,
  args: readonly unknown[],
  change: Partial<Call> = {},
): Call {
  return { to: address, data: encodeFunctionData({ abi, functionName, args }), from: ANYBODY, ...change };
}

export const contractsOf = ({ world }: Scene): L1Contracts => world.fixture.contracts;

/** One in `n`. */
export const chance = ({ random }: Scene, n: number): boolean => random.int(n) === 0;

/** The list without what does not hold. */
export const reasons = (...all: readonly (readonly [holds: boolean, ...names: string[]])[]): string[] =>
  all.flatMap(([holds, ...names]) => (holds ? names : []));

/** What the inbox says of a batch that does not stand. */
export const unlessStanding = (model: Model, batch: ModelBatch) =>
  [!isStanding(model, batch), "InboxBatchNotThere", "InboxWrongParent"] as const;

/** Below the newest final batch a hash may be gone, and nothing can be done with it (IRollupInbox K7). */
export const unlessKept = ({ finalIndex }: Model, ...batches: readonly ModelBatch[]): string[] =>
  batches.some(({ batch }) => batch.index < BigInt(finalIndex)) ? ["InboxWrongParent"] : [];

/** Any batch: mostly one of the newest that stand, now and then genesis or one that has fallen. */
export function someBatch(scene: Scene): ModelBatch {
  const { chain, fallen } = scene.model;
  const { random } = scene;
  if (fallen.length > 0 && chance(scene, 6)) return random.pick(fallen.slice(-8));
  if (chance(scene, 12)) return chain[0]!;
  return random.pick(chain.slice(-6));
}
