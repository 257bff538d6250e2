import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { crashPoints, describePoint } from "../support/crash/crashPoints.ts";
import { CrashRun } from "../support/crash/crashRun.ts";
import { createRandom } from "../support/random.ts";

/** A small sample; `npm run soak:crash` is the long one. */
const POINTS = 7;
const SEED = Number(process.env.CRASH_SEED ?? 20261121);

describe(`f14: a devnet killed under load and started again (seed ${SEED})`, function () {
  this.timeout(240_000);
  // A later round stands on the earlier ones.
  this.bail(true);
  let folder: string;
  let run: CrashRun;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "crash-"));
    run = new CrashRun(folder);
    await run.begin();
  });
  after(async () => {
    await run.end();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const [i, point] of crashPoints(POINTS, createRandom(SEED)).entries())
    it(`${i + 1}. kill -9 ${describePoint(point)}: nothing seen is lost, nothing signed twice`, async () => {
      await run.round(point);
    });

  it("served users all the while", () => {
    expect(run.seen.length).to.be.greaterThan(POINTS);
  });

  it("f12: told of no number with two signatures, in all lives together", () => {
    expect(run.announced).to.be.greaterThan(POINTS);
  });

  it("f13: keeps burn and mint together through all of it", async () => {
    expect(await run.checkBurns()).to.be.greaterThan(0);
  });

  it("goes on posting batches, past everything that was seen", () => run.checkPosted());

  it("is derived from L1 alone to the same hashes", () => run.checkDerived());
});
