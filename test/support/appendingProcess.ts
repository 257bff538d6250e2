/** Program of the crash test: appends superblocks to a store for as long as it lives, and prints what is durable. */
import { openStore } from "../../services/adapters/store/lmdbStore.ts";
import { account, CHAIN_A, CHAINS, createTestChain, signed } from "./rollupChain.ts";

const store = openStore({ path: process.argv[2]!, chainIds: CHAINS });
const chain = await createTestChain({ store });
for (let nonce = 0; ; nonce++) {
  await chain.include(new Map([[CHAIN_A, [await signed({ nonce, to: account(9).address, value: 1n })]]]));
  await store.flushed();
  process.stdout.write(`${store.head()!.superblock.number}\n`);
}
