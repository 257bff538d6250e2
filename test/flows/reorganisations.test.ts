import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { runReorgs } from "../support/reorg/reorgRun.ts";

/** A small sample; `npm run soak` is the long one. */
const SEED = Number(process.env.REORG_SEED ?? 1);

describe(`f15: L1 goes back under a sequencer, its poster and a node that are killed at random (seed ${SEED})`, function () {
  this.timeout(180_000);

  it("ends with L1, the sequencer, the node and a fresh node having the same superblocks", async () => {
    const stateDir = mkdtempSync(join(tmpdir(), "reorganisations-"));
    const report = await runReorgs({ seed: SEED, batches: 8, maxDepth: 64, stateDir });
    rmSync(stateDir, { recursive: true });
    // What did not happen was not tested.
    const { restored: _, ...happened } = report;
    for (const [what, count] of Object.entries(happened)) expect(count, what).to.be.greaterThan(0);
  });
});
