/** `lockstep miner`. */
import { systemClock as clock } from "../adapters/systemClock.ts";
import { startMiner } from "../mining/miner.ts";
import type { VerifyWork } from "../mining/verifyWork.ts";
import { startVerifyingNode } from "../roles/verifyingMiner.ts";
import { type MinerConfig, minerSchema, nodeSchema, readConfig } from "../runtime/config.ts";
import type { Lifecycle } from "../runtime/lifecycle.ts";
import { createLogger, type Logger } from "../runtime/logger.ts";
import { UsageError } from "../runtime/serviceError.ts";
import { type Command, hint, underLifecycle, untilStopped } from "./command.ts";

async function miner(argv: readonly string[]): Promise<number> {
  const config = readConfig(minerSchema, argv);
  const { address, url, user, password, threads } = config;
  const log = createLogger(config.logLevel);
  requireVerifyOptions(config);
  return underLifecycle(log, async (lifecycle) => {
    const verify = await verifierOf(config, log, lifecycle);
    const running = startMiner({
      ...{ address, url, user, password, threads },
      ...(verify && { verify }),
      clock,
      log,
      signal: lifecycle.signal,
    });
    lifecycle.run("miner", running.done);
    await untilStopped(lifecycle);
  });
}

function requireVerifyOptions({ verify, l1Url, deployment, feed }: MinerConfig): void {
  if (verify && (l1Url === undefined || deployment === undefined))
    throw new UsageError("--verify needs --l1 URL and --deployment FILE, and is faster with --feed URL");
  if (!verify && (l1Url ?? deployment ?? feed) !== undefined)
    throw new UsageError("--l1, --deployment and --feed are for --verify");
}

/** What the miner asks before it takes work up, with --verify. */
async function verifierOf(
  config: MinerConfig,
  log: Logger,
  lifecycle: Lifecycle,
): Promise<VerifyWork | undefined> {
  if (!config.verify) return undefined;
  const { l1Url, deployment, stateDir, feed, opsPort } = config;
  // Checked already, with a word for the person.
  const node = { ...nodeSchema.parse({ l1Url, deployment, stateDir, opsPort }), ...(feed && { feed }) };
  return startVerifyingNode({ ...config, node, clock, log, lifecycle, progress: hint });
}

export const minerCommand: Command = {
  name: "miner",
  summary: "mine checkpoints on the CPU over the mining RPC",
  schema: minerSchema,
  run: miner,
};
