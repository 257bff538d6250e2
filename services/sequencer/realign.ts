/**
 * Takes superblocks back on all rollups together, and brings back what returns. Every step may run twice: killed at any
 * point, the next start computes the same alignment again from what the store has.
 */
import type { Hex } from "viem";
import type { HeadChange, Store } from "../ports.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Alignment } from "./alignment.ts";
import type { TakenBack } from "./droppedGroups.ts";
import type { Fallen, FallenSuperblocks } from "./fallen.ts";
import type { Mempool } from "./mempool.ts";

export type RealignDeps = {
  readonly store: Store;
  readonly fallen: FallenSuperblocks;
  readonly pool: Pick<Mempool, "readmit" | "remove">;
  readonly log: Logger;
  readonly announce: (change: HeadChange) => void;
  /** Told of every rollback. */
  readonly onRolledBack?: (report: RolledBackReport) => void;
};

export type RolledBackReport = {
  /** superblocks taken back, and such that returned */
  readonly removed: number;
  readonly restored: number;
  /** users' transactions that wait again, and such that cannot */
  readonly waiting: number;
  readonly lost: number;
};

export async function realign(
  deps: RealignDeps,
  { keep, restore }: Pick<Extract<Alignment, { kind: "realign" }>, "keep" | "restore">,
): Promise<void> {
  const { store, fallen, log } = deps;
  const from = store.head()!.superblock.number;
  fallen.setAside(keep);
  if (from > keep) deps.announce({ kind: "takingBack", to: keep });
  store.rollbackTo(keep);
  const restored = restore.map((hash) => fallen.get(hash)!);
  for (const { superblock, blocks, groups } of restored)
    store.append(superblock, blocks.map(withoutWrites), groups);
  await store.flushed();
  if (from > keep) deps.announce({ kind: "rolledBack", to: keep });
  // One that was never signed is announced when it is.
  for (const { superblock } of restored)
    if (superblock.signature !== undefined) deps.announce({ kind: "appended", superblock });

  const counts = await readmitFallen(deps);
  const report = { removed: Number(from - keep), restored: restored.length, ...counts };
  log.warn({ from, to: keep, ...report }, "superblocks taken back, as L1 says");
  deps.onRolledBack?.(report);
}

/** The state is there already: nodes are never deleted. */
const withoutWrites = (block: Fallen["blocks"][number]) => ({ ...block, stateWrites: [] });

/**
 * Users' transactions of everything that fell and does not stand wait again, in their old order. Also after a start:
 * the pool is in memory, what fell is not.
 */
export async function readmitFallen({
  store,
  fallen,
  pool,
  log,
}: Pick<RealignDeps, "store" | "fallen" | "pool" | "log">): Promise<{ waiting: number; lost: number }> {
  const homeless: TakenBack[] = [];
  for (const { superblock, blocks, groups } of fallen.all()) {
    const users = new Set(groups.filter(isUsers).map(({ id }) => id));
    for (const { header, transactions, receipts } of blocks)
      for (const [i, { transactionHash: hash }] of receipts.entries()) {
        if (!users.has(hash)) continue;
        if (store.transactionPlace(header.chainId, hash) !== undefined) pool.remove(hash);
        else
          homeless.push({
            chainId: header.chainId,
            raw: transactions[i]!,
            superblock: superblock.superblock.number,
          });
      }
  }
  const lost: Lost[] = [];
  for (const transaction of homeless) {
    const refused = await pool.readmit(transaction);
    if (refused !== undefined) lost.push(refused);
  }
  if (lost.length > 0) log.warn({ lost }, "transactions of superblocks taken back cannot wait again");
  return { waiting: homeless.length - lost.length, lost: lost.length };
}

const isUsers = ({ legs }: { readonly legs: readonly { readonly kind: string }[] }): boolean =>
  legs[0]?.kind === "user";

type Lost = { readonly hash: Hex; readonly reason: string };
