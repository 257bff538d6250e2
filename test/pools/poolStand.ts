/** What pools are connected to: L1, a deployment and its sequencer with easy work, and bcoin as the Bitcoin node. */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deployLockstep } from "../../deploy/deployLockstep.ts";
import { readParameters } from "../../deploy/parameters.ts";
import { readSystemArtifacts } from "../../services/adapters/artifacts.ts";
import { startDevnetL1 } from "../../services/adapters/l1/devnet/devnetL1.ts";
import { createL1Reader } from "../../services/adapters/l1/l1Reader.ts";
import { systemClock as clock } from "../../services/adapters/systemClock.ts";
import { DEVELOPMENT_ACCOUNTS, privateKeyOf } from "../../services/devnet.ts";
import { buildGenesis } from "../../services/execution/genesis.ts";
import { startSequencerRole } from "../../services/roles/sequencerRole.ts";
import { createLifecycle } from "../../services/runtime/lifecycle.ts";
import { createLogger, Secret } from "../../services/runtime/logger.ts";
import { type Daemon, type RunningProgram, startProgram } from "./programs.ts";

/** Half of all hashes meet it. */
const EASY_BITS = 0x207fffff;
const KEPT_LINES = 200;

export type PoolStand = Awaited<ReturnType<typeof startPoolStand>>;

export async function startPoolStand() {
  const stateDir = mkdtempSync(join(tmpdir(), "lockstep-pools-"));
  const lines: string[] = [];
  const log = createLogger("info", {
    write: (line) => {
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
    },
  });
  const lifecycle = createLifecycle(log);
  lifecycle.onStop("state", async () => rmSync(stateDir, { recursive: true }));
  const l1 = await startDevnetL1({ stateDir, port: 0, log, signal: new AbortController().signal });
  lifecycle.onStop("L1", () => l1.stop());
  const deployment = await deploy(l1.url, stateDir);
  const auxiliary: Daemon = { port: await freePort(), user: "pool", password: "secret" };
  const role = await startSequencerRole({
    deployment,
    l1Url: l1.url,
    stateDir,
    leader: DEVELOPMENT_ACCOUNTS.leader,
    producer: DEVELOPMENT_ACCOUNTS.producer,
    rpcPort: 0,
    miningPort: auxiliary.port,
    opsPort: 0,
    miningUser: auxiliary.user,
    miningPassword: new Secret(auxiliary.password),
    defaultMiner: DEVELOPMENT_ACCOUNTS.miner.address,
    abandonLostTerms: true,
    revertUnmined: false,
    slotMs: 1000,
    execution: "one-thread",
    batchEverySec: 1n,
    maxBatchSuperblocks: 120n,
    clock,
    log,
    lifecycle,
  });
  return {
    ...role,
    deployment,
    l1: createL1Reader({ url: l1.url, deployment }),
    auxiliary,
    /** The sequencer's last words. */
    tail: () => lines.slice(-40).join(""),
    stop: () => lifecycle.stop(),
  };
}

/** Blocks that bcoin begins with: enough to spend the first, or until segwit is active on regtest. */
export const FIRST_BLOCKS = { beforeSegwit: 103, segwit: 440 } as const;

export type BitcoinNode = Awaited<ReturnType<typeof startBitcoinNode>>;

export async function startBitcoinNode(firstBlocks: number) {
  const bitcoin: Daemon = { port: await freePort(), user: "bitcoin", password: "secret" };
  const node: RunningProgram<{ address: string }> = await startProgram("bitcoinNode", {
    rpcPort: bitcoin.port,
    password: bitcoin.password,
    firstBlocks,
  });
  return { bitcoin, address: node.ready.address, stopNode: () => node.stop() };
}

async function deploy(l1Url: string, stateDir: string) {
  const base = readParameters("deploy/parameters/devnet.json");
  const artifacts = readSystemArtifacts();
  return deployLockstep({
    l1Url,
    deployerKey: privateKeyOf(DEVELOPMENT_ACCOUNTS.deployer),
    parameters: { ...base, mining: { ...base.mining, anchorBits: EASY_BITS, minSpacingSec: 0n } },
    buildGenesis: ({ l1Origin, ...request }) =>
      buildGenesis({ ...request, l1OriginNumber: l1Origin.number, l1Origin: l1Origin.hash }, artifacts),
    deploymentDir: join(stateDir, "deploy"),
  });
}

/** Free a moment ago: the pools take a number, not a 0. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });

/** One call of a Bitcoin-like daemon. */
export async function callDaemon<T>(
  daemon: Daemon,
  method: string,
  params: readonly unknown[] = [],
): Promise<T> {
  const response = await fetch(`http://127.0.0.1:${daemon.port}/`, {
    method: "POST",
    headers: {
      authorization: `Basic ${Buffer.from(`${daemon.user}:${daemon.password}`).toString("base64")}`,
    },
    body: JSON.stringify({ id: 1, method, params }),
  });
  const { result, error } = (await response.json()) as { result: T; error: unknown };
  if (error) throw new Error(`${method}: ${JSON.stringify(error)}`);
  return result;
}
