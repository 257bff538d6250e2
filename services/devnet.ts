/** The devnet: L1, deployment, sequencer and a miner in one go, then the story. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createPublicClient, http } from "viem";
import { type HDAccount, mnemonicToAccount, privateKeyToAccount } from "viem/accounts";
import { deployLockstep } from "../deploy/deployLockstep.ts";
import { readParameters } from "../deploy/parameters.ts";
import { rollupInboxAbi } from "./abi/index.ts";
import { readSystemArtifacts } from "./adapters/artifacts.ts";
import { startDevnetL1 } from "./adapters/l1/devnet/devnetL1.ts";
import { buildGenesis } from "./execution/genesis.ts";
import { startMiner } from "./mining/miner.ts";
import type { Clock } from "./ports.ts";
import type { Deployment } from "./protocol/deployment.ts";
import { hashSuperblock } from "./protocol/superblock/superblock.ts";
import { requireFreePorts } from "./roles/freePorts.ts";
import { type SequencerRole, startSequencerRole } from "./roles/sequencerRole.ts";
import { claimStateFolder } from "./roles/stateFolder.ts";
import type { DevnetConfig } from "./runtime/config.ts";
import { readDeployment, writeDeployment } from "./runtime/deploymentFile.ts";
import type { Lifecycle } from "./runtime/lifecycle.ts";
import { type Logger, Secret } from "./runtime/logger.ts";
import { UsageError } from "./runtime/serviceError.ts";

/** The mnemonic that every development tool knows; never send anything of value to its accounts. */
export const DEVELOPMENT_MNEMONIC = "test test test test test test test test test test test junk";
const account = (addressIndex: number): HDAccount =>
  mnemonicToAccount(DEVELOPMENT_MNEMONIC, { addressIndex });
export const DEVELOPMENT_ACCOUNTS = {
  deployer: account(0),
  leader: account(1),
  producer: account(2),
  miner: account(3),
  alice: account(4),
  bob: account(5),
  carol: account(6),
} as const;

const MINING_USER = "lockstep";
const MINING_PASSWORD = "lockstep";
const MINER_FEE_SHARE_BPS = 2_000n;
const SLOT_MS = 1000;
const BATCH_EVERY_SEC = 10n;
const MAX_BATCH_SUPERBLOCKS = 120n;

export type DevnetOptions = {
  readonly config: DevnetConfig;
  readonly clock: Clock;
  readonly log: Logger;
  readonly lifecycle: Lifecycle;
  /** one line for a person about what was just done */
  readonly progress: (line: string) => void;
};

export type Devnet = SequencerRole & {
  readonly deployment: Deployment;
  readonly deploymentFile: string;
  readonly l1Url: string;
  readonly miner: { pause(): void; resume(): void };
  /** false when an earlier start's deployment goes on */
  readonly isNew: boolean;
};

export async function startDevnet(options: DevnetOptions): Promise<Devnet> {
  const { config, clock, log, lifecycle, progress } = options;
  claimStateFolder(config.stateDir, config.fresh, lifecycle);
  await requireFreePorts([
    ...(config.l1Url === undefined ? [{ option: "--l1-port", port: config.l1Port }] : []),
    { option: "--rpc-port", port: config.rpcPort },
    { option: "--rpc-port", port: config.rpcPort === 0 ? 0 : config.rpcPort + 1 },
    { option: "--mining-port", port: config.miningPort },
    { option: "--ops-port", port: config.opsPort },
    { option: "--feed-port", port: config.feedPort },
  ]);
  const l1Url = config.l1Url ?? (await startL1(options));
  const { deployment, deploymentFile, isNew } = await deployOrContinue(options, l1Url);
  const role = await startSequencerRole({
    deployment,
    l1Url,
    stateDir: config.stateDir,
    leader: DEVELOPMENT_ACCOUNTS.leader,
    producer: DEVELOPMENT_ACCOUNTS.producer,
    rpcPort: config.rpcPort,
    miningPort: config.miningPort,
    opsPort: config.opsPort,
    feedPort: config.feedPort,
    miningUser: MINING_USER,
    miningPassword: new Secret(MINING_PASSWORD),
    minerFeeShareBps: MINER_FEE_SHARE_BPS,
    defaultMiner: DEVELOPMENT_ACCOUNTS.miner.address,
    slotMs: SLOT_MS,
    execution: "one-thread",
    abandonLostTerms: true,
    revertUnmined: true,
    batchEverySec: BATCH_EVERY_SEC,
    maxBatchSuperblocks: MAX_BATCH_SUPERBLOCKS,
    clock,
    log,
    lifecycle,
  });
  progress("sequencer runs");
  const miner = startMiner({
    url: role.miningUrl,
    user: MINING_USER,
    password: MINING_PASSWORD,
    address: DEVELOPMENT_ACCOUNTS.miner.address,
    threads: 1,
    clock,
    signal: lifecycle.signal,
    log: log.child({ module: "miner" }),
  });
  lifecycle.run("miner", miner.done);
  progress("miner runs");
  return { ...role, deployment, deploymentFile, l1Url, miner, isNew };
}

async function startL1({ config, log, lifecycle, progress }: DevnetOptions): Promise<string> {
  const l1 = await startDevnetL1({
    stateDir: config.stateDir,
    port: config.l1Port,
    log,
    // Stopped by the life cycle, after everything that needs it.
    signal: new AbortController().signal,
    onProgress: (done, total) => progress(`L1 replays its journal: ${done} of ${total} blocks`),
  });
  lifecycle.onStop("L1", () => l1.stop());
  lifecycle.watch("L1", l1.ended);
  progress(`L1 runs on ${l1.url}`);
  return l1.url;
}

async function deployOrContinue(
  options: DevnetOptions,
  l1Url: string,
): Promise<{ deployment: Deployment; deploymentFile: string; isNew: boolean }> {
  const { config, progress } = options;
  const deploymentFile = join(config.stateDir, "deployment.json");
  if (existsSync(deploymentFile)) {
    const deployment = readDeployment(deploymentFile);
    await requireDeployed(deployment, l1Url, config.stateDir);
    progress("continues the deployment of an earlier start");
    return { deployment, deploymentFile, isNew: false };
  }
  const artifacts = readSystemArtifacts();
  const deployment = await deployLockstep({
    l1Url,
    deployerKey: privateKeyOf(DEVELOPMENT_ACCOUNTS.deployer),
    parameters: readParameters(config.parameters),
    buildGenesis: ({ l1Origin, ...request }) =>
      buildGenesis({ ...request, l1OriginNumber: l1Origin.number, l1Origin: l1Origin.hash }, artifacts),
    onProgress: progress,
    deploymentDir: join(config.stateDir, "deploy"),
  });
  for (const role of ["leader", "producer"] as const) {
    if (deployment[role] !== DEVELOPMENT_ACCOUNTS[role].address)
      throw new UsageError(`${config.parameters} names another ${role} than the development account`);
  }
  writeDeployment(deploymentFile, deployment);
  return { deployment, deploymentFile, isNew: true };
}

/** The state folder goes on only over the very deployment it was made with. */
async function requireDeployed(deployment: Deployment, l1Url: string, stateDir: string): Promise<void> {
  const client = createPublicClient({ transport: http(l1Url, { retryCount: 1 }) });
  const { inbox } = deployment.addresses;
  const expected = hashSuperblock(deployment.genesisSuperblock, { l1ChainId: deployment.l1ChainId, inbox });
  const chainId = await client.getChainId().catch((cause: unknown) => {
    throw new UsageError(`no Ethereum JSON-RPC answers at ${l1Url}: start it, or correct --l1`, { cause });
  });
  const found = await client
    .readContract({ address: inbox, abi: rollupInboxAbi, functionName: "genesisSuperblock" })
    .catch(() => undefined);
  if (BigInt(chainId) !== deployment.l1ChainId || found !== expected)
    throw new UsageError(
      `${stateDir} belongs to another deployment than L1 at ${l1Url} (chain id ${chainId}, inbox ${inbox}): give the L1 it was made with, another --state folder, or --fresh`,
    );
}

/** A development account's key. */
export function privateKeyOf(hd: HDAccount): `0x${string}` {
  const key = hd.getHdKey().privateKey;
  if (!key) throw new Error("a development account without a private key");
  const hex: `0x${string}` = `0x${Buffer.from(key).toString("hex")}`;
  if (privateKeyToAccount(hex).address !== hd.address) throw new Error("derived another key");
  return hex;
}
