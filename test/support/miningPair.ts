/** The mining side over a live pair of rollups: posting, the mining RPC over HTTP, strangers on L1, the oracles. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createPublicClient,
  createWalletClient,
  decodeFunctionResult,
  encodeFunctionData,
  type Hex,
  http,
} from "viem";
import { checkpointLedgerAbi, minedBlockOracleAbi } from "../../services/abi/index.ts";
import { openStore } from "../../services/adapters/store/lmdbStore.ts";
import { systemClock } from "../../services/adapters/systemClock.ts";
import { createMiningServer } from "../../services/api/miningServer.ts";
import { createAuxClient } from "../../services/mining/auxClient.ts";
import { createCheckpointClient } from "../../services/mining/checkpointClient.ts";
import { startMiner } from "../../services/mining/miner.ts";
import type { MiningRelayDeps } from "../../services/mining/miningRelay.ts";
import type { Clock, MinedCheckpoint, PostedBatch, Ranks } from "../../services/ports.ts";
import { MINED_BLOCK_ORACLE } from "../../services/protocol/systemAddresses.ts";
import { oracleCalls } from "../../services/roles/oracleCalls.ts";
import { Secret } from "../../services/runtime/logger.ts";
import { journalKey } from "../../services/settlement/posting.ts";
import { sealRange } from "../../services/settlement/rangeSealer.ts";
import { sealedTip } from "../../services/settlement/sealedTip.ts";
import { createSettlement } from "../../services/settlement/settlementLoop.ts";
import { artifactOf } from "./artifact.ts";
import { type LivePair, person, quiet, startLivePair } from "./livePair.ts";
import { mineCheckpoint } from "./mineCheckpoint.ts";
import { solvedHex } from "./miningFixture.ts";
import { createMiningService, type MiningService } from "./miningInOneThread.ts";

const CREDENTIALS = { user: "pool", password: "secret" };
const LIMITS = { maxSuperblocks: 120n, everySec: 0n, maxLagSec: 60n, maxDataBytes: 120_000 };
const MAX_SLOTS = 5;
export const noSignal = new AbortController().signal;

export type MiningPair = Awaited<ReturnType<typeof startMiningPair>>;

export async function startMiningPair(options: Parameters<typeof startLivePair>[0] = {}) {
  const pair = await startLivePair(options);
  const settlement = createSettlement({
    ...pair,
    sender: pair.poster,
    clock: systemClock,
    log: quiet,
    limits: LIMITS,
    everyMs: 100,
  });
  return {
    ...pair,
    /** As L1 has them now. */
    ranks: async (): Promise<Ranks> => {
      await settlement.follow();
      return settlement.ranks;
    },
    /** One look of the poster. */
    postWhatIsDue: () => settlement.step(noSignal),
    /** One more superblock, sealed as a batch and journaled, as when the poster stops before it sends. */
    seal: async (): Promise<bigint> => {
      const posted = (await pair.l1.batches(0n)).at(-1)?.batch.number ?? 0n;
      await pair.produce();
      const source = { store: pair.store, rollups: pair.engines.map(({ chainId }) => chainId) };
      const last = pair.store.head()!.superblock.number;
      const sealed = sealRange(source, { first: posted + 1n, last }, LIMITS.maxDataBytes);
      if (!sealed.ok) throw new Error(sealed.detail);
      pair.store.records.put(journalKey(sealed.range.first), sealed.range);
      return last;
    },
    sealedTip: (posted: bigint) =>
      sealedTip({
        store: pair.store,
        posted,
        posting: settlement.posting,
        nowSec: BigInt(Math.floor(systemClock.now() / 1000)),
        limits: LIMITS,
      }),
    /** One more superblock, posted at once. */
    post: async (): Promise<PostedBatch> => {
      await pair.produce();
      await settlement.step(noSignal);
      return (await pair.l1.batches(0n)).at(-1)!;
    },
    /** What L1 asks of a checkpoint on a parent now. */
    requiredBits: (parent: Hex) => requiredBits(pair, parent),
    /** Work on a checkpoint, not submitted to anybody; by default as hard as L1 asks for now. */
    workOn: (posted: PostedBatch, parent: Hex, nBits?: number) => workOn(pair, posted, parent, nBits),
    /** Has a contract that is not ours submit work to the ledger. */
    strangerSubmits: (work: StrangeWork) => strangerSubmits(pair, work),
    oracle: (chainId: bigint) => oracle(pair, chainId),
    relayToOracles: (service: MiningService, valueWei = 0n) => relayToOracles(pair, service, valueWei),
    /** What a rollup's oracle has for miners: unpromised, next share, what a height was promised. */
    potOn: (chainId: bigint, height: bigint) => potOn(pair, chainId, height),
  };
}

export type StrangeWork = Awaited<ReturnType<typeof workOn>>;

async function heightOf({ l1 }: LivePair, parent: Hex): Promise<number> {
  return (await l1.checkpoints()).find(({ id }) => id === parent)?.height ?? 0;
}

async function requiredBits(pair: LivePair, parent: Hex): Promise<number> {
  return createPublicClient({ transport: http(pair.url), cacheTime: 0 }).readContract({
    address: pair.deployment.addresses.ledger,
    abi: checkpointLedgerAbi,
    functionName: "requiredBits",
    args: [parent, await heightOf(pair, parent)],
  });
}

async function workOn(pair: LivePair, { batch }: PostedBatch, parentCheckpoint: Hex, given?: number) {
  const parentHeight = await heightOf(pair, parentCheckpoint);
  const nBits = given ?? (await requiredBits(pair, parentCheckpoint));
  const { auxChainId } = pair.deployment.mining;
  const checkpoint = { auxChainId, nBits, parentCheckpoint, superblock: batch.superblock };
  return { batch, parentHeight, ...mineCheckpoint({ ...checkpoint, miner: person(9).address }) };
}

async function strangerSubmits(
  { url, deployment }: LivePair,
  { checkpoint, batch, parentHeight, auxPow, id }: StrangeWork,
): Promise<Hex> {
  const transport = http(url);
  const wallet = createWalletClient({ account: person(8), transport });
  const { abi, bytecode } = artifactOf("ConstructorCaller");
  const data = encodeFunctionData({
    abi: checkpointLedgerAbi,
    functionName: "submitCheckpoint",
    args: [checkpoint, batch, parentHeight, auxPow],
  });
  const args = [deployment.addresses.ledger, data];
  const hash = await wallet.deployContract({ abi, bytecode, args, chain: null });
  await createPublicClient({ transport, pollingInterval: 50 }).waitForTransactionReceipt({ hash });
  return id;
}

/** What a rollup's oracle says at the head. */
async function oracle({ engines, store }: LivePair, chainId: bigint) {
  const engine = engines.find((candidate) => candidate.chainId === chainId)!;
  const header = store.header(chainId, store.head()!.superblock.number)!;
  const read = async <Name extends "lead" | "lastMined">(functionName: Name) => {
    const call = { abi: minedBlockOracleAbi, functionName: functionName as "lastMined" } as const;
    const { returnData } = await engine.call(header, {
      to: MINED_BLOCK_ORACLE,
      data: encodeFunctionData(call),
    });
    return returnData;
  };
  return {
    lead: await read("lead"),
    lastMined: decodeFunctionResult({
      abi: minedBlockOracleAbi,
      functionName: "lastMined",
      data: await read("lastMined"),
    }),
  };
}

async function potOn({ engines, store }: LivePair, chainId: bigint, height: bigint) {
  const engine = engines.find((candidate) => candidate.chainId === chainId)!;
  const header = store.header(chainId, store.head()!.superblock.number)!;
  const abi = minedBlockOracleAbi;
  const ask = async (data: Hex) => (await engine.call(header, { to: MINED_BLOCK_ORACLE, data })).returnData;
  const pot = await ask(encodeFunctionData({ abi, functionName: "pot" }));
  const promised = await ask(encodeFunctionData({ abi, functionName: "promisedWei", args: [height] }));
  return [
    ...decodeFunctionResult({ abi, functionName: "pot", data: pot }),
    decodeFunctionResult({ abi, functionName: "promisedWei", data: promised }),
  ];
}

/** Superblocks with what the sequencer would relay, until there is nothing left to relay. */
async function relayToOracles(pair: LivePair, service: MiningService, valueWei: bigint): Promise<void> {
  await service.refresh();
  // The block after the mined one must exist before it can be opened.
  await pair.produce();
  for (let slot = 0; slot < MAX_SLOTS; slot++) {
    const parts = { mining: service, funding: async () => valueWei };
    const calls = await oracleCalls(pair, parts, pair.store.head()!);
    if (calls.size === 0) return;
    await pair.produce(undefined, calls);
  }
  throw new Error(`still something to relay after ${MAX_SLOTS} superblocks`);
}

/** A mining service with its database and its RPC, as one process has them. */
export async function startMiningSide(
  pair: LivePair,
  options: { path?: string; clock?: Clock } & Pick<MiningRelayDeps, "sealedTip" | "onUnpostedWork"> = {},
) {
  const path = options.path ?? mkdtempSync(join(tmpdir(), "lockstep-mining-"));
  const clock = options.clock ?? systemClock;
  const store = openStore({ path, chainIds: pair.engines.map(({ chainId }) => chainId) });
  const { sealedTip: tip, onUnpostedWork } = options;
  const service = createMiningService({
    ...(tip && { sealedTip: tip }),
    ...(onUnpostedWork && { onUnpostedWork }),
    clock,
    store,
    l1Reader: pair.l1,
    l1Sender: pair.poster,
    deployment: pair.deployment,
    log: quiet,
  });
  const { user, password } = CREDENTIALS;
  const server = createMiningServer({
    service,
    user,
    password: new Secret(password),
    startedAtMs: clock.now(),
    clock,
    log: quiet,
  });
  const url = await server.listen({ host: "127.0.0.1", port: 0 });
  const client = createAuxClient({ url, ...CREDENTIALS });
  await service.refresh();
  return {
    service,
    path,
    /** The bytes behind a hash, as a verifying miner asks for them. */
    checkpointOf: createCheckpointClient({ url, ...CREDENTIALS }),
    /** Work as a pool gets it. */
    fetch: async (account: string) => {
      const answer = await client.createAuxBlock(account, noSignal);
      if (!answer.ok) throw new Error(answer.message);
      return answer.work;
    },
    solve: ({ hash, bits }: { hash: string; bits: string }) => solvedHex(hash, Number.parseInt(bits, 16)),
    submit: (hash: string, proof: string) => client.submitAuxBlock(hash, proof, noSignal),
    /** Mines with the real miner until `done`, reading L1 and relaying as the loop does. */
    mineUntil: (accounts: readonly string[], done: () => Promise<boolean>) =>
      mineUntil({ url, service }, accounts, done),
    relay: async () => {
      await service.relay(noSignal);
      await service.refresh();
    },
    stop: async () => {
      await server.close();
      await store.close();
    },
    remove: () => rmSync(path, { recursive: true }),
  };
}

async function mineUntil(
  { url, service }: { readonly url: string; readonly service: MiningService },
  accounts: readonly string[],
  done: () => Promise<boolean>,
): Promise<void> {
  const abort = new AbortController();
  const common = { url, ...CREDENTIALS, threads: 1, pollMs: 50, clock: systemClock, log: quiet };
  const miners = accounts.map((address) => startMiner({ ...common, address, signal: abort.signal }));
  try {
    while (!(await done())) {
      await service.refresh();
      await service.relay(noSignal);
      await systemClock.sleep(20);
    }
  } finally {
    abort.abort();
    await Promise.all(miners.map((miner) => miner.done));
  }
}

export const acceptedOf = (checkpoints: readonly MinedCheckpoint[], id: Hex): readonly MinedCheckpoint[] =>
  checkpoints.filter((checkpoint) => checkpoint.id === id);
