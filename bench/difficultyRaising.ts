/**
 * How often a miner with 10% of the hash rate undoes six checkpoints, with and without the cap on credited work.
 *
 * The attacker forks in secret when the first of six honest checkpoints starts to be mined, and publishes when the
 * six are there and its branch carries strictly more credited work. Whoever mines may choose a harder target than
 * required; the attacker does so whenever that helps ("difficulty raising", Bahack 2013): a checkpoint of w times the
 * work comes w times as seldom, but one lucky hash can outweigh a whole chain. It gives up when it has fallen behind
 * by `patience` checkpoints. Work is counted in checkpoints of the honest chain, whose difficulty stays put.
 *
 *     node bench/difficultyRaising.ts
 */
import { seededRandom } from "../test/support/seededRandom.ts";

const SEED = 20261121;
const ATTACKER = 0.1;
const CONFIRMATIONS = 6;
/** One spacing's growth in an unbroken schedule: 2^(spacing / half-life), the same on devnet and testnet. */
const GROWTH = 2 ** (1 / 12);

interface Rule {
  readonly name: string;
  /** The most work that a checkpoint is credited after a parent with this credit. */
  readonly most: (parentCredit: number) => number;
}

const RULES: readonly Rule[] = [
  { name: "work of the target, no choice (Nakamoto)", most: () => 1 },
  { name: "work of the target, no cap", most: () => Number.POSITIVE_INFINITY },
  { name: "credited work, capped (ours)", most: (parentCredit) => parentCredit * GROWTH },
];

function isUndone(rule: Rule, patience: number, uniform: () => number): boolean {
  let honest = 0;
  let attacker = 0;
  let credit = 1;
  while (honest - attacker <= patience) {
    if (honest >= CONFIRMATIONS && attacker > honest) return true;
    // Enough to lead once the six are there, if the rule lets it; never easier than required.
    const missing = Math.max(honest, CONFIRMATIONS) - attacker + 1e-9;
    const work = Math.max(1, Math.min(missing, rule.most(credit)));
    const attackerRate = ATTACKER / work;
    if (uniform() * (attackerRate + 1 - ATTACKER) < attackerRate) {
      attacker += work;
      credit = work;
    } else {
      honest += 1;
    }
  }
  return false;
}

function measure(rule: Rule, patience: number, trials: number): string {
  const random = seededRandom(SEED);
  const uniform = () => random.below(2 ** 32) / 2 ** 32;
  let undone = 0;
  for (let i = 0; i < trials; i++) if (isUndone(rule, patience, uniform)) undone++;
  const share = undone / trials;
  const error = Math.sqrt((share * (1 - share)) / trials);
  return `${(100 * share).toFixed(3)}% ± ${(100 * error).toFixed(3)}`;
}

console.log(`10% of the hash rate against ${CONFIRMATIONS} checkpoints, seed ${SEED}`);
for (const rule of RULES) {
  const cells = [30, 300].map(
    (patience) => `${measure(rule, patience, patience === 30 ? 1_000_000 : 100_000)} (${patience})`,
  );
  console.log(`${rule.name.padEnd(42)} ${cells.join("   ")}`);
}
