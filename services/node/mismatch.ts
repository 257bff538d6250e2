/** How a posted batch can fail to derive, each case with its numbers. */
import type { Address, Hex } from "viem";
import type { CloseFailure } from "../execution/superblockExecution.ts";
import type { InvalidTransaction, PostedInput, SignedSuperblock } from "../ports.ts";
import type { DecodedBatchData } from "../protocol/batch/batchData.ts";

type DataRefusal = Extract<DecodedBatchData, { ok: false }>;

export type Mismatch =
  | {
      readonly reason: "data-refused";
      readonly why: DataRefusal["reason"];
      readonly limit: number;
      readonly actual: number;
    }
  /** the call that posted it is encoded in a way that L1 takes and nobody else reads */
  | { readonly reason: "data-refused"; readonly why: "call"; readonly detail: string }
  | { readonly reason: "wrong-superblock-count"; readonly expected: bigint; readonly actual: bigint }
  | {
      readonly reason: "wrong-producer";
      readonly number: bigint;
      readonly expected: Address;
      readonly actual: Address;
    }
  | {
      readonly reason: "origin-too-new";
      readonly number: bigint;
      readonly newest: bigint;
      readonly actual: bigint;
    }
  | {
      readonly reason: "timestamp-before-origin";
      readonly number: bigint;
      readonly earliest: bigint;
      readonly actual: bigint;
    }
  /** of a superblock in the feed; batch data cannot say such a thing */
  | {
      readonly reason: "not-after-parent";
      readonly number: bigint;
      readonly timestamp: bigint;
      readonly l1OriginNumber: bigint;
    }
  | {
      readonly reason: "transaction-invalid";
      readonly number: bigint;
      readonly chainId: bigint;
      readonly index: number;
      readonly why: InvalidTransaction;
    }
  | { readonly reason: "channels"; readonly number: bigint; readonly why: CloseFailure }
  /** `field` names what differs first, e.g. "stateRoot of 42101" */
  | {
      readonly reason: "tip-differs";
      readonly number: bigint;
      readonly field: string;
      readonly posted: string;
      readonly derived: string;
    };

/** First difference between a derived tip and the posted one; undefined if there is none. */
export function compareTip(
  derived: SignedSuperblock,
  posted: Pick<PostedInput, "tip" | "blocks" | "channels">,
  postedHash: Hex,
): Mismatch | undefined {
  const number = derived.superblock.number;
  const differs = (field: string, there: unknown, here: unknown): Mismatch | undefined =>
    String(there).toLowerCase() === String(here).toLowerCase()
      ? undefined
      : { reason: "tip-differs", number, field, posted: String(there), derived: String(here) };
  // State roots first: every block commits to the superblock before, so one wrong state spoils all block hashes.
  for (const field of ["stateRoot", "blockHash", "traceRoot"] as const) {
    for (const [i, leaf] of derived.blocks.entries()) {
      const found = differs(`${field} of ${leaf.chainId}`, posted.blocks[i]?.[field], leaf[field]);
      if (found) return found;
    }
  }
  for (const [i, entry] of derived.channels.entries()) {
    const there = posted.channels[i];
    for (const field of ["count", "root"] as const) {
      const found = differs(
        `${field} of channel ${entry.srcChainId} to ${entry.dstChainId}`,
        there?.[field],
        entry[field],
      );
      if (found) return found;
    }
  }
  for (const field of Object.keys(derived.superblock) as (keyof typeof derived.superblock)[]) {
    const found = differs(field, posted.tip[field], derived.superblock[field]);
    if (found) return found;
  }
  return differs("hash", postedHash, derived.hash);
}
