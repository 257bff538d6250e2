/**
 * A sequencer as a process runs it, with its miner and a node that follows its feed, over a Hardhat L1 whose clock the
 * test can put forward. Half of all hashes are work here, so a miner that is awake finds it at once.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { network } from "hardhat";
import { createPublicClient, type Hex, http } from "viem";
import { deployLockstep } from "../../deploy/deployLockstep.ts";
import { readParameters } from "../../deploy/parameters.ts";
import { readSystemArtifacts } from "../../services/adapters/artifacts.ts";
import { createL1Reader } from "../../services/adapters/l1/l1Reader.ts";
import { systemClock as clock } from "../../services/adapters/systemClock.ts";
import { DEVELOPMENT_ACCOUNTS, privateKeyOf } from "../../services/devnet.ts";
import { buildGenesis } from "../../services/execution/genesis.ts";
import { startMiner } from "../../services/mining/miner.ts";
import type { Deployment } from "../../services/protocol/deployment.ts";
import { runNodeRole } from "../../services/roles/nodeRole.ts";
import { type SequencerRole, startSequencerRole } from "../../services/roles/sequencerRole.ts";
import { nodeSchema } from "../../services/runtime/config.ts";
import { writeDeployment } from "../../services/runtime/deploymentFile.ts";
import { createLifecycle, type Lifecycle } from "../../services/runtime/lifecycle.ts";
import { createLogger, Secret } from "../../services/runtime/logger.ts";

const EASY_BITS = 0x207fffff;
const MINING_USER = "pool";
const MINING_PASSWORD = "secret";
const quiet = createLogger("silent");

export type SequencerStand = Awaited<ReturnType<typeof startSequencerStand>>;

export async function startSequencerStand(limits: Partial<Deployment["limits"]> = {}) {
  const stateDir = mkdtempSync(join(tmpdir(), "lockstep-stand-"));
  const lifecycle = createLifecycle(quiet);
  lifecycle.onStop("state", async () => rmSync(stateDir, { recursive: true }));
  const l1Url = await startL1(lifecycle);
  const deployment = await deploy(l1Url, stateDir, limits);
  const deploymentFile = join(stateDir, "deployment.json");
  writeDeployment(deploymentFile, deployment);
  const role = await startSequencer(deployment, l1Url, stateDir, lifecycle);
  const miner = startMiner({
    url: role.miningUrl,
    user: MINING_USER,
    password: MINING_PASSWORD,
    address: DEVELOPMENT_ACCOUNTS.miner.address,
    threads: 1,
    pauseMs: 30,
    clock,
    log: quiet,
    signal: lifecycle.signal,
  });
  lifecycle.run("miner", miner.done);
  const node = await startNode({ l1Url, deploymentFile, feed: role.feedUrl!, lifecycle });
  const request = createPublicClient({ transport: http(l1Url) }).request as (args: {
    method: string;
    params?: unknown[];
  }) => Promise<unknown>;
  return {
    deployment,
    deploymentFile,
    l1Url,
    l1: createL1Reader({ url: l1Url, deployment }),
    opsUrl: role.opsUrl,
    sequencer: role.rpcUrls,
    node,
    miner,
    /** A key that pays on L1. */
    keyFile: writeKey(stateDir),
    putForward: async (seconds: bigint): Promise<void> => {
      await request({ method: "evm_increaseTime", params: [Number(seconds)] });
      await request({ method: "evm_mine" });
    },
    stop: () => lifecycle.stop(),
  };
}

async function startL1(lifecycle: Lifecycle): Promise<string> {
  const mining = { auto: true, interval: 1000 };
  const override = { mining, allowBlocksWithSameTimestamp: true };
  const server = await network.createServer({ override }, "127.0.0.1", 0);
  const { address, port } = await server.listen();
  lifecycle.onStop("L1", () => server.close());
  return `http://${address}:${port}`;
}

function deploy(l1Url: string, stateDir: string, limits: Partial<Deployment["limits"]>): Promise<Deployment> {
  const base = readParameters("deploy/parameters/devnet.json");
  return deployLockstep({
    l1Url,
    deployerKey: privateKeyOf(DEVELOPMENT_ACCOUNTS.deployer),
    parameters: {
      ...base,
      mining: { ...base.mining, anchorBits: EASY_BITS, minSpacingSec: 0n },
      limits: { ...base.limits, challengeWindowSec: 1n, ...limits },
    },
    buildGenesis: ({ l1Origin, ...request }) =>
      buildGenesis(
        { ...request, l1OriginNumber: l1Origin.number, l1Origin: l1Origin.hash },
        readSystemArtifacts(),
      ),
    deploymentDir: join(stateDir, "deploy"),
  });
}

const startSequencer = (
  deployment: Deployment,
  l1Url: string,
  stateDir: string,
  lifecycle: Lifecycle,
): Promise<SequencerRole> =>
  startSequencerRole({
    deployment,
    l1Url,
    stateDir,
    leader: DEVELOPMENT_ACCOUNTS.leader,
    producer: DEVELOPMENT_ACCOUNTS.producer,
    rpcPort: 0,
    miningPort: 0,
    opsPort: 0,
    feedPort: 0,
    miningUser: MINING_USER,
    miningPassword: new Secret(MINING_PASSWORD),
    defaultMiner: DEVELOPMENT_ACCOUNTS.miner.address,
    abandonLostTerms: true,
    revertUnmined: true,
    slotMs: 1000,
    execution: "one-thread",
    batchEverySec: 1n,
    maxBatchSuperblocks: 120n,
    clock,
    log: quiet,
    lifecycle,
  });

/** @returns its JSON-RPC, by chain id */
function startNode(options: {
  readonly l1Url: string;
  readonly deploymentFile: string;
  readonly feed: string;
  readonly lifecycle: Lifecycle;
}): Promise<ReadonlyMap<bigint, string>> {
  const { l1Url, deploymentFile, feed, lifecycle } = options;
  const config = nodeSchema.parse({ l1Url, deployment: deploymentFile, feed, rpcPort: 0, opsPort: 0 });
  const urls = new Map<bigint, string>();
  return new Promise((resolve) => {
    const progress = (line: string): void => {
      const [, chainId, url] = /^JSON-RPC of chain (\d+) on (\S+)$/.exec(line) ?? [];
      if (chainId !== undefined && url !== undefined) urls.set(BigInt(chainId), url);
    };
    const parts = { config, clock, log: quiet, lifecycle, print: () => undefined, progress };
    lifecycle.run("node", runNodeRole({ ...parts, onRunning: () => resolve(urls) }));
  });
}

function writeKey(stateDir: string): string {
  const path = join(stateDir, "anyone.key");
  const key: Hex = privateKeyOf(DEVELOPMENT_ACCOUNTS.miner);
  writeFileSync(path, key, { mode: 0o600 });
  return path;
}
