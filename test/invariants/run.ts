/**
 * The invariants in a long run. Ends with exit code 1 and the seed of the walk that broke one.
 *
 *     npm run invariants -- [--calls 200000] [--seed 1]
 *
 * A walk of 1,000 calls has a seed of its own, counted from --seed on: two processes with 100,000 calls each and seeds 1 and
 * 1001 are as good as one with all of them.
 */
import { commandOptions } from "../support/commandOptions.ts";
import { newTally } from "./tally.ts";
import { WALK_CALLS, walks } from "./walks.ts";

const { calls, seed } = commandOptions({
  command: "npm run invariants",
  does: "Random calls to the contracts on L1, each state held against the model and its invariants.",
  numbers: {
    calls: { what: "calls", least: 1, standard: 200_000 },
    seed: { what: "of the first walk; the others count on", least: 0, standard: 1 },
  },
}).numbers;

const tally = newTally();
const began = performance.now();
const rate = (): string => `${Math.round(tally.calls / ((performance.now() - began) / 1000))} a second`;
const found = await walks({
  seed,
  calls,
  tally,
  onWalk: () => {
    if (tally.calls % 5_000 < WALK_CALLS) console.log(`${tally.calls} calls, ${rate()}`);
  },
});
const table = (title: string, counts: ReadonlyMap<string, number>): void => {
  console.log(title);
  for (const [name, n] of [...counts].sort()) console.log(`  ${String(n).padStart(8)}  ${name}`);
};
table("succeeded", tally.done);
table("refused, as the model says", tally.refused);
table("the first exit of each state", tally.exits);
console.log(`${tally.calls} calls, ${tally.states} states checked, ${rate()}, seeds from ${seed} on`);
if (found !== undefined) {
  console.error(
    `broken: ${found.invariant}\n  ${found.detail}\n  --seed ${found.seed} --calls ${WALK_CALLS}, at call ${found.call}`,
  );
  process.exit(1);
}
console.log("all invariants hold");
