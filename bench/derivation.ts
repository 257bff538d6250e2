/**
 * How fast a node derives posted history: superblocks, blocks and transactions a second, re-executing everything into
 * a database. Run: npm run bench -- derivation [superblocks] [transactions per block]
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Hex, hexToBytes, parseEther } from "viem";
import { openStore } from "../services/adapters/store/lmdbStore.ts";
import { createEngine } from "../services/execution/ethereumjs/engine.ts";
import { createDerivation, type DerivationDeps } from "../services/node/derivation.ts";
import type { L1Reader, PostedBatch, Store } from "../services/ports.ts";
import { createLogger } from "../services/runtime/logger.ts";
import { sealRange } from "../services/settlement/rangeSealer.ts";
import { commandOptions } from "../test/support/commandOptions.ts";
import { L1_CHAIN_ID, signedBy, testAccount } from "../test/support/lockstepRollups.ts";
import { sentFrom } from "../test/support/messages.ts";
import { createSequencerBench, type SequencerBench } from "../test/support/sequencerBench.ts";

const { superblocks: SUPERBLOCKS, transactions: PER_BLOCK } = commandOptions({
  command: "npm run bench -- derivation",
  does: "How fast a node derives posted history.",
  numbers: {
    superblocks: { what: "first argument: superblocks of history", least: 1, standard: 100 },
    transactions: { what: "second argument: transactions in each block", least: 0, standard: 10 },
  },
  placed: ["superblocks", "transactions"],
}).numbers;
const PER_BATCH = 50n;
const USERS = [4, 5, 6, 7] as const;

/** Deposits in the first superblock, then transfers of every user on both rollups in each. */
async function makeHistory(bench: SequencerBench): Promise<void> {
  for (const chainId of bench.rollups.chainIds)
    for (const [nonce, user] of USERS.entries()) {
      const { address: target } = testAccount(user);
      const value = parseEther("100");
      const facts = { nonce: BigInt(nonce), value, target, refundTo: target, deadline: 1_900_000_000n };
      bench.l1.post(sentFrom(L1_CHAIN_ID, chainId, facts).message);
    }
  bench.l1.grow(5);
  bench.start();
  await bench.slots(4);
  const nonces = new Map<string, number>();
  for (let slot = 0; slot < SUPERBLOCKS; slot++) {
    for (const chainId of bench.rollups.chainIds)
      for (let i = 0; i < PER_BLOCK; i++) {
        const from = USERS[i % USERS.length]!;
        const nonce = nonces.get(`${chainId}/${from}`) ?? 0;
        nonces.set(`${chainId}/${from}`, nonce + 1);
        const to = testAccount(20 + ((slot * PER_BLOCK + i) % 1000)).address;
        const sent = await bench.pool.submit(
          chainId,
          await signedBy({ chainId, from, nonce, to, value: 1n, gas: 21_000n }),
        );
        if (!sent.ok) throw new Error(sent.detail);
      }
    await bench.slots(1);
  }
}

/** The history as L1 would give it: batches with their data, origins as they were. */
function postedHistory({ store, l1, rollups }: SequencerBench): L1Reader {
  const posted: PostedBatch[] = [];
  const data = new Map<bigint, Hex>();
  const head = store.head()!.superblock.number;
  for (let first = 1n; first <= head; ) {
    const last = first + PER_BATCH - 1n < head ? first + PER_BATCH - 1n : head;
    const sealed = sealRange({ store, rollups: rollups.chainIds }, { first, last }, 1_000_000);
    if (!sealed.ok) throw new Error(sealed.detail);
    const index = BigInt(posted.length + 1);
    const number = sealed.range.last;
    data.set(index, sealed.range.data);
    const batch = { index, firstNumber: first, number, superblock: sealed.range.tip } as PostedBatch["batch"];
    posted.push({
      batch,
      hash: sealed.range.tip,
      l1Block: { number: 6n, hash: "0x" },
      transactionHash: "0x",
    });
    first = number + 1n;
  }
  const tipOf = (batch: PostedBatch) => store.superblock(batch.batch.number)!;
  return {
    ...l1,
    standing: async () => {
      const now = await l1.standing();
      return { ...now, batches: posted.map((batch) => ({ ...batch, l1Block: now.head })) };
    },
    input: async (batch) => {
      const { superblock, blocks, channels, consumed, signature } = tipOf(batch);
      return {
        tip: superblock,
        blocks,
        channels,
        consumed,
        signature: signature!,
        data: hexToBytes(data.get(batch.batch.index)!),
      };
    },
  };
}

async function derive(bench: SequencerBench, path: string): Promise<{ seconds: number; number: bigint }> {
  const { chainIds, genesis } = bench.rollups;
  const store: Store = openStore({ path, chainIds });
  store.append(genesis.signed, genesis.blocks, []);
  const engines = await Promise.all(
    chainIds.map((chainId) => createEngine({ chainId, readNode: (key) => store.stateNode(chainId, key) })),
  );
  const deployment = {
    l1ChainId: L1_CHAIN_ID,
    addresses: { inbox: bench.rollups.domain.inbox },
    rollups: genesis.rollups,
    producer: bench.rollups.key.address,
    limits: { originDepth: 0n },
  } as unknown as DerivationDeps["deployment"];
  const l1 = postedHistory(bench);
  const derivation = createDerivation({ engines, store, l1, deployment, log: createLogger("silent") });
  const started = performance.now();
  const outcome = await derivation.step(new AbortController().signal);
  const seconds = (performance.now() - started) / 1000;
  if (!outcome.ok) throw new Error(JSON.stringify(outcome, String));
  if (store.head()!.hash !== bench.store.head()!.hash) throw new Error("derived another head");
  await store.close();
  return { seconds, number: outcome.number };
}

const bench = await createSequencerBench({ maxUnminedSuperblocks: 1_000_000n });
const path = mkdtempSync(join(tmpdir(), "derivation-"));
await makeHistory(bench);
const { seconds, number } = await derive(bench, path);
let transactions = 0;
for (const chainId of bench.rollups.chainIds)
  for (let n = 1n; n <= number; n++) transactions += bench.store.block(chainId, n)!.transactions.length;
const perSecond = (count: number): string => (count / seconds).toFixed(0);
console.log("| superblocks | blocks | transactions | seconds | blocks/s | transactions/s |");
console.log("| --- | --- | --- | --- | --- | --- |");
console.log(
  `| ${number} | ${2n * number} | ${transactions} | ${seconds.toFixed(1)} | ${perSecond(2 * Number(number))} | ${perSecond(transactions)} |`,
);
bench.close();
rmSync(path, { recursive: true });
process.exit(0);
