/**
 * How checkpoints keep their spacing and recover from a loss of hash rate: ASERT in real time (ours), ASERT from the
 * parent's time, Bitcoin's rule of 2016 blocks.
 *
 * Finding work is a Poisson process. With a hash rate of `rate` times the one that keeps the schedule, checkpoint h is
 * found at the rate `rate / spacing × 2^((now − due(h)) / halfLife)`; in real time `now` runs on while nobody finds
 * any, otherwise it is the time of the parent. The bounds of the rules are left out: the easiest target ever allowed,
 * and 256 times the parent's, which a loss of less than that does not reach. Testnet's parameters; devnet's have the
 * same ratio.
 *
 *     node bench/difficulty.ts
 */
import { seededRandom } from "../test/support/seededRandom.ts";

const SEED = 20261121;
const SPACING_SEC = 600;
const HALF_LIFE_SEC = 7_200;
const PERIOD_BLOCKS = 2016;
const MAX_RETARGET = 4;
const RUNS = 2_000;
/** Recovered is when the expected wait for the next is back within a quarter of the spacing. */
const RECOVERED = 1.25;
const HOUR_SEC = 3_600;

const random = seededRandom(SEED);
/** Exponential with mean 1. */
const wait = (): number => -Math.log((random.below(2 ** 32) + 1) / 2 ** 32);

/** Seconds until the next checkpoint is found; `drift` is how late it is already. */
type Rule = (drift: number, rate: number) => number;

const realTime: Rule = (drift, rate) => {
  const scale = HALF_LIFE_SEC / Math.LN2;
  const eased = 2 ** (drift / HALF_LIFE_SEC);
  // The integral of the rate over the wait is exponential with mean 1; solved for the wait.
  return scale * Math.log1p((wait() * SPACING_SEC) / (rate * scale * eased));
};
const parentTime: Rule = (drift, rate) => (wait() * SPACING_SEC) / (rate * 2 ** (drift / HALF_LIFE_SEC));

function steady(rule: Rule): { mean: number; deviation: number; longest: number } {
  const gaps: number[] = [];
  let drift = -SPACING_SEC;
  for (let i = 0; i < 100_000; i++) {
    const gap = rule(drift, 1);
    gaps.push(gap);
    drift += gap - SPACING_SEC;
  }
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
  return {
    mean,
    deviation: Math.sqrt(variance),
    longest: gaps.reduce((most, gap) => Math.max(most, gap), 0),
  };
}

type Recovery = { readonly hours: number; readonly longestHours: number; readonly blocks: number };

/** Hours from the loss until the schedule's difficulty fits the rest, the longest gap, checkpoints meanwhile. */
function recover(rule: Rule, loss: number): Recovery {
  const rate = 1 / loss;
  let drift = -SPACING_SEC;
  let at = 0;
  let longest = 0;
  let blocks = 0;
  while (2 ** (-drift / HALF_LIFE_SEC) / rate > RECOVERED) {
    const gap = rule(drift, rate);
    at += gap;
    longest = Math.max(longest, gap);
    drift += gap - SPACING_SEC;
    blocks++;
  }
  return { hours: at / HOUR_SEC, longestHours: longest / HOUR_SEC, blocks };
}

/** The loss falls anywhere in a period; each period's last block sets the next difficulty, four times easier at most. */
function recoverBitcoin(loss: number): Recovery {
  const rate = 1 / loss;
  let difficulty = 1;
  let at = 0;
  let longest = 0;
  let blocks = 0;
  let inPeriod = random.below(PERIOD_BLOCKS);
  let spent = inPeriod * SPACING_SEC;
  while (difficulty / rate > RECOVERED) {
    const gap = (wait() * SPACING_SEC * difficulty) / rate;
    at += gap;
    spent += gap;
    longest = Math.max(longest, gap);
    blocks++;
    if (++inPeriod < PERIOD_BLOCKS) continue;
    const slower = spent / (PERIOD_BLOCKS * SPACING_SEC);
    difficulty /= Math.min(MAX_RETARGET, Math.max(1 / MAX_RETARGET, slower));
    inPeriod = 0;
    spent = 0;
  }
  return { hours: at / HOUR_SEC, longestHours: longest / HOUR_SEC, blocks };
}

const meanOf = (runs: readonly Recovery[], key: keyof Recovery): number =>
  runs.reduce((sum, run) => sum + run[key], 0) / runs.length;

console.log(`spacing ${SPACING_SEC} s, half-life ${HALF_LIFE_SEC} s, seed ${SEED}, ${RUNS} runs`);
for (const [name, rule] of [
  ["ASERT in real time (ours)", realTime],
  ["ASERT from the parent's time", parentTime],
] as const) {
  const { mean, deviation, longest } = steady(rule);
  console.log(
    `${name.padEnd(30)} mean ${mean.toFixed(1)} s, deviation ${deviation.toFixed(0)} s, longest of 100000 ${longest.toFixed(0)} s`,
  );
}
for (const loss of [10, 100]) {
  console.log(`hash rate falls to 1/${loss}: mean hours to recover, mean longest gap, checkpoints meanwhile`);
  for (const [name, run, runs] of [
    ["ASERT in real time (ours)", () => recover(realTime, loss), RUNS],
    ["ASERT from the parent's time", () => recover(parentTime, loss), RUNS],
    ["Bitcoin, every 2016 blocks", () => recoverBitcoin(loss), RUNS / 10],
  ] as const) {
    const found = Array.from({ length: runs }, run);
    const hours = meanOf(found, "hours").toFixed(1).padStart(9);
    const gap = meanOf(found, "longestHours").toFixed(1).padStart(7);
    console.log(`  ${name.padEnd(30)} ${hours} h ${gap} h ${meanOf(found, "blocks").toFixed(0).padStart(6)}`);
  }
}
