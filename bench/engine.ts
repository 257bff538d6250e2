/** ETH transfers per second through the engine, in blocks, without RPC: execution, sealing, and the LMDB append. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "../services/adapters/store/lmdbStore.ts";
import {
  account,
  CHAIN_A,
  CHAINS,
  createTestChain,
  nextSuperblock,
  signed,
} from "../test/support/rollupChain.ts";

const BLOCKS = 6;
const PER_BLOCK = 500;

const path = mkdtempSync(join(tmpdir(), "lockstep-bench-"));
const store = openStore({ path, chainIds: CHAINS });
const chain = await createTestChain({ store });
const raws: `0x${string}`[] = [];
for (let nonce = 0; nonce < BLOCKS * PER_BLOCK; nonce++)
  raws.push(await signed({ nonce, to: account(1000 + nonce).address, value: 1n, gas: 21_000n }));

const spent = { execute: 0, seal: 0, append: 0 };
for (let n = 0; n < BLOCKS; n++) {
  const open = await chain.open();
  const block = open.get(CHAIN_A)!;
  let at = performance.now();
  for (const raw of raws.slice(n * PER_BLOCK, (n + 1) * PER_BLOCK)) {
    const outcome = await block.apply(raw);
    if (outcome.status !== "applied") throw new Error(outcome.reason);
  }
  spent.execute += performance.now() - at;
  at = performance.now();
  const sealed = [];
  for (const each of open.values()) sealed.push(await each.seal());
  spent.seal += performance.now() - at;
  at = performance.now();
  store.append(nextSuperblock(store, sealed), sealed, []);
  await store.flushed();
  spent.append += performance.now() - at;
}
await store.close();
rmSync(path, { recursive: true });

const transactions = BLOCKS * PER_BLOCK;
const totalMs = spent.execute + spent.seal + spent.append;
console.log(
  JSON.stringify({
    transactions,
    perSecond: Math.round((transactions * 1000) / totalMs),
    executeMs: Math.round(spent.execute),
    sealMs: Math.round(spent.seal),
    appendMs: Math.round(spent.append),
  }),
);
