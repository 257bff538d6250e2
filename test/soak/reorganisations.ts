/**
 * `npm run soak -- [--batches 500] [--seed N] [--max-depth 64]`: sequencer, poster and node over an L1 that goes back
 * at random, killed at random, until so many batches were posted. Ends with 0 when everybody has the same superblocks.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commandOptions, randomSeed } from "../support/commandOptions.ts";
import { runReorgs } from "../support/reorg/reorgRun.ts";

const { numbers, flags } = commandOptions({
  command: "npm run soak",
  does: "Sequencer, poster and node over an L1 that goes back; in the end all have the same superblocks.",
  numbers: {
    batches: { what: "batches to post", least: 1, standard: 500 },
    "max-depth": { what: "L1 blocks that it goes back at most", least: 1, standard: 64 },
    seed: randomSeed(),
  },
  flags: { quiet: "print the result only" },
});
const { seed } = numbers;
const stateDir = mkdtempSync(join(tmpdir(), "soak-"));
const started = performance.now();
console.log(`seed ${seed}, state in ${stateDir}`);
const report = await runReorgs({
  seed,
  batches: numbers.batches,
  maxDepth: numbers["max-depth"],
  stateDir,
  ...(!flags.quiet && { say: console.log }),
});
console.log({ seed, seconds: Math.round((performance.now() - started) / 1000), ...report });
rmSync(stateDir, { recursive: true });
