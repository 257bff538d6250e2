/** The mining side as a sequencer runs it: templates and relay, the RPC for pools, credit for miners. */

import { join } from "node:path";
import type { Address } from "viem";
import { readJsonJournal } from "../adapters/jsonJournal.ts";
import type { WorkerEntry } from "../api/mining/workers.ts";
import type { AcceptedWork } from "../mining/acceptedWork.ts";
import { miningHealth } from "../mining/miningHealth.ts";
import { runMiningLoop } from "../mining/miningLoop.ts";
import { createMiningRelay, genesisHash, type MiningRelay } from "../mining/miningRelay.ts";
import type { Clock, L1Reader, L1Sender } from "../ports.ts";
import type { Deployment } from "../protocol/deployment.ts";
import type { Heartbeats } from "../runtime/heartbeats.ts";
import type { Lifecycle } from "../runtime/lifecycle.ts";
import type { Logger, Secret } from "../runtime/logger.ts";
import type { PlannerLimits } from "../settlement/batchPlanner.ts";
import { sealedTip } from "../settlement/sealedTip.ts";
import type { SettlementService } from "../settlement/settlementLoop.ts";
import { createCreditWatch, createFunding, type Funding } from "./minerCredit.ts";
import { type MiningRpc, type MiningRpcOptions, startMiningRpc } from "./miningRpc.ts";
import type { Tally } from "./miningRpcMessages.ts";
import type { RollupState } from "./rollupState.ts";
import type { SequencerFallback } from "./sequencerFallback.ts";
import type { MiningFigures, SequencerObservers } from "./sequencerMetrics.ts";

export type MiningOptions = {
  readonly stateDir: string;
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
  readonly fallback?: Pick<SequencerFallback, "relay" | "draftTip">;
  readonly observers: Pick<SequencerObservers, "onMiningTally">;
  /** Has the poster look at once. */
  readonly wakePoster: () => void;
};

export type MiningSide = MiningFigures & {
  readonly mining: MiningRelay;
  readonly funding: Funding;
  /** Serves the RPC and begins to relay. @returns the URL */
  start(heartbeats: Pick<Heartbeats, "watch">, onStep: () => void): Promise<string>;
};

/** The thread of the RPC tells several times a second that it goes round. */
const THREAD_LIMIT_MS = 15_000;

export function createMiningSide(options: MiningOptions, parts: MiningParts): MiningSide {
  const { deployment, clock, lifecycle } = options;
  const { store, settlement, observers } = parts;
  const log = options.log.child({ module: "mining" });
  const credit = createCreditWatch(parts, clock);
  const mining = createMiningRelay({
    clock,
    store,
    l1Reader: parts.l1,
    l1Sender: parts.sender,
    deployment,
    log,
    sealedTip: (posted) => {
      const nowSec = BigInt(Math.floor(clock.now() / 1000));
      // In fallback there is no batch behind what is posted, but a superblock that the leader may return with.
      const draft = parts.fallback?.draftTip();
      if (draft !== undefined) return draft;
      return sealedTip({ store, posted, posting: settlement.posting, nowSec, limits: parts.plannerLimits });
    },
    ...(parts.fallback && { fallback: parts.fallback.relay }),
    onUnpostedWork: parts.wakePoster,
  });
  let accepted = 0;
  let workAtMs = clock.now();
  return {
    mining,
    funding: createFunding(parts, {
      producer: deployment.producer,
      shareBps: options.minerFeeShareBps ?? 0n,
    }),
    waiting: mining.waiting,
    accepted: () => accepted,
    health: () => {
      const { spacingSec } = deployment.mining;
      return miningHealth(mining.view(), { nowMs: clock.now(), workAtMs, spacingSec });
    },
    start: async (heartbeats, onStep) => {
      const onAccepted = async (work: AcceptedWork): Promise<void> => {
        accepted++;
        await mining.take(work);
      };
      const beat = heartbeats.watch("mining RPC", THREAD_LIMIT_MS);
      const onTally = (tally: Tally): void => {
        beat();
        workAtMs = tally.workAtMs;
        observers.onMiningTally(tally);
      };
      const rpc = await serve(options, { mining, log, onAccepted, onTally });
      const step = {
        relay: mining.relay,
        refresh: async () => {
          await credit.refresh();
          await mining.refresh();
          const facts = mining.facts();
          if (facts !== undefined) rpc.look(facts, credit.nextWei);
        },
      };
      lifecycle.run("mining", runMiningLoop(step, { clock, log, signal: lifecycle.signal, onStep }));
      return rpc.url;
    },
  };
}

/** The RPC in its thread. Without it nobody can mine, so its failure stops the process, as that of any other part. */
async function serve(
  options: MiningOptions,
  { mining, ...told }: Omit<MiningRpcOptions, "setup"> & { readonly mining: Pick<MiningRelay, "take"> },
): Promise<MiningRpc> {
  const { lifecycle } = options;
  const setup = rpcSetup(options);
  // A kill may have come between the thread's journal and our database.
  for (const work of readJsonJournal<AcceptedWork>(setup.journalPath)) await mining.take(work);
  const rpc = await startMiningRpc({ ...told, setup });
  lifecycle.run("mining RPC", rpc.done);
  lifecycle.onStop("mining RPC", rpc.stop);
  return rpc;
}

const rpcSetup = (options: MiningOptions): MiningRpcOptions["setup"] => ({
  port: options.miningPort,
  journalPath: join(options.stateDir, "mining", "accepted.jsonl"),
  user: options.miningUser,
  password: options.miningPassword.reveal(),
  workers: (options.miningWorkers ?? []).map((worker) => ({
    ...worker,
    password: worker.password.reveal(),
  })),
  ...(options.defaultMiner && { defaultAddress: options.defaultMiner }),
  ...(options.templateStableMs !== undefined && { stableMs: options.templateStableMs }),
  rules: options.deployment.mining,
  genesisSuperblock: genesisHash(options.deployment),
});
