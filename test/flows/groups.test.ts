import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { runGroups } from "../support/groups/groupsRun.ts";

/** A small sample; `npm run soak:groups` is the long one. */
const SEED = Number(process.env.GROUPS_SEED ?? 4);

describe(`f10 f13 f25: users of three rollups at random, a sequencer killed at random writes (seed ${SEED})`, function () {
  this.timeout(240_000);

  it("ends with equal trees at both ends, every wei and token in place, and nothing announced lost", async () => {
    const folder = mkdtempSync(join(tmpdir(), "groups-"));
    const report = await runGroups({ seed: SEED, groups: 150, folder });
    rmSync(folder, { recursive: true });
    // What did not happen was not tested.
    for (const what of [
      "kills",
      "dropped",
      "kept",
      "kept at home",
      "burn and mint",
      "refused mint",
      "nested visits",
      "there and back",
      "refused visit",
      "asked and answered",
      "no answer",
      "too deep",
      "too little gas",
      "too much gas",
      "value to an account",
      "to L1",
      "replaced",
    ])
      expect(report[what], what).to.be.greaterThan(0);
    expect(report.imported).to.equal(3 * report.superblocks);
  });
});
