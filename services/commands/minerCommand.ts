/** `lockstep miner`. */
import { systemClock as clock } from "../adapters/systemClock.ts";
import { startMiner } from "../mining/miner.ts";
import { endpointOf } from "../mining/rpcCaller.ts";
import { readConfig } from "../runtime/config.ts";
import { createLogger } from "../runtime/logger.ts";
import { minerSchema } from "../runtime/minerConfig.ts";
import { UsageError } from "../runtime/serviceError.ts";
import { type Command, underLifecycle, untilStopped } from "./command.ts";

const NO_CREDENTIALS = { user: "", password: "" };

async function miner(argv: readonly string[]): Promise<number> {
  const { logLevel, aux, bitcoin, payout, ...config } = readConfig(minerSchema, argv);
  if ((bitcoin === undefined) !== (payout === undefined))
    throw new UsageError("--bitcoin and --payout go together: the node, and the address its blocks pay");
  const log = createLogger(logLevel);
  const credentials = { user: config.user, password: config.password };
  return underLifecycle(log, async (lifecycle) => {
    const running = startMiner({
      ...config,
      ...endpointOf(config.url, credentials),
      others: aux.map((url) => endpointOf(url, credentials)),
      ...(bitcoin && payout ? { bitcoin: { ...endpointOf(bitcoin, NO_CREDENTIALS), payout } } : {}),
      clock,
      log,
      signal: lifecycle.signal,
    });
    lifecycle.run("miner", running.done);
    await untilStopped(lifecycle);
  });
}

export const minerCommand: Command = {
  name: "miner",
  summary: "mine checkpoints on the CPU over the mining RPC, and Bitcoin blocks with the same hashes",
  schema: minerSchema,
  run: miner,
};
