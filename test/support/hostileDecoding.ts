/** Runs in a thread with a small heap: decodes damaged batch data until it has seen enough, and says what came out. */
import { parentPort, workerData } from "node:worker_threads";
import { decodeBatchData, encodeBatchData } from "../../services/protocol/batch/batchData.ts";
import { anyRange, BASE } from "./batchSamples.ts";
import { createRandom } from "./random.ts";

const { seed, rounds, limits } = workerData;
const random = createRandom(seed);
const good = encodeBatchData(anyRange(random, { superblocks: 6, perBlock: 4 }), BASE);
const outcomes: Record<string, number> = {};
for (let round = 0; round < rounds; round++) {
  const bytes = good.slice();
  for (let hits = 1 + random.int(3); hits > 0; hits--)
    bytes[2 + random.int(bytes.length - 2)] = random.int(256);
  const outcome = decodeBatchData(bytes, BASE, limits);
  const name = outcome.ok ? "accepted" : outcome.reason;
  outcomes[name] = (outcomes[name] ?? 0) + 1;
}
parentPort?.postMessage(outcomes);
