/**
 * `npm run soak:groups -- [--groups 10000] [--seed N]`: users of three rollups at random, a sequencer that is killed at
 * random writes. Ends with 0 when both ends of every channel agree, nothing announced was lost and no wei is missing.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runGroups } from "../support/groups/groupsRun.ts";

const { values } = parseArgs({
  options: {
    groups: { type: "string", default: "10000" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    quiet: { type: "boolean", default: false },
  },
});
const seed = Number(values.seed);
const folder = mkdtempSync(join(tmpdir(), "soak-groups-"));
const started = performance.now();
console.log(`seed ${seed}, state in ${folder}`);
const report = await runGroups({
  seed,
  groups: Number(values.groups),
  folder,
  ...(!values.quiet && { say: console.log }),
});
console.log({ seed, seconds: Math.round((performance.now() - started) / 1000), ...report });
rmSync(folder, { recursive: true });
