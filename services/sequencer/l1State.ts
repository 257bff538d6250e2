/** What the sequencer takes from L1 for the next superblock. */
import type { Hex } from "viem";
import type { Engine, L1Block, L1Message, L1Reader, SignedSuperblock } from "../ports.ts";

export type L1State = {
  readonly origin: L1Block;
  readonly lead: Hex;
  readonly term: Hex;
  readonly miningClockSec: bigint;
  readonly minedNumber: bigint;
  /** by rollup, in order; those that the head at the reading had not taken yet and that stand at or below the origin */
  readonly messages: ReadonlyMap<bigint, readonly L1Message[]>;
};

/** L1 replaced the block on which the head stands: whatever is built on the head, nobody derives it. */
export type OriginGone = { readonly reason: "l1-origin-gone"; readonly number: bigint };

export type L1StateDeps = {
  readonly l1: L1Reader;
  readonly limits: { readonly originDepth: bigint };
  readonly engines: readonly Pick<Engine, "chainId">[];
};

/** L1 at the newest admissible origin: `originDepth` deep, never below the head's. */
export async function readL1(deps: L1StateDeps, head: SignedSuperblock): Promise<L1State | OriginGone> {
  const { l1, limits } = deps;
  const newest = await l1.head();
  const standing = head.superblock.l1OriginNumber;
  const depth = newest.number > limits.originDepth ? newest.number - limits.originDepth : 0n;
  const number = depth > standing ? depth : standing;
  const [before, origin, lead, term, miningClockSec, mined, messages] = await Promise.all([
    l1.block(standing),
    l1.block(number),
    l1.leadAt(number),
    l1.term(),
    l1.miningClock(),
    l1.lead(),
    readMessages(deps, head, number),
  ]);
  if (origin === undefined || before?.hash !== head.superblock.l1Origin)
    return { reason: "l1-origin-gone", number: standing };
  return { origin, lead, term, miningClockSec, minedNumber: mined?.number ?? 0n, messages };
}

async function readMessages(
  { l1, engines }: L1StateDeps,
  head: SignedSuperblock,
  upTo: bigint,
): Promise<Map<bigint, readonly L1Message[]>> {
  const found = new Map<bigint, readonly L1Message[]>();
  for (const [i, { chainId }] of engines.entries())
    found.set(chainId, await l1.messages(chainId, head.consumed[i] ?? 0n, upTo));
  return found;
}

/** What is left of the messages read, after what the head has taken since. */
export function nextMessages(
  { messages }: Pick<L1State, "messages">,
  { engines }: Pick<L1StateDeps, "engines">,
  { consumed }: Pick<SignedSuperblock, "consumed">,
): Map<bigint, readonly L1Message[]> {
  return new Map(
    engines.map(({ chainId }, i) => {
      const left = (messages.get(chainId) ?? []).filter(
        ({ message }) => message.nonce >= (consumed[i] ?? 0n),
      );
      return [chainId, left];
    }),
  );
}
