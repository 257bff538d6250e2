/**
 * Equivocation: two superblocks of one (term, number), both signed by the leader. The evidence is what the claim on
 * L1 takes: both structs with their signatures. As a file it is JSON with numbers as decimal strings.
 */
import type { Address, Hex } from "viem";
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
