/**
 * anvil as an L1 whose time is the test's and that goes back when told: blocks are dropped and others built in their
 * place, with some of the transactions that were in them, as on a real network.
 */
import { encodeFunctionData, type Hex, toHex } from "viem";
import { type DeployOptions, deployLockstep } from "../../../deploy/deployLockstep.ts";
import { readParameters } from "../../../deploy/parameters.ts";
import { checkpointLedgerAbi, portalAbi, rollupInboxAbi } from "../../../services/abi/index.ts";
import { readSystemArtifacts } from "../../../services/adapters/artifacts.ts";
import { createL1Reader } from "../../../services/adapters/l1/l1Reader.ts";
import { createL1Sender } from "../../../services/adapters/l1/l1Sender.ts";
import { privateKeyOf } from "../../../services/devnet.ts";
import { buildGenesis } from "../../../services/execution/genesis.ts";
import type { Clock, L1Call, PostedBatch } from "../../../services/ports.ts";
import type { Deployment } from "../../../services/protocol/deployment.ts";
import { ZERO_HASH } from "../../../services/protocol/merkleTree.ts";
import { startAnvil } from "../anvil.ts";
import { findWork } from "../findWork.ts";
import { person, quiet } from "../livePair.ts";
import type { Random } from "../random.ts";

const EASY_BITS = 0x207fffff;
/**
 * States that anvil keeps, all in memory. Without a number it puts older ones on the disk, and a long run then once had
 * no contracts after a reorganisation; with it 500 batches went through.
 */
const STATES = "400";
const DEPOSITOR = 8;
const MINER = 9;

export type TestClock = Clock & { advance(ms: number): void };

/** Nobody waits: sleeping moves the time. */
export function createTestClock(startMs: number): TestClock {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    sleep: async (ms) => {
      if (ms > 0) nowMs += ms;
    },
    advance: (ms) => {
      nowMs += ms;
    },
  };
}

const genesisRequest: DeployOptions["buildGenesis"] = (request) =>
  buildGenesis(
    { ...request, l1OriginNumber: request.l1Origin.number, l1Origin: request.l1Origin.hash },
    readSystemArtifacts(),
  );

export type ReorgingL1 = Awaited<ReturnType<typeof startReorgingL1>>;

export async function startReorgingL1(deploymentDir: string) {
  const anvil = await startAnvil(["--chain-id", "31337", "--prune-history", STATES]);
  const base = readParameters("deploy/parameters/devnet.json");
  const deployment = await deployLockstep({
    l1Url: anvil.url,
    deployerKey: privateKeyOf(person(0)),
    parameters: { ...base, mining: { ...base.mining, anchorBits: EASY_BITS, minSpacingSec: 0n } },
    buildGenesis: genesisRequest,
    deploymentDir,
  });
  const firstBlock = await anvil.client.getBlockNumber();
  const clock = createTestClock(
    Math.max(Date.now(), Number((await anvil.client.getBlock()).timestamp) * 1000),
  );
  const l1 = createL1Reader({ url: anvil.url, deployment });
  let fork = 1n;

  /** The next block's time: the test's, but later than the last one's. */
  const setTime = async (): Promise<void> => {
    const { timestamp } = await anvil.client.getBlock();
    const nowSec = BigInt(Math.floor(clock.now() / 1000));
    const next = nowSec > timestamp ? nowSec : timestamp + 1n;
    if (next > nowSec) clock.advance(Number(next - nowSec) * 1000);
    await anvil.ask("evm_setNextBlockTimestamp", Number(next));
  };
  const mine = async (): Promise<void> => {
    await setTime();
    await anvil.ask("evm_mine");
  };
  const senderOf = (index: number) => {
    const sender = createL1Sender({ url: anvil.url, account: person(index), clock, log: quiet });
    return {
      address: sender.address,
      send: async (call: L1Call, signal?: AbortSignal) => {
        await setTime();
        return sender.send(call, signal);
      },
    };
  };

  return {
    url: anvil.url,
    clock,
    deployment,
    l1,
    mine,
    senderOf,
    stop: () => anvil.stop(),
    /** How far L1 can go back without losing the contracts. */
    depth: async () => Number((await anvil.client.getBlockNumber()) - firstBlock) - 1,
    /** Drops `depth` blocks and builds `depth + 1` others; each dropped transaction returns with the probability. */
    reorganise: async (depth: number, random: Random, returnPercent: number): Promise<void> => {
      const lost = await transactionsOf(anvil, depth);
      await anvil.ask("anvil_rollback", depth);
      await anvil.ask("anvil_dropAllTransactions");
      // Another miner: an empty block is another than the one before.
      await anvil.ask("anvil_setCoinbase", toHex(fork++, { size: 20 }));
      await setTime();
      await anvil.ask("evm_mine");
      for (const raw of lost) {
        if (random.int(100) >= returnPercent) continue;
        await setTime();
        // One whose earlier nonce did not return stays away too.
        await anvil.ask("eth_sendRawTransaction", raw).catch(() => undefined);
      }
      await anvil.ask("anvil_dropAllTransactions");
      for (let i = 0; i < depth; i++) await mine();
    },
    ...actors(deployment, senderOf, l1, anvil),
  };
}

type AnvilL1 = Awaited<ReturnType<typeof startAnvil>>;

async function transactionsOf(anvil: AnvilL1, depth: number): Promise<Hex[]> {
  const head = await anvil.client.getBlockNumber();
  const raws: Hex[] = [];
  for (let number = head - BigInt(depth) + 1n; number <= head; number++) {
    const { transactions } = await anvil.client.getBlock({ blockNumber: number });
    for (const hash of transactions) raws.push((await anvil.ask("eth_getRawTransactionByHash", hash)) as Hex);
  }
  return raws;
}

function actors(
  deployment: Deployment,
  senderOf: ReorgingL1SenderOf,
  l1: ReturnType<typeof createL1Reader>,
  anvil: AnvilL1,
) {
  const { portal, ledger, inbox } = deployment.addresses;
  return {
    deposit: async (chainId: bigint, to: Hex, nowSec: bigint): Promise<void> => {
      const fee = await anvil.client.readContract({
        address: portal,
        abi: portalAbi,
        functionName: "quote",
        args: [100_000n],
      });
      const args = [chainId, to, "0x", 100_000n, nowSec + 86_400n, to] as const;
      const data = encodeFunctionData({ abi: portalAbi, functionName: "send", args });
      await senderOf(DEPOSITOR).send({ to: portal, data, value: 10n ** 16n + fee });
    },
    /** Work over the newest batch; what L1 refuses just now is nobody's error here. */
    findWork: async (): Promise<void> => {
      const posted = (await l1.batches(0n)).at(-1);
      if (posted === undefined) return;
      const parent = await l1.lead();
      const parentCheckpoint = parent?.id ?? ZERO_HASH;
      const parentHeight = parent?.height ?? 0;
      const checkpoint = {
        auxChainId: deployment.mining.auxChainId,
        nBits: await anvil.client.readContract({
          address: ledger,
          abi: checkpointLedgerAbi,
          functionName: "requiredBits",
          args: [parentCheckpoint, parentHeight],
        }),
        parentCheckpoint,
        superblock: posted.batch.superblock,
        miner: person(MINER).address,
      };
      const args = [checkpoint, posted.batch, parentHeight, findWork(checkpoint)] as const;
      const data = encodeFunctionData({ abi: checkpointLedgerAbi, functionName: "submitCheckpoint", args });
      await senderOf(MINER).send({ to: ledger, data });
    },
    /** What a proven claim does: the inbox goes back to a batch that stands. */
    rollBack: async (target: PostedBatch): Promise<void> => {
      const { claims } = await anvil.client.readContract({
        address: inbox,
        abi: rollupInboxAbi,
        functionName: "config",
      });
      await anvil.ask("anvil_impersonateAccount", claims);
      await anvil.ask("anvil_setBalance", claims, toHex(10n ** 20n));
      const data = encodeFunctionData({
        abi: rollupInboxAbi,
        functionName: "rollBackTo",
        args: [target.batch, 2],
      });
      await anvil.ask("eth_sendTransaction", { from: claims, to: inbox, data, gas: toHex(1_000_000) });
    },
  };
}

type ReorgingL1SenderOf = (index: number) => {
  send(call: L1Call, signal?: AbortSignal): Promise<unknown>;
};
