/** Takes back once, if it is due, what no work has come for. */
import { readKeyFile } from "../adapters/keyFile.ts";
import { createL1Reader } from "../adapters/l1/l1Reader.ts";
import { createL1Sender } from "../adapters/l1/l1Sender.ts";
import type { Clock } from "../ports.ts";
import type { RevertConfig } from "../runtime/claimConfig.ts";
import { readDeployment } from "../runtime/deploymentFile.ts";
import type { Logger } from "../runtime/logger.ts";
import { createUnminedReverter, type RevertResult } from "../settlement/unminedReverter.ts";

export type RevertRoleOptions = {
  readonly config: RevertConfig;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
};

export function runRevertRole({ config, clock, log, signal }: RevertRoleOptions): Promise<RevertResult> {
  const deployment = readDeployment(config.deployment);
  const account = readKeyFile(config.keyFile);
  const l1 = createL1Reader({ url: config.l1Url, deployment });
  const sender = createL1Sender({ url: config.l1Url, account, clock, log });
  return createUnminedReverter({ l1, sender, deployment, log }).step(signal);
}
