/**
 * `npm run soak -- [--batches 500] [--seed N] [--max-depth 64]`: sequencer, poster and node over an L1 that goes back
 * at random, killed at random, until so many batches were posted. Ends with 0 when everybody has the same superblocks.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runReorgs } from "../support/reorg/reorgRun.ts";

const { values } = parseArgs({
  options: {
    batches: { type: "string", default: "500" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    "max-depth": { type: "string", default: "64" },
    quiet: { type: "boolean", default: false },
  },
});
const seed = Number(values.seed);
const stateDir = mkdtempSync(join(tmpdir(), "soak-"));
const started = performance.now();
console.log(`seed ${seed}, state in ${stateDir}`);
const report = await runReorgs({
  seed,
  batches: Number(values.batches),
  maxDepth: Number(values["max-depth"]),
  stateDir,
  ...(!values.quiet && { say: console.log }),
});
console.log({ seed, seconds: Math.round((performance.now() - started) / 1000), ...report });
rmSync(stateDir, { recursive: true });
