/** Which call comes next, by chance and by mood. */
import { type Attempt, chance, type Scene } from "./attempt.ts";
import { someBonding } from "./bondMoves.ts";
import { lieClaim, someAbandonment, someClaim, someEquivocation } from "./claimMoves.ts";
import { someJoining, someOpening } from "./fallbackMoves.ts";
import { someFinality, someRevert } from "./finalityMoves.ts";
import { someMining } from "./miningMoves.ts";
import { headOf, isBonded } from "./model.ts";
import { somePosting, someReplay } from "./postings.ts";
import { outweighing, somePromotion } from "./promotion.ts";
import { someDeposit, someWithdrawal } from "./withdrawals.ts";

type Move = (scene: Scene) => Attempt | undefined;

const MOVES: readonly (readonly [weight: number, move: Move])[] = [
  [30, somePosting],
  [26, someMining],
  [14, someFinality],
  [8, someDeposit],
  [8, someWithdrawal],
  [4, someRevert],
  [4, someClaim],
  [2, someEquivocation],
  [2, somePromotion],
  [2, someReplay],
  [1, someAbandonment],
  [2, someBonding],
  [5, someOpening],
  [1, someJoining],
];

/** Where miners build. */
const IN_FALLBACK: typeof MOVES = [
  [40, someJoining],
  [14, someFinality],
  [4, someMining],
  [4, someClaim],
  [3, someBonding],
  [3, someWithdrawal],
];

/** For a while some people do nothing, or more of what they do, and time passes faster. */
export type Mood = {
  readonly factors: readonly (readonly [move: Move, factor: number])[];
  /** one wait in so many is a long one */
  readonly longWaits: number;
};

export const CALM: Mood = { factors: [], longWaits: 40 };

export const MOODS: readonly Mood[] = [
  CALM,
  CALM,
  CALM,
  { factors: [[someMining, 0]], longWaits: 6 },
  { factors: [[someFinality, 0]], longWaits: 30 },
  { factors: [[somePosting, 0]], longWaits: 10 },
  {
    factors: [
      [someMining, 4],
      [someClaim, 4],
      [somePromotion, 5],
    ],
    longWaits: 40,
  },
  // The leader falls silent.
  {
    factors: [
      [somePosting, 0],
      [someMining, 2],
      [someOpening, 6],
    ],
    longWaits: 8,
  },
  {
    factors: [
      [somePosting, 0],
      [someMining, 0],
      [someBonding, 20],
    ],
    longWaits: 8,
  },
];

/** Mostly seconds, now and then long enough for one of the limits to pass. */
export function someWait(scene: Scene, { longWaits }: Mood): bigint {
  const { limits, mining } = scene.world.parameters;
  const { random } = scene;
  if (!chance(scene, longWaits)) return BigInt(1 + random.int(2 * Number(mining.minSpacingSec)));
  const edge = random.pick([
    limits.challengeWindowSec,
    limits.miningTimeoutSec,
    limits.revertDelaySec,
    limits.forceDelaySec,
    limits.sequencerTimeoutSec,
  ]);
  return edge - 1n + BigInt(random.int(3));
}

export function someMove(scene: Scene, mood: Mood): Attempt | undefined {
  const { model, world } = scene;
  // Without these most calls would be refused for the same two reasons.
  if (!isBonded(model, world.parameters.bond.minBondWei) && chance(scene, 3)) return someBonding(scene);
  if (mood === CALM && headOf(model) === model.lead.over && chance(scene, 2)) return somePosting(scene);
  if (outweighing(scene).length > 0 && chance(scene, 3)) return somePromotion(scene);
  // The lead falls with a lie, and what is beside it below stays.
  if (model.lead.over.lie !== "none" && chance(scene, 8)) return lieClaim(scene);
  const factors = new Map(mood.factors);
  const moves = model.fallback !== undefined && !chance(scene, 4) ? IN_FALLBACK : MOVES;
  const weighted = moves.map(([weight, move]) => [weight * (factors.get(move) ?? 1), move] as const);
  let dice = scene.random.int(weighted.reduce((sum, [weight]) => sum + weight, 0));
  for (const [weight, move] of weighted) {
    if (dice < weight) return move(scene);
    dice -= weight;
  }
  return undefined;
}
