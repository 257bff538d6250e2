/** The L1 port in memory, as a sequencer asks it: blocks, messages, terms and the ledger's lead as the test says. */
import { type Address, type Hex, keccak256, toHex } from "viem";
import type {
  FallbackTree,
  L1Block,
  L1Message,
  L1Reader,
  MinedCheckpoint,
  PostedBatch,
  SignedSuperblock,
  StandingTerm,
} from "../../services/ports.ts";
import { ZERO_HASH } from "../../services/protocol/merkleTree.ts";
import { ServiceError } from "../../services/runtime/serviceError.ts";

export type FakeL1 = L1Reader & {
  /** Adds blocks, one second apart. */
  grow(blocks: number): void;
  /** Takes blocks back and builds others in their place. */
  reorganise(depth: number, blocks: number): void;
  /** Puts a message into the newest block. */
  post(message: L1Message["message"], data?: Hex): void;
  /** Rolls the inbox back, or not, to a superblock; batches above fall, a new term opens. */
  openTerm(name: string, start: Pick<SignedSuperblock, "superblock" | "hash">): void;
  /** Rolls back like `openTerm`, and lets miners build from there on; `leaveFallback` ends that. */
  openFallback(name: string, start: Pick<SignedSuperblock, "superblock" | "hash">): void;
  /** The leader has returned: a new term on a superblock that stands. */
  leaveFallback(name: string, start: Pick<SignedSuperblock, "superblock" | "hash">): void;
  /** A miner's superblock stands on top of the newest batch. */
  mineOnTop(tip: Pick<SignedSuperblock, "superblock" | "hash">): void;
  /** Puts a batch up to this superblock into the newest block. */
  postUpTo(tip: Pick<SignedSuperblock, "superblock" | "hash">): void;
  /** every question fails while set */
  isDown: boolean;
  currentTerm: StandingTerm;
  /** as L1 would tell it */
  posted: PostedBatch[];
  clockSec: bigint;
  mined: MinedCheckpoint | undefined;
  /** as the policy names it */
  leaderNow: Address | undefined;
  /** origins of which the lead was asked, in order */
  readonly origins: bigint[];
};

const FIRST: L1Block = {
  number: 1n,
  hash: `0x${"11".repeat(32)}`,
  parentHash: ZERO_HASH,
  timestamp: 1_799_999_000n,
};

const termOf = (name: string, { superblock, hash }: Pick<SignedSuperblock, "superblock" | "hash">) => ({
  term: keccak256(toHex(name)),
  startNumber: superblock.number,
  startSuperblock: hash,
});

/** @param elapse called with every reading of the head: an answer takes time */
export function createFakeL1(
  genesis: Pick<SignedSuperblock, "superblock" | "hash">,
  elapse: () => void,
): FakeL1 {
  const blocks: L1Block[] = [FIRST];
  const sent: L1Message[] = [];
  let fallback: FallbackTree | undefined;
  let fork = 0;
  const newest = (): L1Block => blocks.at(-1)!;
  const answer = async <T>(value: () => T): Promise<T> => {
    if (l1.isDown) throw new ServiceError("l1-request", "L1 does not answer");
    return value();
  };
  const unasked = (): never => {
    throw new Error("not a question of a sequencer");
  };
  const l1: FakeL1 = {
    isDown: false,
    currentTerm: termOf("first", genesis),
    posted: [],
    clockSec: 0n,
    mined: undefined,
    leaderNow: undefined,
    origins: [],
    grow: (count) => {
      for (let i = 0; i < count; i++) {
        const { number, hash, timestamp } = newest();
        const own = keccak256(toHex(`${fork}:${number + 1n}`));
        blocks.push({ number: number + 1n, hash: own, parentHash: hash, timestamp: timestamp + 1n });
      }
    },
    reorganise: (depth, count) => {
      blocks.length -= depth;
      fork++;
      l1.grow(count);
    },
    post: (message, data = "0x") => {
      const { number, timestamp } = newest();
      sent.push({ message, data, l1BlockNumber: number, sentAtSec: timestamp });
    },
    openTerm: (name, start) => {
      const { number } = start.superblock;
      l1.posted = l1.posted.filter(({ batch }) => batch.number <= number);
      l1.currentTerm = termOf(name, start);
    },
    openFallback: (name, start) => {
      l1.openTerm(name, start);
      const base = { index: BigInt(l1.posted.length), hash: l1.posted.at(-1)?.hash ?? ZERO_HASH };
      fallback = { base, baseCheckpoint: ZERO_HASH, nodes: [] };
    },
    leaveFallback: (name, start) => {
      l1.openTerm(name, start);
      fallback = undefined;
    },
    mineOnTop: (tip) => {
      l1.postUpTo(tip);
      l1.posted.push({ ...l1.posted.pop()!, checkpoint: tip.hash });
    },
    postUpTo: ({ superblock: { number }, hash }) => {
      const index = BigInt(l1.posted.length + 1);
      const batch = { index, number, superblock: hash } as PostedBatch["batch"];
      l1.posted.push({ batch, hash, l1Block: newest(), transactionHash: hash });
    },
    chainId: () => answer(() => 31337n),
    head: () => answer(newest),
    standing: () => {
      elapse();
      return answer(() => ({ head: newest(), term: l1.currentTerm, batches: l1.posted.slice(), fallback }));
    },
    block: (number) => answer(() => blocks.find((block) => block.number === number)),
    messages: (dstChainId, fromNonce, upTo) =>
      answer(() =>
        sent.filter(
          ({ message, l1BlockNumber }) =>
            message.dstChainId === dstChainId && message.nonce >= fromNonce && l1BlockNumber <= upTo,
        ),
      ),
    leadAt: (number) => {
      l1.origins.push(number);
      return answer(() => ZERO_HASH);
    },
    term: () => answer(() => l1.currentTerm),
    miningClock: () => answer(() => l1.clockSec),
    lead: () => answer(() => l1.mined),
    termOpening: unasked,
    genesisBatch: () =>
      answer(() => ({ index: 0n, number: 0n, superblock: genesis.hash }) as PostedBatch["batch"]),
    batches: unasked,
    input: unasked,
    checkpoints: () => answer(() => []),
    finalBatchIndex: unasked,
    leader: () => answer(() => l1.leaderNow),
  };
  return l1;
}
