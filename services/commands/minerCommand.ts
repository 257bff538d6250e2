/** `lockstep miner`. */
import { systemClock as clock } from "../adapters/systemClock.ts";
import type { VerifyWork } from "../mining/auxSource.ts";
import { startMiner } from "../mining/miner.ts";
import { endpointOf, type RpcEndpoint } from "../mining/rpcCaller.ts";
import { startVerifyingNode } from "../roles/verifyingMiner.ts";
import { nodeSchema, readConfig } from "../runtime/config.ts";
import type { Lifecycle } from "../runtime/lifecycle.ts";
import { createLogger, type Logger } from "../runtime/logger.ts";
import { type MinerConfig, minerSchema } from "../runtime/minerConfig.ts";
import { UsageError } from "../runtime/serviceError.ts";
import { type Command, hint, underLifecycle, untilStopped } from "./command.ts";

const NO_CREDENTIALS = { user: "", password: "" };

async function miner(argv: readonly string[]): Promise<number> {
  const config = readConfig(minerSchema, argv);
  const { aux, bitcoin, payout, address, threads, form } = config;
  if ((bitcoin === undefined) !== (payout === undefined))
    throw new UsageError("--bitcoin and --payout go together: the node, and the address its blocks pay");
  requireVerifyOptions(config);
  const log = createLogger(config.logLevel);
  const credentials = { user: config.user, password: config.password };
  const endpoint = endpointOf(config.url, credentials);
  return underLifecycle(log, async (lifecycle) => {
    const verify = await verifierOf(config, endpoint, log, lifecycle);
    const running = startMiner({
      ...{ address, threads, form, ...endpoint },
      others: aux.map((url) => endpointOf(url, credentials)),
      ...(bitcoin && payout ? { bitcoin: { ...endpointOf(bitcoin, NO_CREDENTIALS), payout } } : {}),
      ...(verify && { verify }),
      clock,
      log,
      signal: lifecycle.signal,
    });
    lifecycle.run("miner", running.done);
    await untilStopped(lifecycle);
  });
}

function requireVerifyOptions(config: MinerConfig): void {
  const { verify, l1Url, deployment, feed, beacon, archive, aux } = config;
  if (!verify && (l1Url ?? deployment ?? feed ?? beacon ?? archive) !== undefined)
    throw new UsageError("--l1, --deployment, --feed, --beacon and --archive are for --verify");
  if (verify && (l1Url === undefined || deployment === undefined))
    throw new UsageError("--verify needs --l1 URL and --deployment FILE, and is faster with --feed URL");
  if (verify && aux.length > 0)
    throw new UsageError("--verify has a node of one deployment: leave --aux out, or start a miner for each");
}

/** What the miner asks before it takes work up, with --verify. */
async function verifierOf(
  config: MinerConfig,
  endpoint: RpcEndpoint,
  log: Logger,
  lifecycle: Lifecycle,
): Promise<VerifyWork | undefined> {
  if (!config.verify) return undefined;
  const { l1Url, deployment, stateDir, beacon, archive, feed, opsPort, address } = config;
  const parsed = nodeSchema.parse({ l1Url, deployment, stateDir, beacon, archive, opsPort });
  const node = { ...parsed, ...(feed && { feed }) };
  return startVerifyingNode({ endpoint, address, node, clock, log, lifecycle, progress: hint });
}

export const minerCommand: Command = {
  name: "miner",
  summary: "mine checkpoints on the CPU over the mining RPC, and Bitcoin blocks with the same hashes",
  schema: minerSchema,
  run: miner,
};
