/**
 * How long pools wait for the mining RPC while the sequencer builds blocks as full as it can: a devnet in a process of
 * its own, wallets in a thread that keep its mempool full, calls one after the other from here. The devnet's CPU miner
 * and L1 run on the same machine.
 *
 *     node bench/miningLatency.ts
 */
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { hexToBytes } from "@noble/hashes/utils.js";
import { systemClock } from "../services/adapters/systemClock.ts";
import { DEVELOPMENT_ACCOUNTS } from "../services/devnet.ts";
import { createHashSearch } from "../services/mining/hashSearch.ts";
import { reverse } from "../services/protocol/bitcoin/bitcoinHash.ts";
import { serialize } from "../services/protocol/bitcoin/namecoinAuxPow.ts";
import { rollupsAt } from "../test/support/devnetLoad.ts";
import { type DevnetUrls, startDevnetProcess } from "../test/support/devnetProcess.ts";
import { buildCoinbase, headerWithoutNonce, proofOf } from "../test/support/soloProof.ts";

const CALLS = 200;
const PAUSE_MS = 20;
/** of one wallet, in the mempool at the same time; it takes 256 */
const IN_FLIGHT = 250;

type Work = { readonly hash: string; readonly target: string };

if (isMainThread) await measure();
else await load(workerData as DevnetUrls);

async function measure(): Promise<void> {
  const stateDir = mkdtempSync(join(tmpdir(), "lockstep-bench-"));
  const devnet = startDevnetProcess(stateDir);
  try {
    const urls = await devnet.ready;
    const { a, b } = rollupsAt(urls);
    const { alice, bob } = DEVELOPMENT_ACCOUNTS;
    while ((await a.client.getBalance(alice)) === 0n || (await b.client.getBalance(bob)) === 0n)
      await systemClock.sleep(500);
    console.log(`${availableParallelism()} cores, shared with the load and the miner; ${CALLS} calls each`);
    const solved = await solve(urls.mining);
    await table("idle", urls, solved);
    const worker = new Worker(new URL(import.meta.url), { workerData: urls });
    await new Promise((resolve) => worker.once("message", resolve));
    await systemClock.sleep(5_000);
    const before = await a.client.getBlockNumber();
    await table("full load", urls, solved);
    await blocksSince(urls, before);
    const { result } = await call(urls.mining, "createauxblock", [DEVELOPMENT_ACCOUNTS.miner.address]);
    console.log(`  coinbasevalue ${(result as { coinbasevalue: number } | undefined)?.coinbasevalue} gwei`);
    await worker.terminate();
  } finally {
    await devnet.cutPower();
    rmSync(stateDir, { recursive: true, force: true });
  }
}

async function table(title: string, { mining, a }: DevnetUrls, { work, proof }: Solved): Promise<void> {
  const { miner } = DEVELOPMENT_ACCOUNTS;
  const cases: [string, string, string, unknown[]][] = [
    ["createauxblock", mining, "createauxblock", [miner.address]],
    ["submitauxblock, unknown hash", mining, "submitauxblock", ["ab".repeat(32), proof]],
    ["submitauxblock, above target", mining, "submitauxblock", [work.hash, `${proof.slice(0, -8)}ffffffff`]],
    ["submitauxblock, valid (again)", mining, "submitauxblock", [work.hash, proof]],
    // What a call costs that the sequencer's own thread answers without any work.
    ["eth_chainId of a rollup", a, "eth_chainId", []],
  ];
  const took = cases.map((): number[] => []);
  for (let i = 0; i < CALLS; i++)
    for (const [at, [, url, method, params]] of cases.entries()) {
      const began = performance.now();
      await call(url, method, params);
      took[at]!.push(performance.now() - began);
      await systemClock.sleep(PAUSE_MS);
    }
  console.log(`${title}: load average ${loadavg()[0]!.toFixed(1)}`);
  for (const [at, [name]] of cases.entries()) {
    const ms = took[at]!.sort((x, y) => x - y);
    const quantile = (share: number): string => ms[Math.floor(share * (CALLS - 1))]!.toFixed(1).padStart(7);
    console.log(
      `  ${name.padEnd(32)} p50 ${quantile(0.5)} ms   p99 ${quantile(0.99)} ms   longest ${quantile(1)} ms`,
    );
  }
}

async function blocksSince(urls: DevnetUrls, before: bigint): Promise<void> {
  for (const { chainId, client } of Object.values(rollupsAt(urls))) {
    const last = await client.getBlockNumber();
    let transactions = 0;
    for (let n = before + 1n; n <= last; n++)
      transactions += (await client.getBlockTransactionCount({ blockNumber: n })) ?? 0;
    console.log(
      `  chain ${chainId}: ${last - before} blocks, ${(transactions / Number(last - before)).toFixed(0)} transactions each`,
    );
  }
}

type Solved = { readonly work: Work; readonly proof: string };

/** Real work, found here: a second or some. */
async function solve(url: string): Promise<Solved> {
  for (;;) {
    const { result } = await call(url, "createauxblock", [DEVELOPMENT_ACCOUNTS.miner.address]);
    if (result === undefined) {
      await systemClock.sleep(500);
      continue;
    }
    const work = result as Work;
    const coinbase = buildCoinbase(reverse(hexToBytes(work.hash)), new Uint8Array(8));
    const header = headerWithoutNonce(coinbase, Math.floor(systemClock.now() / 1000));
    const nonce = createHashSearch(header, hexToBytes(work.target)).run(0, 2 ** 28);
    if (nonce === undefined) continue;
    const proof = serialize(proofOf(coinbase, header, nonce));
    if ((await call(url, "submitauxblock", [work.hash, proof])).result === true) return { work, proof };
  }
}

async function call(url: string, method: string, params: unknown[]): Promise<{ result: unknown }> {
  const authorization = `Basic ${Buffer.from("lockstep:lockstep").toString("base64")}`;
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  const response = await fetch(url, {
    method: "POST",
    headers: { authorization, "content-type": "application/json" },
    body,
  });
  return (await response.json()) as { result: unknown };
}

/** Transfers of three wallets, as many ahead of the blocks as the mempool takes. */
async function load(urls: DevnetUrls): Promise<void> {
  const { a, b } = rollupsAt(urls);
  const { alice, bob, carol } = DEVELOPMENT_ACCOUNTS;
  const wallets = [
    { rollup: a, account: alice },
    { rollup: a, account: carol },
    { rollup: b, account: bob },
  ];
  const spend = async ({ rollup: { client, chainId }, account }: (typeof wallets)[number]) => {
    let nonce = await client.getTransactionCount(account);
    for (;;) {
      const mined = await client.getTransactionCount(account);
      for (; nonce < mined + IN_FLIGHT; nonce++) {
        const serializedTransaction = await account.signTransaction({
          type: "eip1559",
          chainId,
          nonce,
          to: alice.address,
          value: 1n,
          gas: 21_000n,
          maxFeePerGas: 10n ** 12n,
          maxPriorityFeePerGas: 10n ** 6n,
        });
        await client.sendRawTransaction({ serializedTransaction });
      }
      parentPort?.postMessage("loaded");
      await systemClock.sleep(50);
    }
  };
  await Promise.all(wallets.map(spend));
}
