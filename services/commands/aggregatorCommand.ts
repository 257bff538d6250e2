/** `lockstep aggregator`. */
import { readSecretFile } from "../adapters/keyFile.ts";
import { systemClock as clock } from "../adapters/systemClock.ts";
import { createAggregatorServer } from "../api/aggregatorServer.ts";
import { createAggregator } from "../mining/aggregator.ts";
import { endpointOf } from "../mining/rpcCaller.ts";
import { listen } from "../roles/listen.ts";
import { readConfig } from "../runtime/config.ts";
import { createLogger, Secret } from "../runtime/logger.ts";
import { aggregatorSchema } from "../runtime/minerConfig.ts";
import { type Command, hint, underLifecycle, untilStopped } from "./command.ts";

const STANDARD = { user: "lockstep", password: "lockstep" };

async function aggregator(argv: readonly string[]): Promise<number> {
  const config = readConfig(aggregatorSchema, argv);
  const log = createLogger(config.logLevel);
  return underLifecycle(log, async (lifecycle) => {
    const server = createAggregatorServer({
      aggregator: createAggregator({
        members: config.member.map((url) => endpointOf(url, STANDARD)),
        clock,
        log,
        signal: lifecycle.signal,
      }),
      user: config.user,
      password: new Secret(readSecretFile(config.passwordFile)),
      clock,
      log,
    });
    hint(
      `aggregator of ${config.member.length} deployments on ${await listen(server, "rpc", config.rpcPort)}`,
    );
    lifecycle.onStop("aggregator", () => server.close());
    await untilStopped(lifecycle);
  });
}

export const aggregatorCommand: Command = {
  name: "aggregator",
  summary: "checkpoints of several deployments under one root, for miners who build their own coinbase",
  schema: aggregatorSchema,
  run: aggregator,
};
