/** What the sequencer takes from L1 for the next superblock. */
import type { Hex } from "viem";
import type { Engine, L1Block, L1Message, L1Reader, SignedSuperblock } from "../ports.ts";
import { ServiceError } from "../runtime/serviceError.ts";

export type L1State = {
  /** the newest block */
  readonly head: L1Block;
  readonly origin: L1Block;
  readonly lead: Hex;
  readonly term: Hex;
  readonly miningClockSec: bigint;
  readonly minedNumber: bigint;
};

export type L1StateDeps = {
  readonly l1: L1Reader;
  readonly limits: { readonly originDepth: bigint };
  readonly engines: readonly Pick<Engine, "chainId">[];
};

/** L1 at the newest admissible origin: `originDepth` deep, never below the head's. */
export async function readL1(
  deps: Pick<L1StateDeps, "l1" | "limits">,
  head: SignedSuperblock,
): Promise<L1State> {
  const { l1, limits } = deps;
  const newest = await l1.head();
  const depth = newest.number > limits.originDepth ? newest.number - limits.originDepth : 0n;
  const number = depth > head.superblock.l1OriginNumber ? depth : head.superblock.l1OriginNumber;
  const [origin, lead, term, miningClockSec, mined] = await Promise.all([
    l1.block(number),
    l1.leadAt(number),
    l1.term(),
    l1.miningClock(),
    l1.lead(),
  ]);
  if (origin === undefined) throw new ServiceError("l1-origin-gone", `L1 has no block ${number} any more`);
  if (number === head.superblock.l1OriginNumber && origin.hash !== head.superblock.l1Origin)
    throw new ServiceError("l1-origin-gone", `L1 replaced block ${number}, on which the head stands`);
  return { head: newest, origin, lead, term, miningClockSec, minedNumber: mined?.number ?? 0n };
}

/** Messages from L1 that the rollups have not taken yet and that stand at or below the origin. */
export async function nextMessages(
  deps: Pick<L1StateDeps, "l1" | "engines">,
  head: SignedSuperblock,
  upTo: bigint,
): Promise<Map<bigint, readonly L1Message[]>> {
  const found = new Map<bigint, readonly L1Message[]>();
  for (const [i, engine] of deps.engines.entries()) {
    const messages = await deps.l1.messages(engine.chainId, head.consumed[i] ?? 0n, upTo);
    if (messages.length > 0) found.set(engine.chainId, messages);
  }
  return found;
}
