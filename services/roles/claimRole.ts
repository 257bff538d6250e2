/** Sends one claim from a file of evidence. */
import { readFileSync } from "node:fs";
import { isAddressEqual } from "viem";
import { readKeyFile } from "../adapters/keyFile.ts";
import { createL1Reader } from "../adapters/l1/l1Reader.ts";
import { createL1Sender } from "../adapters/l1/l1Sender.ts";
import type { Clock } from "../ports.ts";
import type { Deployment } from "../protocol/deployment.ts";
import { type EquivocationRecord, parseEquivocation } from "../protocol/superblock/equivocation.ts";
import type { ClaimConfig } from "../runtime/claimConfig.ts";
import { readDeployment } from "../runtime/deploymentFile.ts";
import type { Logger } from "../runtime/logger.ts";
import { UsageError } from "../runtime/serviceError.ts";
import {
  createEquivocationClaimer,
  type EquivocationResult,
} from "../settlement/claims/equivocationClaimer.ts";

export type ClaimRoleOptions = {
  readonly config: ClaimConfig;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
};

export async function runClaimRole({
  config,
  clock,
  log,
  signal,
}: ClaimRoleOptions): Promise<EquivocationResult> {
  const deployment = readDeployment(config.deployment);
  const evidence = readEvidenceFile(config.evidence, deployment);
  const account = readKeyFile(config.claimKey);
  const l1 = createL1Reader({ url: config.l1Url, deployment });
  const sender = createL1Sender({ url: config.l1Url, account, clock, log });
  const { first, second } = evidence;
  return createEquivocationClaimer({ l1, sender, deployment, log }).claim({ first, second }, signal);
}

function readEvidenceFile(path: string, { l1ChainId, addresses }: Deployment): EquivocationRecord {
  const record = parseEquivocation(readText(path));
  if (record === undefined)
    throw new UsageError(`${path} is no evidence of an equivocation, as nodes and verifying miners keep it`);
  if (record.l1ChainId !== l1ChainId || !isAddressEqual(record.inbox, addresses.inbox))
    throw new UsageError(
      `${path} is about inbox ${record.inbox} on chain ${record.l1ChainId}, the deployment's is ${addresses.inbox} on chain ${l1ChainId}`,
    );
  return record;
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new UsageError(`cannot read ${path}`, { cause });
  }
}
