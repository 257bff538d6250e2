/** What the sequencer takes from L1 for the next superblock. */
import type { Hex } from "viem";
import type {
  Engine,
  FallbackTree,
  L1Block,
  L1Message,
  L1Reader,
  L1Standing,
  SignedSuperblock,
  StandingTerm,
  Store,
} from "../ports.ts";
import { ServiceError } from "../runtime/serviceError.ts";
import { type Alignment, align, type InboxDiverged, postedTip } from "./alignment.ts";
import type { FallenSuperblocks } from "./fallen.ts";

export type L1State = {
  /** the newest block */
  readonly head: L1Block;
  readonly origin: L1Block;
  readonly lead: Hex;
  readonly term: StandingTerm;
  readonly miningClockSec: bigint;
  readonly minedNumber: bigint;
  /** while fallback is open: where it began */
  readonly fallbackBase?: bigint | undefined;
  /** by rollup, in order; those that the head at the reading had not taken yet and that stand at or below the origin */
  readonly messages: ReadonlyMap<bigint, readonly L1Message[]>;
};

/** L1 replaced the block on which the head stands: no inbox takes the head, and nobody derives it. */
export type OriginGone = { readonly reason: "l1-origin-gone"; readonly number: bigint };

export type L1Look =
  | { readonly kind: "ready"; readonly state: L1State }
  | Extract<Alignment, { kind: "realign" | "follow" }>
  | { readonly kind: "halt"; readonly halt: OriginGone | InboxDiverged };

type ReadyOrHalt = Exclude<L1Look, { readonly kind: "realign" | "follow" }>;

export type L1StateDeps = {
  readonly l1: L1Reader;
  readonly limits: { readonly originDepth: bigint };
  readonly engines: readonly Pick<Engine, "chainId">[];
  readonly store: Pick<Store, "head" | "superblock">;
  readonly fallen: Pick<FallenSuperblocks, "link" | "child">;
};

/** L1 at the newest admissible origin: `originDepth` deep, never below the head's. */
export async function readL1(deps: L1StateDeps): Promise<L1Look> {
  const { l1, store } = deps;
  const standing = await l1.standing();
  const aligned = align(deps, standing);
  if (aligned.kind === "diverged") return { kind: "halt", halt: aligned.halt };
  if (aligned.kind !== "aligned") return aligned;
  return readOn(deps, standing, store.head()!);
}

/** What L1 says for the superblock after a head that is in line with what stands. */
export async function readOn(
  deps: Pick<L1StateDeps, "l1" | "limits" | "engines">,
  standing: L1Standing,
  head: SignedSuperblock,
): Promise<ReadyOrHalt> {
  const look = await readAt(deps, standing, head);
  // Everything was read at or below this block; if it still stands, nothing is of another fork.
  if ((await deps.l1.block(standing.head.number))?.hash !== standing.head.hash)
    throw new ServiceError("l1-moved", `L1 replaced block ${standing.head.number} while it was read`);
  return look;
}

async function readAt(
  deps: Pick<L1StateDeps, "l1" | "limits" | "engines">,
  standing: L1Standing,
  { superblock: head, consumed }: SignedSuperblock,
): Promise<ReadyOrHalt> {
  const { l1, limits } = deps;
  const { number: newest } = standing.head;
  const depth = newest > limits.originDepth ? newest - limits.originDepth : 0n;
  const number = depth > head.l1OriginNumber ? depth : head.l1OriginNumber;
  const [before, origin, lead, miningClockSec, mined, messages] = await Promise.all([
    l1.block(head.l1OriginNumber),
    l1.block(number),
    l1.leadAt(number),
    l1.miningClock(),
    l1.lead(),
    readMessages(deps, consumed, number),
  ]);
  // What the inbox holds needs its origin no more. If the head's stands, so do those of all below it.
  const isGone = head.number > postedTip(standing).number && before?.hash !== head.l1Origin;
  if (origin === undefined || isGone)
    return { kind: "halt", halt: { reason: "l1-origin-gone", number: head.l1OriginNumber } };
  const { head: l1Head, term } = standing;
  const minedNumber = mined?.number ?? 0n;
  const fallbackBase = standing.fallback && baseNumber(standing, standing.fallback);
  return {
    kind: "ready",
    state: { head: l1Head, origin, lead, term, miningClockSec, minedNumber, fallbackBase, messages },
  };
}

const baseNumber = ({ batches }: L1Standing, { base }: FallbackTree): bigint =>
  batches[Number(base.index) - 1]?.batch.number ?? 0n;

async function readMessages(
  { l1, engines }: Pick<L1StateDeps, "l1" | "engines">,
  consumed: readonly bigint[],
  upTo: bigint,
): Promise<Map<bigint, readonly L1Message[]>> {
  const found = new Map<bigint, readonly L1Message[]>();
  for (const [i, { chainId }] of engines.entries())
    found.set(chainId, await l1.messages(chainId, consumed[i] ?? 0n, upTo));
  return found;
}

/**
 * What is left of the messages read, after what the head has taken since. None if the head has taken less than the
 * one at the reading, as after a rollback: the next one in order is not among them.
 */
export function nextMessages(
  { messages }: Pick<L1State, "messages">,
  { engines }: Pick<L1StateDeps, "engines">,
  { consumed }: Pick<SignedSuperblock, "consumed">,
): Map<bigint, readonly L1Message[]> {
  return new Map(
    engines.map(({ chainId }, i) => {
      const next = consumed[i] ?? 0n;
      const left = (messages.get(chainId) ?? []).filter(({ message }) => message.nonce >= next);
      return [chainId, left[0]?.message.nonce === next ? left : []];
    }),
  );
}
