/** The mining side as a sequencer runs it: templates and relay, the RPC for pools, credit for miners. */

import type { Address } from "viem";
import type { WorkerEntry } from "../api/mining/workers.ts";
import { createMiningServer } from "../api/miningServer.ts";
import { runMiningLoop } from "../mining/miningLoop.ts";
import { createMiningService, type MiningService } from "../mining/miningService.ts";
import type { Clock, L1Reader, L1Sender } from "../ports.ts";
import type { Deployment } from "../protocol/deployment.ts";
import type { Lifecycle } from "../runtime/lifecycle.ts";
import type { Logger, Secret } from "../runtime/logger.ts";
import type { PlannerLimits } from "../settlement/batchPlanner.ts";
import { sealedTip } from "../settlement/sealedTip.ts";
import type { SettlementService } from "../settlement/settlementLoop.ts";
import { listen } from "./listen.ts";
import { createCreditWatch, createFunding, type Funding } from "./minerCredit.ts";
import type { RollupState } from "./rollupState.ts";
import type { SequencerObservers } from "./sequencerMetrics.ts";

export type MiningOptions = {
  readonly miningPort: number;
  readonly miningUser: string;
  readonly miningPassword: Secret;
  /** with passwords of their own */
  readonly miningWorkers?: readonly WorkerEntry[];
  /** the account that `getauxblock` credits, for pools that name none; without one it is refused */
  readonly defaultMiner?: Address;
  /** a template is handed out unchanged for this long; default 5 s */
  readonly templateStableMs?: number;
  /** part of the producer's priority fees that miners get; nothing when absent */
  readonly minerFeeShareBps?: bigint;
  readonly deployment: Deployment;
  readonly clock: Clock;
  readonly log: Logger;
  readonly lifecycle: Lifecycle;
};

export type MiningParts = Pick<RollupState, "store" | "engines"> & {
  readonly l1: L1Reader;
  readonly sender: L1Sender;
  readonly settlement: Pick<SettlementService, "posting">;
  readonly plannerLimits: PlannerLimits;
  readonly observers: Pick<SequencerObservers, "onMiningCall" | "onWorkRejected">;
  /** Has the poster look at once. */
  readonly wakePoster: () => void;
};

export type MiningSide = {
  readonly mining: MiningService;
  readonly funding: Funding;
  /** Serves the RPC and begins to relay. @returns the URL */
  start(onStep: () => void): Promise<string>;
};

export function createMiningSide(options: MiningOptions, parts: MiningParts): MiningSide {
  const { deployment, clock, lifecycle } = options;
  const { store, settlement, observers } = parts;
  const log = options.log.child({ module: "mining" });
  const credit = createCreditWatch(parts, clock);
  const mining = createMiningService({
    clock,
    store,
    l1Reader: parts.l1,
    l1Sender: parts.sender,
    deployment,
    log,
    ...(options.templateStableMs !== undefined && { limits: { stableMs: options.templateStableMs } }),
    sealedTip: (posted) => {
      const nowSec = BigInt(Math.floor(clock.now() / 1000));
      return sealedTip({ store, posted, posting: settlement.posting, nowSec, limits: parts.plannerLimits });
    },
    onUnpostedWork: parts.wakePoster,
    onRejected: observers.onWorkRejected,
  });
  return {
    mining,
    funding: createFunding(parts, {
      producer: deployment.producer,
      shareBps: options.minerFeeShareBps ?? 0n,
    }),
    start: async (onStep) => {
      const server = createMiningServer({
        service: mining,
        user: options.miningUser,
        password: options.miningPassword,
        ...(options.miningWorkers && { workers: options.miningWorkers }),
        ...(options.defaultMiner && { defaultAddress: options.defaultMiner }),
        nextCreditWei: () => credit.nextWei,
        startedAtMs: clock.now(),
        onCall: observers.onMiningCall,
        clock,
        log,
      });
      const url = await listen(server, "mining", options.miningPort);
      lifecycle.onStop("mining RPC", () => server.close());
      const loop = {
        relay: mining.relay,
        refresh: async () => {
          await credit.refresh();
          await mining.refresh();
        },
      };
      lifecycle.run("mining", runMiningLoop(loop, { clock, log, signal: lifecycle.signal, onStep }));
      return url;
    },
  };
}
