/**
 * `npm run soak:crash -- [--points 50] [--seed N]`: a devnet under load, killed with kill -9 at so many points. Ends
 * with 0 when no receipt that anybody saw was lost and no number was ever signed twice.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { crashPoints, describePoint } from "../support/crash/crashPoints.ts";
import { CrashRun } from "../support/crash/crashRun.ts";
import { createRandom } from "../support/random.ts";

const { values } = parseArgs({
  options: {
    points: { type: "string", default: "50" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
  },
});
const seed = Number(values.seed);
const folder = mkdtempSync(join(tmpdir(), "soak-crash-"));
const started = performance.now();
console.log(`seed ${seed}, state in ${folder}`);
const run = new CrashRun(folder);
try {
  await run.begin();
  const points = crashPoints(Number(values.points), createRandom(seed));
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
