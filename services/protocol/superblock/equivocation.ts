/**
 * Equivocation: two superblocks of one (term, number), both signed by the leader. The evidence is what the claim on
 * L1 takes: both structs with their signatures. As a file it is JSON with numbers as decimal strings.
 */
import type { Address, Hex } from "viem";
import { z } from "zod";
import { hashSuperblock, type Superblock, type SuperblockDomain } from "./superblock.ts";

export type SignedDigest = {
  readonly superblock: Superblock;
  /** r ‖ s ‖ v, 65 bytes */
  readonly signature: Hex;
};

export type Equivocation = { readonly first: SignedDigest; readonly second: SignedDigest };

/** Whether both stand at one place and differ. That the leader signed both has been checked before. */
export const isEquivocation = ({ first, second }: Equivocation, domain: SuperblockDomain): boolean =>
  first.superblock.term === second.superblock.term &&
  first.superblock.number === second.superblock.number &&
  hashSuperblock(first.superblock, domain) !== hashSuperblock(second.superblock, domain);

/** The evidence with what a reader needs to check it. */
export type EquivocationRecord = Equivocation & {
  readonly kind: "equivocation";
  readonly l1ChainId: bigint;
  readonly inbox: Address;
  readonly leader: Address;
};

export const formatEquivocation = (record: EquivocationRecord): string =>
  `${JSON.stringify(record, (_key, field: unknown) => (typeof field === "bigint" ? field.toString() : field), 2)}\n`;

const hex = (bytes: number) =>
  z
    .string()
    .regex(new RegExp(`^0x[0-9a-fA-F]{${2 * bytes}}$`))
    .transform((text) => text as Hex);
const amount = z
  .string()
  .regex(/^\d{1,20}$/)
  .transform(BigInt);
const signed = z.strictObject({
  superblock: z.strictObject({
    term: hex(32),
    number: amount,
    timestamp: amount,
    producer: hex(20),
    parent: hex(32),
    historyRoot: hex(32),
    blocksRoot: hex(32),
    channelsRoot: hex(32),
    l1OriginNumber: amount,
    l1Origin: hex(32),
  }),
  signature: hex(65),
});
const record = z.strictObject({
  kind: z.literal("equivocation"),
  l1ChainId: amount,
  inbox: hex(20),
  leader: hex(20),
  first: signed,
  second: signed,
});

/** The evidence in a file, or undefined if it holds none. Signatures are for the reader to check. */
export function parseEquivocation(text: string): EquivocationRecord | undefined {
  try {
    return record.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
