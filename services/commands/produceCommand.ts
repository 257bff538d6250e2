/** `lockstep produce`. */
import { readKeyFile } from "../adapters/keyFile.ts";
import { systemClock as clock } from "../adapters/systemClock.ts";
import { runProduceRole } from "../roles/produceRole.ts";
import { nodeSchema, readConfig } from "../runtime/config.ts";
import { createLogger } from "../runtime/logger.ts";
import { produceSchema } from "../runtime/produceConfig.ts";
import { UsageError } from "../runtime/serviceError.ts";
import { type Command, hint, underLifecycle } from "./command.ts";

async function produce(argv: readonly string[]): Promise<number> {
  const config = readConfig(produceSchema, argv);
  if ((config.bitcoin === undefined) !== (config.payout === undefined))
    throw new UsageError("--bitcoin and --payout go together: the node, and the address its blocks pay");
  const { l1Url, deployment, stateDir, beacon, archive, rpcPort, opsPort, feed, claimKey } = config;
  const parsed = nodeSchema.parse({
    l1Url,
    deployment,
    stateDir,
    beacon,
    archive,
    rpcPort,
    opsPort,
    claimKey,
  });
  const node = { ...parsed, ...(feed && { feed }) };
  const account = readKeyFile(config.keyFile);
  const log = createLogger(config.logLevel);
  hint(`producer ${account.address}: needs ETH on L1 to post, and on the rollups for gas`);
  return underLifecycle(log, (lifecycle) =>
    runProduceRole({ config, node, account, clock, log, lifecycle, progress: hint }),
  );
}

export const produceCommand: Command = {
  name: "produce",
  summary: "build, mine and post superblocks while no leader does (fallback)",
  schema: produceSchema,
  run: produce,
};
