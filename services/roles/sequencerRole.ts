/** The sequencer as one process runs it: rollups, mempools, RPC, mining RPC, poster, relay. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { LocalAccount } from "viem/accounts";
import { createProducerKey, createSuperblockSigner } from "../adapters/keys.ts";
import { createL1Reader } from "../adapters/l1/l1Reader.ts";
import { createL1Sender } from "../adapters/l1/l1Sender.ts";
import { createHeadFeed } from "../api/headFeed.ts";
import type { MiningService } from "../mining/miningService.ts";
import { wakeable } from "../runtime/wakeUp.ts";
import { DEFAULT_BUILDER_LIMITS } from "../sequencer/builderLimits.ts";
import { createSequencer, type SequencerDeps } from "../sequencer/sequencerLoop.ts";
import { createSettlement, settlementLoop } from "../settlement/settlementLoop.ts";
import { serveFeed } from "./feedService.ts";
import type { Funding } from "./minerCredit.ts";
import { oracleCalls } from "./oracleCalls.ts";
import { requireCurrentState } from "./requireCurrentState.ts";
import { requireKeys } from "./requireKeys.ts";
import { serveRollups } from "./rollupServers.ts";
import { openRollupState, type RollupState } from "./rollupState.ts";
import { createMiningSide, type MiningOptions } from "./sequencerMining.ts";
import { attachSequencer, openSequencerOperations } from "./sequencerOperations.ts";
import { createPool } from "./sequencerPool.ts";

export type SequencerRoleOptions = MiningOptions & {
  readonly l1Url: string;
  readonly stateDir: string;
  readonly leader: LocalAccount;
  readonly producer: LocalAccount;
  /** first rollup's port; 0 takes free ones */
  readonly rpcPort: number;
  /** of health and metrics; 0 takes a free one */
  readonly opsPort: number;
  /** of the feed of signed superblocks; 0 takes a free one, without it there is no feed */
  readonly feedPort?: number;
  readonly slotMs: number;
  readonly batchEverySec: bigint;
  readonly maxBatchSuperblocks: bigint;
};

export type SequencerRole = {
  /** JSON-RPC of each rollup, by chain id */
  readonly rpcUrls: ReadonlyMap<bigint, string>;
  readonly miningUrl: string;
  /** of /healthz, /readyz and /metrics */
  readonly opsUrl: string;
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
  const l1 = createL1Reader({ url: l1Url, deployment });
  const sender = createL1Sender({
    url: l1Url,
    account: options.leader,
    clock,
    log: log.child({ module: "l1" }),
  });
  const pool = createPool(state, deployment.producer, clock);
  const operations = openSequencerOperations(options);
  const { observers, beats } = operations;
  const heads = createHeadFeed();

  const posterClock = wakeable(clock);
  const plannerLimits = {
    maxSuperblocks: options.maxBatchSuperblocks,
    everySec: options.batchEverySec,
    maxLagSec: deployment.limits.maxLagSec,
  };
  const settlement = createSettlement({
    ...state,
    l1,
    sender,
    clock,
    log: log.child({ module: "settlement" }),
    deployment,
    limits: { ...plannerLimits, maxDataBytes: MAX_BATCH_DATA_BYTES },
    everyMs: 500,
    onPosted: observers.onPosted,
  });
  const side = createMiningSide(options, {
    ...state,
    l1,
    sender,
    settlement,
    plannerLimits,
    observers,
    wakePoster: posterClock.wake,
  });
  const { mining } = side;
  const sequencer = await createConfiguredSequencer(options, state, {
    l1,
    pool,
    ...side,
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
  const miningUrl = await side.start(beats.mining);

  lifecycle.run(
    "settlement",
    settlementLoop(
      settlement,
      { clock: posterClock.clock, log, everyMs: 500, onStep: beats.settlement },
      lifecycle.signal,
    ),
  );
  lifecycle.run("sequencer", sequencer.run(lifecycle.signal));
  return { rpcUrls, miningUrl, opsUrl, feedUrl };
}

async function createConfiguredSequencer(
  options: SequencerRoleOptions,
  state: RollupState,
  parts: Required<Pick<SequencerDeps, "l1" | "pool" | "announce" | "onSlot">> & {
    readonly mining: MiningService;
    readonly funding: Funding;
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
    relays: (at) => oracleCalls(state, parts, at),
    announce: parts.announce,
    onSlot: parts.onSlot,
  });
}
