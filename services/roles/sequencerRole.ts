/** The sequencer as one process runs it: rollups, mempools, RPC, mining RPC, poster, relay. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Address } from "viem";
import type { LocalAccount } from "viem/accounts";
import { createProducerKey, createSuperblockSigner } from "../adapters/keys.ts";
import { createL1Reader } from "../adapters/l1/l1Reader.ts";
import { createHeadFeed } from "../api/headFeed.ts";
import { createMiningServer } from "../api/miningServer.ts";
import { createMiningService, type MiningService, runMiningLoop } from "../mining/miningService.ts";
import type { Clock } from "../ports.ts";
import type { Deployment } from "../protocol/deployment.ts";
import type { Lifecycle } from "../runtime/lifecycle.ts";
import type { Logger, Secret } from "../runtime/logger.ts";
import { DEFAULT_BUILDER_LIMITS } from "../sequencer/builderLimits.ts";
import { createSequencer, type SequencerDeps } from "../sequencer/sequencerLoop.ts";
import { createSettlement, settlementLoop } from "../settlement/settlementLoop.ts";
import { serveFeed } from "./feedService.ts";
import { type L1SendingOptions, openL1Accounts } from "./l1Accounts.ts";
import { listen } from "./listen.ts";
import { oracleCalls } from "./oracleCalls.ts";
import { requireCurrentState } from "./requireCurrentState.ts";
import { requireKeys } from "./requireKeys.ts";
import { serveRollups } from "./rollupServers.ts";
import { openRollupState, type RollupState } from "./rollupState.ts";
import { attachSequencer, openSequencerOperations } from "./sequencerOperations.ts";
import { createPool } from "./sequencerPool.ts";

export type SequencerRoleOptions = {
  readonly deployment: Deployment;
  readonly l1Url: string;
  readonly stateDir: string;
  readonly leader: LocalAccount;
  readonly producer: LocalAccount;
  /** first rollup's port; 0 takes free ones */
  readonly rpcPort: number;
  readonly miningPort: number;
  /** of health and metrics; 0 takes a free one */
  readonly opsPort: number;
  /** of the feed of signed superblocks; 0 takes a free one, without it there is no feed */
  readonly feedPort?: number;
  readonly miningUser: string;
  readonly miningPassword: Secret;
  /** the account that `getauxblock` credits, for pools that name none; without one it is refused */
  readonly defaultMiner?: Address;
  readonly slotMs: number;
  readonly batchEverySec: bigint;
  readonly maxBatchSuperblocks: bigint;
  readonly sending?: L1SendingOptions;
  readonly clock: Clock;
  readonly log: Logger;
  readonly lifecycle: Lifecycle;
};

export type SequencerRole = {
  /** JSON-RPC of each rollup, by chain id */
  readonly rpcUrls: ReadonlyMap<bigint, string>;
  readonly miningUrl: string;
  /** of /healthz, /readyz and /metrics */
  readonly opsUrl: string;
  /** of posted blobs, if they are served */
  readonly archiveUrl?: string;
  /** ws:// of the feed, if there is one */
  readonly feedUrl: string | undefined;
};

/** geth takes transactions of up to 128 KiB; the rest is the header of the batch. */
const MAX_BATCH_DATA_BYTES = 120_000;

export async function startSequencerRole(options: SequencerRoleOptions): Promise<SequencerRole> {
  const { deployment, l1Url, clock, log, lifecycle } = options;
  requireKeys(options);
  mkdirSync(options.stateDir, { recursive: true });
  const state = await openRollupState(deployment, join(options.stateDir, "rollups"), lifecycle);
  const accounts = await openL1Accounts({ ...options, ...options.sending, store: state.store });
  const l1 = createL1Reader({ url: l1Url, deployment, blobs: accounts.reader });
  const pool = createPool(state, deployment.producer, clock);
  const operations = openSequencerOperations(options);
  const { observers, beats } = operations;
  const heads = createHeadFeed();

  const settlement = createSettlement({
    ...state,
    l1,
    sender: accounts.poster,
    relay: accounts.relay,
    ...(accounts.blobs && { blobs: accounts.blobs }),
    clock,
    log: log.child({ module: "settlement" }),
    deployment,
    limits: {
      maxSuperblocks: options.maxBatchSuperblocks,
      everySec: options.batchEverySec,
      maxLagSec: deployment.limits.maxLagSec,
      maxDataBytes: MAX_BATCH_DATA_BYTES,
    },
    everyMs: 500,
    onPosted: observers.onPosted,
  });
  const miningLog = log.child({ module: "mining" });
  const mining = createMiningService({
    clock,
    store: state.store,
    l1Reader: l1,
    l1Sender: accounts.relay,
    deployment,
    log: miningLog,
  });
  const sequencer = await createConfiguredSequencer(options, state, {
    l1,
    pool,
    mining,
    onSlot: observers.onSlot,
    announce: (superblock) => heads.announce({ kind: "appended", superblock }),
  });
  attachSequencer(operations, { ...state, deployment, sequencer, settlement, mining, pool });
  const opsUrl = await operations.serve(options.opsPort);

  const rpcUrls = await serveRollups({
    ...state,
    role: "sequencer",
    ranks: () => settlement.ranks,
    heads,
    pool,
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
  const miningServer = createMiningServer({
    service: mining,
    user: options.miningUser,
    password: options.miningPassword,
    ...(options.defaultMiner === undefined ? {} : { defaultAddress: options.defaultMiner }),
    startedAtMs: clock.now(),
    onCall: observers.onMiningCall,
    clock,
    log: miningLog,
  });
  const miningUrl = await listen(miningServer, "mining", options.miningPort);
  lifecycle.onStop("mining RPC", () => miningServer.close());

  lifecycle.run(
    "settlement",
    settlementLoop(settlement, { clock, log, everyMs: 500, onStep: beats.settlement }, lifecycle.signal),
  );
  lifecycle.run(
    "mining",
    runMiningLoop(mining, { clock, log: miningLog, signal: lifecycle.signal, onStep: beats.mining }),
  );
  lifecycle.run("sequencer", sequencer.run(lifecycle.signal));
  const { archiveUrl } = accounts;
  return { rpcUrls, miningUrl, opsUrl, feedUrl, ...(archiveUrl !== undefined && { archiveUrl }) };
}

async function createConfiguredSequencer(
  options: SequencerRoleOptions,
  state: RollupState,
  parts: Required<Pick<SequencerDeps, "l1" | "pool" | "announce" | "onSlot">> & {
    readonly mining: MiningService;
  },
) {
  const { deployment, clock, log, lifecycle } = options;
  const signer = createSuperblockSigner({
    account: options.leader,
    domain: state.domain,
    recordPath: join(options.stateDir, "signed.jsonl"),
  });
  lifecycle.onStop("signer", async () => signer.close());
  const { stateDir } = options;
  await requireCurrentState({ stateDir, store: state.store, l1: parts.l1, signed: signer.last });
  const module = log.child({ module: "sequencer" });
  return createSequencer({
    ...state,
    clock,
    log: module,
    l1: parts.l1,
    pool: parts.pool,
    signer,
    builder: {
      key: createProducerKey(options.producer),
      l1ChainId: deployment.l1ChainId,
      limits: DEFAULT_BUILDER_LIMITS,
      log: module,
    },
    limits: { slotMs: options.slotMs, ...deployment.limits },
    relays: (at) => oracleCalls(state, parts.mining, at),
    announce: parts.announce,
    onSlot: parts.onSlot,
  });
}
