/** What the store holds, as messages of the feed. */
import type { Store } from "../../ports.ts";
import type { FeedPosition, FeedSuperblock } from "../../protocol/feed/feedMessage.ts";

export type FeedStore = Pick<Store, "head" | "superblock" | "block">;

export type SignedBody = Omit<FeedSuperblock, "sequence">;

/** A superblock with all that a follower needs to execute it; undefined while it is not signed. */
export function signedBody(store: FeedStore, number: bigint): SignedBody | undefined {
  const found = store.superblock(number);
  if (found?.signature === undefined) return undefined;
  const bodies = found.blocks.map(({ chainId }) => store.block(chainId, number)!);
  return {
    type: "superblock",
    superblock: found.superblock,
    signature: found.signature,
    blocks: [...found.blocks],
    channels: [...found.channels],
    consumed: [...found.consumed],
    headers: bodies.map(({ header }) => header.rlp),
    transactions: bodies.map(({ transactions }) => [...transactions]),
  };
}

/** The newest superblock that may be told of: the head, or the one before while it waits for its signature. */
export function newestTold(store: FeedStore): FeedPosition | undefined {
  const head = store.head();
  if (head === undefined) return undefined;
  const { number } = head.superblock;
  if (head.signature !== undefined || number === 0n) return { number, hash: head.hash };
  const before = store.superblock(number - 1n);
  return before && { number: number - 1n, hash: before.hash };
}
