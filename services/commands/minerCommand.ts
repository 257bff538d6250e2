/** `lockstep miner`. */
import { systemClock as clock } from "../adapters/systemClock.ts";
import { startMiner } from "../mining/miner.ts";
import { minerSchema, readConfig } from "../runtime/config.ts";
import { createLogger } from "../runtime/logger.ts";
import { type Command, underLifecycle, untilStopped } from "./command.ts";

async function miner(argv: readonly string[]): Promise<number> {
  const { address, logLevel, ...config } = readConfig(minerSchema, argv);
  const log = createLogger(logLevel);
  return underLifecycle(log, async (lifecycle) => {
    const running = startMiner({ ...config, address, clock, log, signal: lifecycle.signal });
    lifecycle.run("miner", running.done);
    await untilStopped(lifecycle);
  });
}

export const minerCommand: Command = {
  name: "miner",
  summary: "mine checkpoints on the CPU over the mining RPC",
  schema: minerSchema,
  run: miner,
};
