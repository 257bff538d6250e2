/**
 * `npm run soak:crash -- [--points 50] [--seed N]`: a devnet under load, killed with kill -9 at so many points. Ends
 * with 0 when no receipt that anybody saw was lost and no number was ever signed twice.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commandOptions, randomSeed } from "../support/commandOptions.ts";
import { crashPoints, describePoint } from "../support/crash/crashPoints.ts";
import { CrashRun } from "../support/crash/crashRun.ts";
import { createRandom } from "../support/random.ts";

const { numbers } = commandOptions({
  command: "npm run soak:crash",
  does: "Kills a devnet under load with kill -9; no receipt may be lost, no number signed twice.",
  numbers: { points: { what: "kills", least: 1, standard: 50 }, seed: randomSeed() },
});
const { seed } = numbers;
const folder = mkdtempSync(join(tmpdir(), "soak-crash-"));
const started = performance.now();
console.log(`seed ${seed}, state in ${folder}`);
const run = new CrashRun(folder);
try {
  await run.begin();
  const points = crashPoints(numbers.points, createRandom(seed));
  for (const [i, point] of points.entries())
    console.log(`${i + 1}. ${describePoint(point)}: ${await run.round(point)} receipts seen before`);
  if (run.seen.length < points.length) throw new Error(`only ${run.seen.length} receipts were seen`);
  const burns = await run.checkBurns();
  await run.checkPosted();
  await run.checkDerived();
  const seconds = Math.round((performance.now() - started) / 1000);
  const report = { seed, seconds, points: points.length, receipts: run.seen.length, burns };
  console.log({ ...report, signatures: run.announced });
} finally {
  await run.end();
}
rmSync(folder, { recursive: true });
