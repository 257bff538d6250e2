/** A miner with a node of its own: it commits to nothing that the node has not executed. */

import type { VerifyWork } from "../mining/auxSource.ts";
import { createCheckpointClient } from "../mining/checkpointClient.ts";
import type { RpcEndpoint } from "../mining/rpcCaller.ts";
import { createWorkVerifier } from "../mining/verifyWork.ts";
import type { Clock } from "../ports.ts";
import type { NodeConfig } from "../runtime/config.ts";
import type { Lifecycle } from "../runtime/lifecycle.ts";
import type { Logger } from "../runtime/logger.ts";
import { runLoop } from "../runtime/runLoop.ts";
import { ServiceError } from "../runtime/serviceError.ts";
import { type RunningNode, runNodeRole } from "./nodeRole.ts";

export type VerifyingMinerOptions = {
  readonly node: NodeConfig;
  /** the mining RPC */
  readonly endpoint: RpcEndpoint;
  /** account that the work is to be credited to */
  readonly address: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly lifecycle: Lifecycle;
  readonly progress: (line: string) => void;
};

const WATCH_MS = 500;

/** The leader has signed two superblocks for one number: nothing of its is mined before a person has looked. */
export class LeaderEquivocated extends ServiceError {
  constructor(number: bigint, evidence: string) {
    super(
      "leader-equivocated",
      `the leader has signed two superblocks for number ${number}: mining stops. Both are kept in ${evidence}: publish the file`,
    );
  }
}

/** Starts the node; answers with what the miner asks before it takes work up. */
export async function startVerifyingNode(options: VerifyingMinerOptions): Promise<VerifyWork> {
  const { lifecycle, clock, log } = options;
  const node = await new Promise<RunningNode>((resolve, reject) => {
    const role = runNodeRole({
      ...options,
      config: options.node,
      print: () => undefined,
      onRunning: resolve,
    });
    role.catch(reject);
    lifecycle.run("node", role);
  });
  const watch = async (): Promise<void> => {
    for (const found of node.misconduct())
      if (found.reason === "equivocation")
        void lifecycle.stop(new LeaderEquivocated(found.number, found.evidence));
  };
  lifecycle.run(
    "leader",
    runLoop("leader", watch, { clock, log, signal: lifecycle.signal, everyMs: WATCH_MS }),
  );
  return createWorkVerifier({
    node: { ...node, objection: () => objectionOf(node) },
    checkpointOf: createCheckpointClient(options.endpoint),
    auxChainId: node.deployment.mining.auxChainId,
    miner: options.address,
    clock,
  });
}

/** What the leader, or L1, has done that nobody should mine on. */
export function objectionOf({
  misconduct,
  derivation,
}: Pick<RunningNode, "misconduct" | "derivation">): string | undefined {
  const equivocation = misconduct().find(({ reason }) => reason === "equivocation");
  if (equivocation !== undefined)
    return `equivocation: two superblocks are signed for ${equivocation.number}`;
  const { outcome } = derivation;
  return outcome?.ok === false
    ? `derivation-mismatch: batch ${outcome.batchIndex} on L1 does not derive to its tip`
    : undefined;
}
