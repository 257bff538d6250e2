import { Worker } from "node:worker_threads";
import { expect } from "chai";
import type { BatchLimits } from "../../../../services/protocol/batch/batchData.ts";

const SEED = 20261121;
const ROUNDS = 1500;
const LIMITS: BatchLimits = {
  maxSuperblocks: 130,
  maxTransactions: 500,
  maxTransactionBytes: 4096,
  maxBytes: 256 * 1024,
};

describe("decodeBatchData in a thread with 48 MB of heap", function () {
  this.timeout(120_000);

  it(`gets through ${ROUNDS} damaged batches (seed ${SEED})`, async () => {
    const worker = new Worker(new URL("../../../support/hostileDecoding.ts", import.meta.url), {
      workerData: { seed: SEED, rounds: ROUNDS, limits: LIMITS },
      resourceLimits: { maxOldGenerationSizeMb: 48 },
    });
    const outcomes = await new Promise<Record<string, number>>((resolve, reject) => {
      worker.on("message", resolve);
      worker.on("error", reject);
    });
    expect(Object.values(outcomes).reduce((sum, count) => sum + count, 0)).to.equal(ROUNDS);
    expect(Object.keys(outcomes).length).to.be.greaterThan(3);
  });
});
