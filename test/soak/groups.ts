/**
 * `npm run soak:groups -- [--groups 10000] [--seed N]`: users of three rollups at random, a sequencer that is killed at
 * random writes. Ends with 0 when both ends of every channel agree, nothing announced was lost and no wei is missing.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commandOptions, randomSeed } from "../support/commandOptions.ts";
import { runGroups } from "../support/groups/groupsRun.ts";

const { numbers, flags } = commandOptions({
  command: "npm run soak:groups",
  does: "Random users of three rollups and a sequencer that is killed; channels and money must agree.",
  numbers: { groups: { what: "groups in superblocks", least: 1, standard: 10_000 }, seed: randomSeed() },
  flags: { quiet: "print the result only" },
});
const { seed } = numbers;
const folder = mkdtempSync(join(tmpdir(), "soak-groups-"));
const started = performance.now();
console.log(`seed ${seed}, state in ${folder}`);
const report = await runGroups({
  seed,
  groups: numbers.groups,
  folder,
  ...(!flags.quiet && { say: console.log }),
});
console.log({ seed, seconds: Math.round((performance.now() - started) / 1000), ...report });
rmSync(folder, { recursive: true });
