/**
 * What the leader has signed, as far as this node has seen it: signatures of superblocks that are taken back are kept
 * beside the store, because a second one for the same place is evidence.
 */
import type { SignedSuperblock, Store } from "../ports.ts";
import type { SignedDigest } from "../protocol/superblock/equivocation.ts";

/** Superblocks beside the store that are remembered; the lowest are forgotten above. */
const MAX_KEPT = 10_000;
const PREFIX = "node/signed/";

type Kept = SignedDigest & Pick<SignedSuperblock, "hash">;

const keyOf = ({ superblock, hash }: Kept): string =>
  `${PREFIX}${superblock.number.toString().padStart(20, "0")}/${hash}`;

/** The store, but nothing signed is forgotten when it rolls back. */
export function rememberSigned(store: Store): Store {
  return {
    ...store,
    rollbackTo: (number) => {
      const head = store.head()?.superblock.number ?? 0n;
      for (let n = number + 1n; n <= head; n++) {
        const { superblock, hash, signature } = store.superblock(n) ?? {};
        if (superblock && hash && signature) keepSigned(store, { superblock, hash, signature });
      }
      store.rollbackTo(number);
    },
  };
}

/** Keeps a superblock that the store does not hold, or not any more. */
export function keepSigned({ records }: Pick<Store, "records">, signed: Kept): void {
  records.put(keyOf(signed), signed);
  const all = records.list<Kept>(PREFIX);
  for (const { key } of all.slice(0, Math.max(0, all.length - MAX_KEPT))) records.delete(key);
}

/** Superblocks at a number that the leader is known to have signed. */
export function signedAt(store: Pick<Store, "superblock" | "records">, number: bigint): readonly Kept[] {
  const standing = store.superblock(number);
  const taken = store.records
    .list<Kept>(`${PREFIX}${number.toString().padStart(20, "0")}/`)
    .map(({ value }) => value);
  if (standing?.signature === undefined) return taken;
  const { superblock, hash, signature } = standing;
  return [{ superblock, hash, signature }, ...taken];
}
