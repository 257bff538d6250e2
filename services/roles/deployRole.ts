/** Deploys to an L1 and writes the deployment file. */
import { existsSync } from "node:fs";
import type { Hex } from "viem";
import { deployLockstep } from "../../deploy/deployLockstep.ts";
import { readParameters } from "../../deploy/parameters.ts";
import { readSystemArtifacts } from "../adapters/artifacts.ts";
import { buildGenesis } from "../execution/genesis.ts";
import type { Deployment } from "../protocol/deployment.ts";
import type { DeployConfig } from "../runtime/config.ts";
import { writeDeployment } from "../runtime/deploymentFile.ts";
import { UsageError } from "../runtime/serviceError.ts";

export type DeployRoleOptions = {
  readonly config: Pick<DeployConfig, "l1Url" | "parameters" | "out" | "stateDir">;
  readonly deployerKey: Hex;
  readonly progress: (line: string) => void;
};

export async function runDeployRole({
  config,
  deployerKey,
  progress,
}: DeployRoleOptions): Promise<Deployment> {
  if (existsSync(config.out))
    throw new UsageError(`${config.out} is there already: it names a deployment; give another --out`);
  const artifacts = readSystemArtifacts();
  const deployment = await deployLockstep({
    l1Url: config.l1Url,
    deployerKey,
    parameters: readParameters(config.parameters),
    buildGenesis: ({ l1Origin, ...request }) =>
      buildGenesis({ ...request, l1OriginNumber: l1Origin.number, l1Origin: l1Origin.hash }, artifacts),
    onProgress: progress,
    deploymentDir: config.stateDir,
  });
  writeDeployment(config.out, deployment);
  progress(`deployment written to ${config.out}`);
  return deployment;
}
