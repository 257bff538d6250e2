/**
 * A pool over a chain that others decide: what a block took waits no more, and what a block gave back waits again.
 * Whose transactions are users' is told by who produced the block.
 */
import type { HeadChange, SignedSuperblock, Store } from "../ports.ts";
import type { Logger } from "../runtime/logger.ts";
import type { TakenBack } from "./droppedGroups.ts";
import type { Mempool } from "./mempool.ts";

/** The store, with whose rollbacks users' transactions go back to the pool. */
export function returningTo(pool: Pick<Mempool, "readmit">, store: Store, log: Logger): Store {
  return {
    ...store,
    rollbackTo: (number) => {
      const head = store.head()?.superblock.number ?? 0n;
      const taken: TakenBack[] = [];
      for (let n = number + 1n; n <= head; n++) taken.push(...usersOf(store, store.superblock(n)!));
      store.rollbackTo(number);
      if (taken.length > 0) void readmit(pool, taken, log);
    },
  };
}

/** What a new head took out of the pool. */
export function removeIncluded(pool: Pick<Mempool, "remove">, change: HeadChange, store: Store): void {
  if (change.kind !== "appended") return;
  for (const { chainId } of change.superblock.blocks) {
    const block = store.block(chainId, change.superblock.superblock.number);
    for (const { transactionHash } of block?.receipts ?? []) pool.remove(transactionHash);
  }
}

function usersOf(store: Store, { superblock, blocks }: SignedSuperblock): TakenBack[] {
  const producer = superblock.producer.toLowerCase();
  return blocks.flatMap(({ chainId }) => {
    const { transactions, receipts } = store.block(chainId, superblock.number)!;
    return transactions
      .filter((_, i) => receipts[i]!.from.toLowerCase() !== producer)
      .map((raw) => ({ chainId, raw, superblock: superblock.number }));
  });
}

/** In their order; rollbacks come one after the other, so nothing else is readmitted in between. */
async function readmit(
  pool: Pick<Mempool, "readmit">,
  taken: readonly TakenBack[],
  log: Logger,
): Promise<void> {
  try {
    for (const transaction of taken) await pool.readmit(transaction);
    log.info({ transactions: taken.length }, "users' transactions of superblocks taken back wait again");
  } catch (err) {
    log.error({ err }, "users' transactions of superblocks taken back are lost");
  }
}
