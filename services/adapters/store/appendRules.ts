/** What a superblock must fulfil to be appended; the same for every store. */

import type { SealedBlock, SignedSuperblock } from "../../ports.ts";
import { ServiceError } from "../../runtime/serviceError.ts";

/** A superblock that does not continue the store, or whose blocks are not those it names. */
export class AppendRefused extends ServiceError {
  constructor(message: string) {
    super("append-refused", message);
  }
}

export function checkAppend(
  head: SignedSuperblock | undefined,
  next: SignedSuperblock,
  blocks: readonly SealedBlock[],
  chainIds: readonly bigint[],
): void {
  const expected = head === undefined ? 0n : head.superblock.number + 1n;
  const { number, parent } = next.superblock;
  if (number !== expected) throw new AppendRefused(`superblock ${number} after ${expected - 1n}`);
  if (head !== undefined && parent !== head.hash)
    throw new AppendRefused(`superblock ${number} has parent ${parent}, the head is ${head.hash}`);
  const wrong =
    blocks.length !== chainIds.length ||
    blocks.some(({ header }, i) => {
      const leaf = next.blocks[i];
      return header.chainId !== chainIds[i] || header.number !== number || leaf?.blockHash !== header.hash;
    });
  if (wrong)
    throw new AppendRefused(`superblock ${number} needs its block of each of ${chainIds.join(", ")}`);
}
