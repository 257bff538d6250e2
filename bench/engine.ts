/**
 * Transactions per second through the engine, in blocks, without RPC: execution, sealing, and the LMDB append. ETH
 * transfers to new accounts, then writes of new slots of one contract.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Hex } from "viem";
import { openStore } from "../services/adapters/store/lmdbStore.ts";
import type { SealedBlock } from "../services/ports.ts";
import { WRITER } from "../test/support/bytecode.ts";
import {
  account,
  accountAt,
  CHAIN_A,
  CHAINS,
  createTestChain,
  nextSuperblock,
  signed,
} from "../test/support/rollupChain.ts";

const BLOCKS = 6;
const PER_BLOCK = 400;

const WRITER_AT = "0x00000000000000000000000000000000000b0000";
const word = (n: number): string => n.toString(16).padStart(64, "0");

await measure("transfers to new accounts", (nonce) =>
  signed({ nonce, to: account(1000 + nonce).address, value: 1n, gas: 21_000n }),
);
await measure("writes of new slots", (nonce) =>
  signed({ nonce, to: WRITER_AT, data: `0x${word(nonce + 1)}${word(7)}`, gas: 60_000n }),
);

async function measure(what: string, transaction: (nonce: number) => Promise<Hex>): Promise<void> {
  const path = mkdtempSync(join(tmpdir(), "lockstep-bench-"));
  const store = openStore({ path, chainIds: CHAINS });
  const chain = await createTestChain({ store, accounts: [accountAt(WRITER_AT, WRITER)] });
  const raws: Hex[] = [];
  for (let nonce = 0; nonce < BLOCKS * PER_BLOCK; nonce++) raws.push(await transaction(nonce));
  const spent = { execute: 0, seal: 0, append: 0 };
  for (let n = 0; n < BLOCKS; n++) {
    const open = await chain.open();
    let at = performance.now();
    for (const raw of raws.slice(n * PER_BLOCK, (n + 1) * PER_BLOCK)) {
      const outcome = await open.get(CHAIN_A)!.apply(raw);
      if (outcome.status !== "applied" || !outcome.success) throw new Error(JSON.stringify(outcome.status));
    }
    spent.execute += performance.now() - at;
    at = performance.now();
    const sealed: SealedBlock[] = [];
    for (const each of open.values()) sealed.push(await each.seal());
    spent.seal += performance.now() - at;
    at = performance.now();
    store.append(nextSuperblock(store, sealed), sealed, []);
    spent.append += performance.now() - at;
  }
  await store.close();
  rmSync(path, { recursive: true });
  report(what, spent);
}

function report(what: string, spent: { execute: number; seal: number; append: number }): void {
  const transactions = BLOCKS * PER_BLOCK;
  const perSecond = Math.round((transactions * 1000) / (spent.execute + spent.seal + spent.append));
  const [executeMs, sealMs, appendMs] = [spent.execute, spent.seal, spent.append].map(Math.round);
  console.log(JSON.stringify({ what, transactions, perSecond, executeMs, sealMs, appendMs }));
}
