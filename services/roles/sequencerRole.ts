/** The sequencer as one process runs it: rollups, mempools, RPC, mining RPC, poster, relay. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { LocalAccount } from "viem/accounts";
import { createL1Reader } from "../adapters/l1/l1Reader.ts";
import { createHeadFeed } from "../api/headFeed.ts";
import { DEFAULT_TEMPLATE_LIMITS } from "../mining/miningDesk.ts";
import { wakeable } from "../runtime/wakeUp.ts";
import { openFallen } from "../sequencer/fallen.ts";
import { createSettlement, settlementLoop } from "../settlement/settlementLoop.ts";
import { createConfiguredSequencer, openLeaderSigner, runTermKeeper } from "./configuredSequencer.ts";
import { startEngineThreads } from "./engineThreads.ts";
import { serveFeed } from "./feedService.ts";
import { type L1SendingOptions, openL1Accounts } from "./l1Accounts.ts";
import { requireKeys } from "./requireKeys.ts";
import { serveRollups } from "./rollupServers.ts";
import { openRollupState } from "./rollupState.ts";
import { createSequencerFallback } from "./sequencerFallback.ts";
import { createMiningSide, type MiningOptions, type MiningSide } from "./sequencerMining.ts";
import { attachSequencer, openSequencerOperations } from "./sequencerOperations.ts";
import { createPool } from "./sequencerPool.ts";
import { createSequencerSimulator } from "./sequencerSimulator.ts";
import { runUnminedReverts } from "./unminedReverts.ts";

export type SequencerRoleOptions = MiningOptions & {
  readonly l1Url: string;
  readonly leader: LocalAccount;
  readonly producer: LocalAccount;
  /** first rollup's port; 0 takes free ones */
  readonly rpcPort: number;
  /** of health and metrics; 0 takes a free one */
  readonly opsPort: number;
  readonly feedPort?: number;
  readonly slotMs: number;
  /** where blocks are built: each rollup's in a thread of its own, or all in the main one */
  readonly execution: "threads" | "one-thread";
  /** call the inbox's `abandonTerm` when L1 has lost the block that unposted superblocks stand on */
  readonly abandonLostTerms: boolean;
  /** take back on L1 what no work came for in `revertDelay` */
  readonly revertUnmined: boolean;
  readonly batchEverySec: bigint;
  readonly maxBatchSuperblocks: bigint;
  readonly sending?: L1SendingOptions;
};

export type SequencerRole = {
  /** JSON-RPC of each rollup, by chain id */
  readonly rpcUrls: ReadonlyMap<bigint, string>;
  readonly miningUrl: string;
  /** of /healthz, /readyz and /metrics */
  readonly opsUrl: string;
  /** of posted blobs, if they are served */
  readonly archiveUrl: string | undefined;
  /** ws:// of the feed, if there is one */
  readonly feedUrl: string | undefined;
};

/** geth takes transactions of up to 128 KiB; the rest is the header of the batch. */
const MAX_BATCH_DATA_BYTES = 120_000;
/** A step may wait until L1 has taken a transaction. */
const REVERT_LIMIT_MS = 900_000;

export async function startSequencerRole(options: SequencerRoleOptions): Promise<SequencerRole> {
  const { deployment, l1Url, clock, log, lifecycle } = options;
  requireKeys(options);
  mkdirSync(options.stateDir, { recursive: true });
  const path = join(options.stateDir, "rollups");
  const state = await openRollupState(deployment, path, { ...lifecycle, log });
  const chainIds = state.engines.map(({ chainId }) => chainId);
  const engines =
    options.execution === "threads" ? await startEngineThreads({ path, chainIds }, lifecycle) : state.engines;
  const accounts = await openL1Accounts({ ...options, ...options.sending, store: state.store });
  const l1 = createL1Reader({ url: l1Url, deployment, blobs: accounts.reader });
  const pool = createPool(state, deployment.producer, clock);
  const operations = openSequencerOperations(options);
  const { observers, beats } = operations;
  const heads = createHeadFeed();
  const fallen = openFallen(state.store);

  const posterClock = wakeable(clock);
  const plannerLimits = {
    maxSuperblocks: options.maxBatchSuperblocks,
    everySec: options.batchEverySec,
    maxLagSec: deployment.limits.maxLagSec,
  };
  const settlement = createSettlement({
    ...state,
    l1,
    ...accounts.settlement,
    clock,
    log: log.child({ module: "settlement" }),
    deployment,
    limits: { ...plannerLimits, maxDataBytes: MAX_BATCH_DATA_BYTES },
    everyMs: 500,
    heads,
    onPosted: observers.onPosted,
    onRanks: ({ final }) => fallen.forget(final, clock.now()),
  });
  const signer = openLeaderSigner(options, state.domain);
  const fallback = createSequencerFallback({
    ...{ ...state, deployment, l1, pool, signer, clock, producer: options.producer },
    sender: accounts.poster,
    mining: () => side.mining,
    templateStableMs: options.templateStableMs ?? DEFAULT_TEMPLATE_LIMITS.stableMs,
    announce: heads.announce,
    log: log.child({ module: "fallback" }),
  });
  const side: MiningSide = createMiningSide(options, {
    ...state,
    l1,
    sender: accounts.relay,
    settlement,
    fallback,
    plannerLimits,
    observers,
    wakePoster: posterClock.wake,
  });
  const { mining } = side;
  const sequencer = await createConfiguredSequencer(options, state, {
    engines,
    l1,
    pool,
    mining,
    funding: side.funding,
    fallen,
    signer,
    fallback: fallback.conduct,
    onSlot: observers.onSlot,
    onRolledBack: observers.onRolledBack,
    announce: heads.announce,
  });
  attachSequencer(operations, { ...state, deployment, sequencer, settlement, fallback, mining: side, pool });
  const opsUrl = await operations.serve(options.opsPort);

  const rpcUrls = await serveRollups({
    ...state,
    role: "sequencer",
    ranks: () => settlement.ranks,
    rankFeed: settlement.rankFeed,
    heads,
    pool,
    simulator: await createSequencerSimulator(state, options.producer, clock),
    impediments: operations.impediments,
    onRpcCall: observers.onRpcCall,
    clock,
    log,
    lifecycle,
    firstPort: options.rpcPort,
  });
  const feedUrl = await serveFeed({
    ...state,
    heads,
    halt: () => sequencer.halt?.reason,
    port: options.feedPort,
    metrics: operations.metrics,
    clock,
    log,
    lifecycle,
  });
  const miningUrl = await side.start(operations.heartbeats, beats.mining);

  lifecycle.run(
    "settlement",
    settlementLoop(settlement, { clock: posterClock.clock, log, everyMs: 500, beats }, lifecycle.signal),
  );
  lifecycle.run("sequencer", sequencer.run(lifecycle.signal));
  if (options.revertUnmined)
    runUnminedReverts({
      ...options,
      l1,
      sender: accounts.relay,
      workOn: () => mining.waiting().map(({ tip }) => tip.superblock),
      onStep: operations.heartbeats.watch("reverts", REVERT_LIMIT_MS),
    });
  if (options.abandonLostTerms)
    runTermKeeper(options, operations, { ...state, l1, sender: accounts.poster, sequencer });
  return { rpcUrls, miningUrl, opsUrl, feedUrl, archiveUrl: accounts.archiveUrl };
}
