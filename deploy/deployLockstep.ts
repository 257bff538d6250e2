/** Deploys everything to L1 and says what was deployed. Can be run again after an interruption. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type DeploymentParameters,
  type DeploymentResult,
  DeploymentResultType,
  deploy,
} from "@nomicfoundation/ignition-core";
import { formatEther, type Hex, isAddressEqual, keccak256, stringToBytes } from "viem";
import { rollupInboxAbi } from "../services/abi/index.ts";
import type { Deployment } from "../services/protocol/deployment.ts";
import { formatDeployment, parseDeployment } from "../services/runtime/deploymentFile.ts";
import { stakeBond } from "./bond.ts";
import { DeployError } from "./deployError.ts";
import { sendDeposits } from "./deposits.ts";
import { createArtifactResolver, createIgnitionProvider } from "./ignitionAdapters.ts";
import { connectL1, type L1Connection } from "./l1Connection.ts";
import { recordSent, recoverLastSent } from "./lastSent.ts";
import Lockstep, { DEPLOYMENT_ORDER } from "./modules/Lockstep.ts";
import type { Parameters } from "./parameters.ts";
import { type BuildGenesis, constructorArguments, genesisHash, planDeployment } from "./plan.ts";

export type DeployOptions = {
  readonly l1Url: string;
  readonly deployerKey: Hex;
  readonly parameters: Parameters;
  readonly buildGenesis: BuildGenesis;
  /** one line for a person: what was just done */
  readonly onProgress?: (line: string) => void;
  /** where Ignition's journal and the plan are kept; the same folder continues an interrupted run */
  readonly deploymentDir: string;
};

const IGNITION_POLL_MS = 50;

export async function deployLockstep(options: DeployOptions): Promise<Deployment> {
  const { parameters, onProgress = () => {} } = options;
  const connection = await connectL1({
    l1Url: options.l1Url,
    deployerKey: options.deployerKey,
    expectedChainId: parameters.l1ChainId,
  });
  const plan = await loadOrMakePlan(options, connection);
  onProgress(`genesis superblock ${genesisHash(plan)}`);

  await runIgnition(options, connection, plan);
  await verify(connection, plan);
  onProgress("contracts verified");

  if (await stakeBond(connection, plan.addresses.sequencerPolicy, parameters.bond.stakeWei))
    onProgress(`bond of ${formatEther(parameters.bond.stakeWei)} ETH staked for the leader`);
  if (parameters.deposits !== undefined) {
    const chainIds = plan.rollups.map(({ chainId }) => chainId);
    const count = await sendDeposits(connection, plan.addresses.portal, chainIds, parameters.deposits);
    onProgress(`${count} deposits sent`);
  }
  return plan;
}

/** A plan is kept before anything is sent: an interrupted run must go on with the same genesis. */
async function loadOrMakePlan(options: DeployOptions, connection: L1Connection): Promise<Deployment> {
  const { deploymentDir, parameters } = options;
  const path = join(deploymentDir, "plan.json");
  const identity = fingerprint(parameters, connection);
  if (existsSync(path)) {
    const saved = JSON.parse(readFileSync(path, "utf8")) as { identity: Hex; deployment: unknown };
    if (saved.identity !== identity)
      throw new DeployError(
        "deployment-of-another-plan",
        `${deploymentDir} holds a deployment with other parameters, deployer or L1: give those again, or use another folder`,
      );
    return parseDeployment(saved.deployment, path);
  }

  const deployment = await makePlan(options, connection);
  mkdirSync(deploymentDir, { recursive: true });
  const unfinished = `${path}.part`;
  writeFileSync(
    unfinished,
    JSON.stringify({ identity, deployment: JSON.parse(formatDeployment(deployment)) }),
  );
  renameSync(unfinished, path);
  return deployment;
}

async function makePlan(options: DeployOptions, connection: L1Connection): Promise<Deployment> {
  const { reader, account } = connection;
  const head = await reader.getBlock();
  const depth = options.parameters.limits.originDepth;
  const origin = head.number > depth ? await reader.getBlock({ blockNumber: head.number - depth }) : head;
  const nonce = await reader.getTransactionCount({ address: account.address, blockTag: "pending" });
  const start = {
    chainId: connection.chainId,
    deployer: account.address,
    nonce: BigInt(nonce),
    origin: { number: origin.number, hash: origin.hash },
    timestamp: head.timestamp,
  };
  return await planDeployment(options.parameters, start, options.buildGenesis);
}

/** What must be equal for an interrupted run to go on. */
function fingerprint(parameters: Parameters, connection: L1Connection): Hex {
  const text = JSON.stringify(
    [parameters, connection.chainId, connection.account.address],
    (_, field: unknown) => (typeof field === "bigint" ? field.toString() : field),
  );
  return keccak256(stringToBytes(text));
}

async function runIgnition(
  options: DeployOptions,
  connection: L1Connection,
  plan: Deployment,
): Promise<void> {
  const { parameters, deploymentDir, onProgress = () => {} } = options;
  const ignitionDir = join(deploymentDir, "ignition");
  await recoverLastSent(connection, deploymentDir, ignitionDir);
  let sent = 0;
  const provider = createIgnitionProvider(connection, (signed) => {
    recordSent(deploymentDir, signed);
    sent += 1;
    onProgress(`deploying (transaction ${sent} of ${DEPLOYMENT_ORDER.length})`);
  });
  const result = await deploy({
    config: { blockPollingInterval: IGNITION_POLL_MS, requiredConfirmations: parameters.confirmations },
    provider,
    deploymentDir: ignitionDir,
    artifactResolver: createArtifactResolver(),
    ignitionModule: Lockstep,
    deploymentParameters: {
      Lockstep: constructorArguments(plan, parameters),
    } as unknown as DeploymentParameters,
    accounts: [connection.account.address.toLowerCase()],
  }).catch((cause: unknown) => {
    throw new DeployError(
      "deployment-failed",
      `deploying was interrupted (${firstLine(cause)}): run again to go on where it stopped`,
      { cause },
    );
  });
  if (result.type !== DeploymentResultType.SUCCESSFUL_DEPLOYMENT) {
    throw new DeployError(
      "deployment-failed",
      `Ignition stopped (${result.type}${whatFailed(result)}): see ${deploymentDir}; run again, or begin anew in an empty folder`,
      { cause: result },
    );
  }
  const expected = Object.values(plan.addresses);
  for (const contract of Object.values(result.contracts)) {
    const address = contract.address as Hex;
    if (expected.some((planned) => isAddressEqual(planned, address))) continue;
    throw new DeployError(
      "deployment-mismatch",
      `${contract.contractName} came to ${address}, which was not planned: the deployer sent other transactions meanwhile; begin anew in an empty folder`,
    );
  }
}

/** Contracts that could not be created, with the error that L1 or their constructor gave. */
function whatFailed(result: DeploymentResult): string {
  if (result.type !== DeploymentResultType.EXECUTION_ERROR) return "";
  return result.failed.map(({ futureId, error }) => `; ${futureId}: ${error}`).join("");
}

const firstLine = (cause: unknown): string => (cause as Error).message.split("\n")[0]!;

/** The inbox must know the same genesis that the rollups start from. */
async function verify({ reader }: L1Connection, plan: Deployment): Promise<void> {
  const actual = await reader
    .readContract({ address: plan.addresses.inbox, abi: rollupInboxAbi, functionName: "genesisSuperblock" })
    .catch((cause: unknown) => {
      throw new DeployError(
        "deployment-mismatch",
        `no inbox answers at ${plan.addresses.inbox}: was the L1 reset? Begin anew in an empty folder`,
        { cause },
      );
    });
  if (actual !== genesisHash(plan))
    throw new DeployError(
      "deployment-mismatch",
      `the inbox has genesis ${actual}, planned was ${genesisHash(plan)}: begin anew in an empty folder`,
    );
}
