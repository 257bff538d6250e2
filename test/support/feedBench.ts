/** The feed's server on a real socket over a small store of signed superblocks that a test grows and takes back. */
import type { Hex } from "viem";
import { createFeedSource } from "../../services/adapters/feed/feedSource.ts";
import { createFeedServer, type FeedDrop, type FeedLimits } from "../../services/api/feed/feedServer.ts";
import { createHeadFeed } from "../../services/api/headFeed.ts";
import type { SignedSuperblock, StoredBlock } from "../../services/ports.ts";
import type { FeedMessage, FeedPosition } from "../../services/protocol/feed/feedMessage.ts";
import { ZERO_HASH } from "../../services/protocol/merkleTree.ts";
import {
  hashSuperblock,
  SUPERBLOCK_TYPES,
  typedDomain,
} from "../../services/protocol/superblock/superblock.ts";
import { createLogger } from "../../services/runtime/logger.ts";
import { fakeClock } from "./fakeClock.ts";
import { testAccount } from "./lockstepRollups.ts";

export const FEED_DOMAIN = { l1ChainId: 31337n, inbox: "0x00000000000000000000000000000000000000AA" as Hex };
export const ROLLUPS = [42101n, 42102n];
export const leader = testAccount(1);
const TERM: Hex = `0x${"07".repeat(32)}`;

const blocksOf = (number: bigint) =>
  ROLLUPS.map((chainId) => ({
    chainId,
    number,
    blockHash: ZERO_HASH,
    stateRoot: ZERO_HASH,
    traceRoot: ZERO_HASH,
  }));

/** A superblock after `parent` with the leader's signature; `timestamp` makes it another one. */
export async function signedAfter(
  parent: Pick<SignedSuperblock, "superblock" | "hash"> | undefined,
  options: { readonly timestamp?: bigint; readonly term?: Hex; readonly signer?: typeof leader } = {},
): Promise<SignedSuperblock & { readonly signature: Hex }> {
  const number = parent === undefined ? 0n : parent.superblock.number + 1n;
  const superblock = {
    term: options.term ?? TERM,
    number,
    timestamp: options.timestamp ?? 1_800_000_000n + number,
    producer: testAccount(2).address,
    parent: parent?.hash ?? ZERO_HASH,
    historyRoot: ZERO_HASH,
    blocksRoot: ZERO_HASH,
    channelsRoot: ZERO_HASH,
    l1OriginNumber: 1n,
    l1Origin: ZERO_HASH,
  };
  const signature = await (options.signer ?? leader).signTypedData({
    domain: typedDomain(FEED_DOMAIN),
    types: SUPERBLOCK_TYPES,
    primaryType: "Superblock",
    message: superblock,
  });
  const hash = hashSuperblock(superblock, FEED_DOMAIN);
  return { superblock, hash, signature, blocks: blocksOf(number), channels: [], consumed: [0n, 0n] };
}

export const positionOf = ({ superblock, hash }: SignedSuperblock): FeedPosition => ({
  number: superblock.number,
  hash,
});

export async function startFeedBench(limits: Partial<FeedLimits> = {}) {
  const chain: SignedSuperblock[] = [await signedAfter(undefined)];
  const bodies = new Map<bigint, readonly Hex[]>();
  const heads = createHeadFeed();
  const clock = fakeClock();
  const drops: FeedDrop[] = [];
  const sent: string[] = [];
  const state: { halt: string | undefined } = { halt: undefined };
  const feed = createFeedServer({
    store: {
      head: () => chain.at(-1),
      superblock: (number) => chain[Number(number)],
      block: (_, number) =>
        ({ header: { rlp: "0xc0" }, transactions: bodies.get(number) ?? [] }) as unknown as StoredBlock,
    },
    heads,
    domain: FEED_DOMAIN,
    rollups: ROLLUPS,
    halt: () => state.halt,
    clock,
    log: createLogger("silent"),
    limits,
    onDrop: (reason) => drops.push(reason),
    onSent: (type) => sent.push(type),
  });
  const url = (await feed.http.listen({ host: "127.0.0.1", port: 0 })).replace(/^http/, "ws");
  const stop = new AbortController();
  const head = (): SignedSuperblock => chain.at(-1)!;
  return {
    feed,
    url,
    clock,
    drops,
    /** types of the messages that the network has taken */
    sent,
    state,
    head,
    at: (number: number) => chain[number]!,
    genesis: positionOf(chain[0]!),
    /** Appends one and announces it. */
    add: async (
      options: Parameters<typeof signedAfter>[1] & { readonly transactions?: readonly Hex[] } = {},
    ) => {
      const next = await signedAfter(head(), options);
      bodies.set(next.superblock.number, options.transactions ?? []);
      chain.push(next);
      heads.announce({ kind: "appended", superblock: next });
      return next;
    },
    /** Appends one that is journaled but neither signed nor announced. */
    addUnsigned: async () => {
      const { signature: _, ...next } = await signedAfter(head());
      chain.push(next);
    },
    rollBack: (to: bigint) => {
      chain.length = Number(to) + 1;
      heads.announce({ kind: "rolledBack", to });
    },
    /** A follower that is read message by message. */
    follow: (from: FeedPosition, inbox: Hex = FEED_DOMAIN.inbox): AsyncIterator<FeedMessage> =>
      createFeedSource({ url, inbox, clock }).follow(from, stop.signal)[Symbol.asyncIterator](),
    stop: async () => {
      stop.abort();
      await feed.http.close();
    },
  };
}

export type FeedBench = Awaited<ReturnType<typeof startFeedBench>>;

/** The next message of a follower. */
export async function next(follower: AsyncIterator<FeedMessage>): Promise<FeedMessage> {
  const { value, done } = await follower.next();
  if (done) throw new Error("the feed ended");
  return value as FeedMessage;
}
