/**
 * Superblocks that L1 took back, kept aside until something final stands at their height. What was signed for a number
 * of a term is signed for good, so when L1 takes its own rollback back, these very superblocks must return.
 */
import type { Hex } from "viem";
import type { GroupRecord, SignedSuperblock, Store, StoredBlock } from "../ports.ts";

export type Fallen = {
  readonly superblock: SignedSuperblock;
  readonly blocks: readonly StoredBlock[];
  readonly groups: readonly GroupRecord[];
};

/** What decides on a return, without the blocks. */
export type FallenLink = {
  readonly hash: Hex;
  readonly number: bigint;
  readonly parent: Hex;
  readonly term: Hex;
  /** Unix seconds */
  readonly timestamp: bigint;
};

export type FallenStore = Pick<Store, "head" | "superblock" | "block" | "groups" | "records">;

export interface FallenSuperblocks {
  link(hash: Hex): FallenLink | undefined;
  /** The one that was built in a term on a superblock; a term has one of each number. */
  child(parent: Hex, term: Hex): FallenLink | undefined;
  /** In order of number. */
  all(): readonly Fallen[];
  get(hash: Hex): Fallen | undefined;
  /** Copies everything above `keep` out of the store, before that takes it back. */
  setAside(keep: bigint): void;
  /** Forgets what no reorganisation can bring back: of final height, and older than any L1 reorganises. */
  forget(finalNumber: bigint, nowMs: number): void;
}

/** L1 itself is final long before; what the inbox calls final stands on an L1 block that may still go. */
const KEPT_SEC = 7200n;
const PREFIX = "fallen/";
/** Decimal, padded so that keys sort like numbers. */
const keyOf = (number: bigint, hash: Hex): string =>
  `${PREFIX}${number.toString().padStart(20, "0")}/${hash}`;

export function openFallen(store: FallenStore): FallenSuperblocks {
  const { records } = store;
  const links = new Map<Hex, FallenLink>();
  const add = ({ superblock: { superblock, hash } }: Fallen): void => {
    const { number, parent, term, timestamp } = superblock;
    links.set(hash, { hash, number, parent, term, timestamp });
  };
  const all = (): readonly Fallen[] => records.list<Fallen>(PREFIX).map(({ value }) => value);
  for (const fallen of all()) add(fallen);
  return {
    all,
    link: (hash) => links.get(hash),
    child: (parent, term) => [...links.values()].find((link) => link.parent === parent && link.term === term),
    get: (hash) => {
      const link = links.get(hash);
      return link && records.get<Fallen>(keyOf(link.number, hash));
    },
    setAside: (keep) => {
      for (let number = keep + 1n; number <= (store.head()?.superblock.number ?? 0n); number++) {
        const fallen = copyOf(store, number);
        records.put(keyOf(number, fallen.superblock.hash), fallen);
        add(fallen);
      }
    },
    forget: (finalNumber, nowMs) => {
      const before = BigInt(Math.floor(nowMs / 1000)) - KEPT_SEC;
      for (const { hash, number, timestamp } of [...links.values()]) {
        if (number > finalNumber || timestamp > before) continue;
        records.delete(keyOf(number, hash));
        links.delete(hash);
      }
    },
  };
}

function copyOf(store: FallenStore, number: bigint): Fallen {
  const superblock = store.superblock(number)!;
  const blocks = superblock.blocks.map(({ chainId }) => store.block(chainId, number)!);
  return { superblock, blocks, groups: store.groups(number) };
}
