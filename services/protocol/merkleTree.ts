/** Hashing shared by all of our own Merkle trees (twin of contracts/superblock/MerkleTree.sol). */
import { concat, type Hex, keccak256 } from "viem";

export const ZERO_HASH: Hex = `0x${"00".repeat(32)}`;

/** Hash of a leaf whose fields are ABI-encoded; 0x00 in front. */
export const hashLeaf = (encodedFields: Hex): Hex => keccak256(concat(["0x00", encodedFields]));

/** Hash of an inner node; 0x01 in front. */
export const hashNode = (left: Hex, right: Hex): Hex => keccak256(concat(["0x01", left, right]));

/** Root of a static tree: leaves in order, padded with zero words to the next power of two. */
export function staticRoot(leaves: readonly Hex[]): Hex {
  if (leaves.length === 0) throw new RangeError("a static tree has at least one leaf");
  let level = [...leaves];
  let empty = ZERO_HASH;
  while (level.length > 1) {
    const next: Hex[] = [];
    for (let i = 0; i < level.length; i += 2) next.push(hashNode(level[i]!, level[i + 1] ?? empty));
    empty = hashNode(empty, empty);
    level = next;
  }
  return level[0]!;
}
