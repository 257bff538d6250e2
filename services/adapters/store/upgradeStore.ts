/**
 * Schema 1 to 2. Schema 1 kept groups by id ("groups"), the id of each transaction's group ("group-of") and places as
 * records by [chain id, hash] ("transaction-places"). Both are found again from the blocks, which are the same.
 */
import type { Hex } from "viem";
import type { GroupRecord, SignedSuperblock } from "../../ports.ts";
import type { Environment, Table } from "./lmdbTables.ts";
import { transactionPlaces } from "./transactionPlaces.ts";

/** Told of superblocks done, first of none, at last of all. */
export type UpgradeProgress = (done: number, of: number) => void;

type Body = { readonly receipts: readonly { readonly transactionHash: Hex }[] };
type Lines = ReadonlyMap<bigint, readonly Hex[]>;

/** superblocks between two reports of progress */
const REPORT_EVERY = 1_000;

/** For the caller's transaction: opens the tables before it, since a table opened in one that aborts is lost. */
export function upgradeFromFirst(env: Environment, progress: UpgradeProgress = () => undefined): () => void {
  const superblocks = env.table<number, SignedSuperblock>("superblocks");
  const bodies = env.table<readonly [number, number], Body>("bodies");
  const groups = env.table<Hex | number, GroupRecord | readonly GroupRecord[]>("groups");
  const groupOf = env.table<Hex, Hex>("group-of");
  const placesTable = env.bytes("transaction-places");
  const places = transactionPlaces(placesTable);
  return () => {
    const count = Number((superblocks.last()?.superblock.number ?? -1n) + 1n);
    placesTable.clear();
    for (let number = 0; number < count; number++) {
      if (number % REPORT_EVERY === 0) progress(number, count);
      const hashes = new Map<bigint, readonly Hex[]>();
      for (const { chainId } of superblocks.get(number)!.blocks) {
        const { receipts } = bodies.get([Number(chainId), number])!;
        hashes.set(
          chainId,
          receipts.map(({ transactionHash }) => transactionHash),
        );
        for (const [index, { transactionHash }] of receipts.entries())
          places.put(chainId, transactionHash, { blockNumber: BigInt(number), index });
      }
      const kept = inOrder(linesOf(hashes, groupOf), (id) => groups.get(id) as GroupRecord);
      for (const { id } of kept) groups.remove(id);
      groups.put(number, kept);
    }
    groupOf.clear();
    progress(count, count);
  };
}

/** Each rollup's groups in the order of its block. */
function linesOf(hashes: Lines, groupOf: Table<Hex, Hex>): Lines {
  return new Map(
    [...hashes].map(([chainId, line]) => {
      const ids = line.map((hash) => groupOf.get(hash)).filter((id) => id !== undefined);
      return [chainId, [...new Set(ids)]];
    }),
  );
}

/** Groups run one after another, so the next is the one that is next on each rollup that it has a leg on. */
function inOrder(lines: Lines, read: (id: Hex) => GroupRecord): readonly GroupRecord[] {
  const ordered = new Map<Hex, GroupRecord>();
  const waiting = new Map([...lines].map(([chainId, line]) => [chainId, line.map(read).reverse()]));
  for (;;) {
    for (const line of waiting.values()) while (ordered.has(line.at(-1)?.id ?? "0x")) line.pop();
    const next = [...waiting.values()].flatMap((line) => line.slice(-1));
    const isFree = ({ id, legs }: GroupRecord): boolean =>
      legs.every(({ chainId }) => waiting.get(chainId)?.at(-1)?.id === id);
    const group = next.find(isFree) ?? next[0];
    if (group === undefined) return [...ordered.values()];
    ordered.set(group.id, group);
  }
}
