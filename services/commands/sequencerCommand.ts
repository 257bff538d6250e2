/** `lockstep sequencer`. */
import { readKeyFile, readSecretFile } from "../adapters/keyFile.ts";
import { openKey } from "../adapters/openKey.ts";
import { systemClock as clock } from "../adapters/systemClock.ts";
import { readWorkersFile } from "../adapters/workersFile.ts";
import { startSequencerRole } from "../roles/sequencerRole.ts";
import { claimStateFolder } from "../roles/stateFolder.ts";
import { readConfig, sequencerSchema } from "../runtime/config.ts";
import { readDeployment } from "../runtime/deploymentFile.ts";
import { createLogger, Secret } from "../runtime/logger.ts";
import { type Command, hint, underLifecycle, untilStopped } from "./command.ts";

async function sequencer(argv: readonly string[]): Promise<number> {
  const config = readConfig(sequencerSchema, argv);
  const log = createLogger(config.logLevel);
  return underLifecycle(log, async (lifecycle) => {
    claimStateFolder(config.stateDir, false, lifecycle);
    const deployment = readDeployment(config.deployment);
    const role = await startSequencerRole({
      ...config,
      deployment,
      leader: await openKey("leader", deployment.leader, {
        file: config.leaderKeyFile,
        signer: config.leaderSigner,
      }),
      producer: await openKey("producer", deployment.producer, {
        file: config.producerKeyFile,
        signer: config.producerSigner,
      }),
      sending: {
        ...config,
        relay: config.relayKeyFile === undefined ? undefined : readKeyFile(config.relayKeyFile),
      },
      miningPassword: new Secret(readSecretFile(config.miningPasswordFile)),
      ...(config.miningWorkersFile && { miningWorkers: readWorkersFile(config.miningWorkersFile) }),
      templateStableMs: config.templateStableSec * 1000,
      minerFeeShareBps: BigInt(config.minerFeeShareBps),
      slotMs: 1000,
      batchEverySec: BigInt(config.batchEverySec),
      // Twice what falls due in that time: size and age seal a batch, not its length.
      maxBatchSuperblocks: 2n * BigInt(config.batchEverySec),
      clock,
      log,
      lifecycle,
    });
    for (const [chainId, url] of role.rpcUrls) hint(`JSON-RPC of chain ${chainId} on ${url}`);
    hint(`mining RPC on ${role.miningUrl}`);
    hint(`feed of signed superblocks on ${role.feedUrl}`);
    hint(`health and metrics on ${role.opsUrl}`);
    if (role.archiveUrl !== undefined) hint(`archive of posted blobs on ${role.archiveUrl}`);
    await untilStopped(lifecycle);
  });
}

export const sequencerCommand: Command = {
  name: "sequencer",
  summary: "sequence a deployment: rollups, RPC, posting, mining RPC",
  schema: sequencerSchema,
  run: sequencer,
};
