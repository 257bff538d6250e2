/**
 * Everything real but the pace: a Hardhat L1 with the deployed contracts, two rollups on their engines, superblocks
 * made when the test asks. Work is found at once, because the devnet target is easy here.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { network } from "hardhat";
import { type Address, createPublicClient, encodeFunctionData, type Hex, http } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { type DeployOptions, deployLockstep } from "../../deploy/deployLockstep.ts";
import { readParameters } from "../../deploy/parameters.ts";
import { checkpointLedgerAbi } from "../../services/abi/index.ts";
import { readSystemArtifacts } from "../../services/adapters/artifacts.ts";
import { createProducerKey, createSuperblockSigner } from "../../services/adapters/keys.ts";
import type { BlobReader } from "../../services/adapters/l1/blobs/blobReader.ts";
import { createL1Reader } from "../../services/adapters/l1/l1Reader.ts";
import { createL1Sender } from "../../services/adapters/l1/l1Sender.ts";
import { systemClock } from "../../services/adapters/systemClock.ts";
import { createEngine } from "../../services/execution/ethereumjs/engine.ts";
import { buildGenesis, genesisOf } from "../../services/execution/genesis.ts";
import { loadHistory } from "../../services/execution/history.ts";
import { openSuperblock } from "../../services/execution/superblockExecution.ts";
import type { Engine, L1Message, L1Reader, PostedBatch, Store } from "../../services/ports.ts";
import type { Deployment } from "../../services/protocol/deployment.ts";
import { ZERO_HASH } from "../../services/protocol/merkleTree.ts";
import { createLogger } from "../../services/runtime/logger.ts";
import { DEFAULT_BUILDER_LIMITS } from "../../services/sequencer/builderLimits.ts";
import { Mempool } from "../../services/sequencer/mempool.ts";
import { superblockTimestamp } from "../../services/sequencer/slotTimetable.ts";
import { buildSuperblock } from "../../services/sequencer/superblockBuilder.ts";
import type { Relay } from "../../services/sequencer/systemTransactions.ts";
import { findWork } from "./findWork.ts";
import { createMemoryStore } from "./memoryStore.ts";

/** Hardhat's well-known accounts: 0 deploys, 1 leads, 2 produces, 4 to 7 are users. */
export const person = (addressIndex: number) =>
  mnemonicToAccount("test test test test test test test test test test test junk", { addressIndex });
const keyOf = (index: number): Hex =>
  `0x${Buffer.from(person(index).getHdKey().privateKey!).toString("hex")}`;

export const quiet = createLogger("silent");
const EASY_BITS = 0x207fffff;

const genesisRequest: DeployOptions["buildGenesis"] = (request) =>
  buildGenesis(
    {
      ...request,
      l1OriginNumber: request.l1Origin.number,
      l1Origin: request.l1Origin.hash,
    },
    readSystemArtifacts(),
  );

export type LivePair = Awaited<ReturnType<typeof startLivePair>>;

export async function startLivePair(
  options: {
    readonly challengeWindowSec?: bigint;
    readonly originDepth?: bigint;
    readonly strict?: boolean;
    readonly maxLagSec?: bigint;
    readonly sequencerTimeoutSec?: bigint;
    readonly mining?: Partial<Deployment["mining"]>;
    /** somebody else's, who stops it */
    readonly l1Url?: string;
    readonly blobs?: BlobReader;
  } = {},
) {
  const stateDir = mkdtempSync(join(tmpdir(), "lockstep-"));
  const server = options.l1Url === undefined ? await startL1() : undefined;
  const url = options.l1Url ?? server!.url;
  const base = readParameters("deploy/parameters/devnet.json");
  const deployment = await deployLockstep({
    l1Url: url,
    deployerKey: keyOf(0),
    parameters: {
      ...base,
      strict: options.strict ?? base.strict,
      mining: { ...base.mining, anchorBits: EASY_BITS, minSpacingSec: 0n, ...options.mining },
      limits: {
        ...base.limits,
        challengeWindowSec: options.challengeWindowSec ?? 1n,
        originDepth: options.originDepth ?? base.limits.originDepth,
        maxLagSec: options.maxLagSec ?? base.limits.maxLagSec,
        sequencerTimeoutSec: options.sequencerTimeoutSec ?? base.limits.sequencerTimeoutSec,
      },
    },
    buildGenesis: genesisRequest,
    deploymentDir: join(stateDir, "deployment"),
  });
  const l1 = createL1Reader({ url, deployment, ...(options.blobs && { blobs: options.blobs }) });
  const senderOf = (index: number) =>
    createL1Sender({ url: url, account: person(index), clock: systemClock, log: quiet });
  const signer = createSuperblockSigner({
    account: person(1),
    domain: { l1ChainId: deployment.l1ChainId, inbox: deployment.addresses.inbox },
    recordPath: join(stateDir, "signer.jsonl"),
  });
  const rollups = await openRollups(deployment);
  return {
    url,
    deployment,
    l1,
    /** of the leader, who posts; the miner uses another account */
    poster: senderOf(1),
    ...rollups,
    /** One signed superblock on top of the head. */
    produce: (
      transactions: ReadonlyMap<bigint, readonly Hex[]> = new Map(),
      relays: ReadonlyMap<bigint, Relay> = new Map(),
    ) => produce({ ...rollups, deployment, l1, signer }, transactions, relays),
    /** Opens the next superblock for a test that closes it its own way. */
    open: async () => openNext({ ...rollups, deployment, l1, signer }),
    mine: (posted: PostedBatch) => mine({ url, deployment, l1, sender: senderOf(8) }, posted),
    stop: async () => {
      signer.close();
      await server?.close();
      rmSync(stateDir, { recursive: true });
    },
  };
}

/** Unlike the devnet's L1, this one can be taken back, as a reorganisation does. */
async function startL1(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const mining = { auto: true, interval: 1000 };
  const server = await network.createServer(
    { override: { mining, allowBlocksWithSameTimestamp: true } },
    "127.0.0.1",
    0,
  );
  const { address, port } = await server.listen();
  return { url: `http://${address}:${port}`, close: () => server.close() };
}

/** A store with genesis, and engines over it, as any process has them. */
export async function openRollups(
  deployment: Deployment,
): Promise<{ store: Store; engines: readonly Engine[] }> {
  const chainIds = deployment.rollups.map(({ chainId }) => chainId);
  const store = createMemoryStore(chainIds);
  const genesis = await genesisOf(deployment);
  store.append(genesis.signed, genesis.blocks, []);
  const engines = await Promise.all(
    chainIds.map((chainId) => createEngine({ chainId, readNode: (key) => store.stateNode(chainId, key) })),
  );
  return { store, engines };
}

type Producing = {
  readonly store: Store;
  readonly engines: readonly Engine[];
  readonly deployment: Deployment;
  readonly l1: L1Reader;
  readonly signer: ReturnType<typeof createSuperblockSigner>;
};

async function openNext({ store, engines, deployment, l1 }: Producing) {
  const head = store.head()!;
  const number = (await l1.head()).number - deployment.limits.originDepth;
  const origin = (await l1.block(number))!;
  const messages = new Map<bigint, readonly L1Message[]>();
  for (const [i, { chainId }] of engines.entries())
    messages.set(chainId, await l1.messages(chainId, head.consumed[i]!, number));
  const domain = { l1ChainId: deployment.l1ChainId, inbox: deployment.addresses.inbox };
  const open = await openSuperblock({ engines, store, domain }, head, {
    term: (await l1.term()).term,
    timestamp: superblockTimestamp(systemClock.now(), head.superblock.timestamp, origin.timestamp),
    producer: deployment.producer,
    l1Origin: origin,
    lead: await l1.leadAt(number),
  });
  return { open, messages };
}

async function produce(
  producing: Producing,
  transactions: ReadonlyMap<bigint, readonly Hex[]>,
  relays: ReadonlyMap<bigint, Relay>,
): Promise<void> {
  const { store, engines, deployment, signer } = producing;
  const { open, messages } = await openNext(producing);
  const pool = await poolOf(engines, store, deployment.producer, transactions);
  const built = await buildSuperblock(
    {
      key: createProducerKey(person(2)),
      l1ChainId: deployment.l1ChainId,
      limits: DEFAULT_BUILDER_LIMITS,
      log: quiet,
    },
    open,
    loadHistory(store),
    { messages, relays, pool, timeIsUp: () => false, nowMs: systemClock.now() },
  );
  if (!built.ok) throw new Error(`superblock not closed: ${built.reason}`);
  store.append(built.superblock, built.blocks, built.groups);
  const signature = await signer.sign(built.superblock.superblock);
  if (!signature.ok) throw new Error(`not signed: ${signature.reason}`);
  store.sign(built.superblock.superblock.number, signature.signature);
  // Slots are seconds: the next one begins when this one's is over.
  await systemClock.sleep(Number(built.superblock.superblock.timestamp) * 1000 + 1000 - systemClock.now());
}

async function poolOf(
  engines: readonly Engine[],
  store: Store,
  producer: Address,
  transactions: ReadonlyMap<bigint, readonly Hex[]>,
): Promise<Mempool> {
  const pool = new Mempool({
    clock: systemClock,
    engines,
    producer,
    senderState: (chainId, sender) => {
      const header = store.header(chainId, store.head()!.superblock.number)!;
      return engines.find((engine) => engine.chainId === chainId)!.account(header.stateRoot, sender);
    },
  });
  for (const [chainId, raws] of transactions)
    for (const raw of raws) {
      const submitted = await pool.submit(chainId, raw);
      if (!submitted.ok) throw new Error(`not admitted: ${submitted.detail}`);
    }
  return pool;
}

/** Finds work for a checkpoint on the tip of a batch and has the ledger accept it. */
async function mine(
  {
    url,
    deployment,
    l1,
    sender,
  }: Pick<Producing, "deployment" | "l1"> & {
    readonly url: string;
    readonly sender: ReturnType<typeof createL1Sender>;
  },
  { batch }: PostedBatch,
): Promise<void> {
  const parent = await l1.lead();
  const parentCheckpoint = parent?.id ?? ZERO_HASH;
  const parentHeight = parent?.height ?? 0;
  const checkpoint = {
    auxChainId: deployment.mining.auxChainId,
    nBits: await requiredBits(url, deployment, parentCheckpoint, parentHeight),
    parentCheckpoint,
    superblock: batch.superblock,
    miner: sender.address,
  };
  const outcome = await sender.send({
    to: deployment.addresses.ledger,
    data: encodeFunctionData({
      abi: checkpointLedgerAbi,
      functionName: "submitCheckpoint",
      args: [checkpoint, batch, parentHeight, findWork(checkpoint)],
    }),
  });
  if (!outcome.ok) throw new Error(`checkpoint refused: ${outcome.detail}`);
}

const requiredBits = (url: string, deployment: Deployment, parent: Hex, height: number): Promise<number> =>
  createPublicClient({ transport: http(url) }).readContract({
    address: deployment.addresses.ledger,
    abi: checkpointLedgerAbi,
    functionName: "requiredBits",
    args: [parent, height],
  });
