/** The sequencer as one process runs it: rollups, mempools, RPC, mining RPC, poster, relay. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Address } from "viem";
import type { LocalAccount } from "viem/accounts";
import { createProducerKey, createSuperblockSigner } from "../adapters/keys.ts";
import { createL1Reader } from "../adapters/l1/l1Reader.ts";
import { createL1Sender } from "../adapters/l1/l1Sender.ts";
import { createHeadFeed } from "../api/headFeed.ts";
import { createMiningServer } from "../api/miningServer.ts";
import { createMiningService, type MiningService, runMiningLoop } from "../mining/miningService.ts";
import type { Clock, Engine, L1Reader, SignedSuperblock } from "../ports.ts";
import type { Deployment } from "../protocol/deployment.ts";
import type { Lifecycle } from "../runtime/lifecycle.ts";
import type { Logger, Secret } from "../runtime/logger.ts";
import { UsageError } from "../runtime/serviceError.ts";
import { Mempool } from "../sequencer/mempool.ts";
import { createSequencer } from "../sequencer/sequencerLoop.ts";
import { DEFAULT_BUILDER_LIMITS } from "../sequencer/superblockBuilder.ts";
import { createSettlement, settlementLoop } from "../settlement/settlementLoop.ts";
import { listen } from "./listen.ts";
import { oracleCalls } from "./oracleCalls.ts";
import { serveRollups } from "./rollupServers.ts";
import { openRollupState, type RollupState } from "./rollupState.ts";

export type SequencerRoleOptions = {
  readonly deployment: Deployment;
  readonly l1Url: string;
  readonly stateDir: string;
  readonly leader: LocalAccount;
  readonly producer: LocalAccount;
  /** first rollup's port; 0 takes free ones */
  readonly rpcPort: number;
  readonly miningPort: number;
  readonly miningUser: string;
  readonly miningPassword: Secret;
  readonly slotMs: number;
  readonly batchEverySec: bigint;
  readonly clock: Clock;
  readonly log: Logger;
  readonly lifecycle: Lifecycle;
};

export type SequencerRole = {
  /** JSON-RPC of each rollup, by chain id */
  readonly rpcUrls: ReadonlyMap<bigint, string>;
  readonly miningUrl: string;
};

const MAX_BATCH_SUPERBLOCKS = 120n;
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
  const heads = createHeadFeed();

  const settlement = createSettlement({
    ...state,
    l1,
    sender,
    clock,
    log: log.child({ module: "settlement" }),
    deployment,
    limits: {
      maxSuperblocks: MAX_BATCH_SUPERBLOCKS,
      everySec: options.batchEverySec,
      maxLagSec: deployment.limits.maxLagSec,
      maxDataBytes: MAX_BATCH_DATA_BYTES,
    },
    everyMs: 500,
  });
  const miningLog = log.child({ module: "mining" });
  const mining = createMiningService({
    clock,
    store: state.store,
    l1Reader: l1,
    l1Sender: sender,
    deployment,
    log: miningLog,
  });
  const sequencer = createConfiguredSequencer(options, state, { l1, pool, mining }, (superblock) =>
    heads.announce({ kind: "appended", superblock }),
  );

  const rpcUrls = await serveRollups({
    ...state,
    role: "sequencer",
    ranks: () => settlement.ranks,
    heads,
    pool,
    clock,
    log,
    lifecycle,
    firstPort: options.rpcPort,
  });
  const miningServer = createMiningServer({
    service: mining,
    user: options.miningUser,
    password: options.miningPassword,
    startedAtMs: clock.now(),
    clock,
    log: miningLog,
  });
  const miningUrl = await listen(miningServer, "mining", options.miningPort);
  lifecycle.onStop("mining RPC", () => miningServer.close());

  lifecycle.run("settlement", settlementLoop(settlement, { clock, log, everyMs: 500 }, lifecycle.signal));
  lifecycle.run("mining", runMiningLoop(mining, { clock, log: miningLog, signal: lifecycle.signal }));
  lifecycle.run("sequencer", sequencer.run(lifecycle.signal));
  return { rpcUrls, miningUrl };
}

/** The keys must be those that the deployment names, or nothing that they sign would count. */
function requireKeys({ deployment, leader, producer }: SequencerRoleOptions): void {
  if (leader.address !== deployment.leader)
    throw new UsageError(
      `the leader's key is of ${leader.address}, the deployment names ${deployment.leader}`,
    );
  if (producer.address !== deployment.producer)
    throw new UsageError(
      `the producer's key is of ${producer.address}, the deployment names ${deployment.producer}`,
    );
}

function createPool({ engines, store }: RollupState, producer: Address, clock: Clock): Mempool {
  const byId = new Map<bigint, Engine>(engines.map((engine) => [engine.chainId, engine]));
  return new Mempool({
    clock,
    producer,
    chainIds: [...byId.keys()],
    senderState: (chainId, sender) => {
      const header = store.header(chainId, store.head()?.superblock.number ?? 0n);
      const engine = byId.get(chainId);
      if (header === undefined || engine === undefined)
        throw new RangeError(`chain ${chainId} is not in the set`);
      return engine.account(header.stateRoot, sender);
    },
  });
}

function createConfiguredSequencer(
  options: SequencerRoleOptions,
  state: RollupState,
  parts: { readonly l1: L1Reader; readonly pool: Mempool; readonly mining: MiningService },
  announce: (superblock: SignedSuperblock) => void,
) {
  const { deployment, clock, log, lifecycle } = options;
  const signer = createSuperblockSigner({
    account: options.leader,
    domain: state.domain,
    recordPath: join(options.stateDir, "signed.jsonl"),
  });
  lifecycle.onStop("signer", async () => signer.close());
  const head = state.store.head();
  if (
    signer.last &&
    head &&
    signer.last.term === head.superblock.term &&
    signer.last.number > head.superblock.number
  )
    throw new UsageError(
      `${options.stateDir} is older than what was signed (${signer.last.number} after ${head.superblock.number}): a restored backup must not sign; derive from L1 with another leader key`,
    );
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
    announce,
  });
}
