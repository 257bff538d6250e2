import { concatBytes } from "@noble/hashes/utils.js";
import { sha256d } from "./bitcoinHash.ts";

/** The root above `leaf`: siblings from the leaf up, wire order; bit k of the index says which side level k is on. */
export function fold(leaf: Uint8Array, branch: readonly Uint8Array[], index: number): Uint8Array {
  let node = leaf;
  let rest = index;
  for (const sibling of branch) {
    node = sha256d(rest % 2 === 1 ? concatBytes(sibling, node) : concatBytes(node, sibling));
    rest = Math.floor(rest / 2);
  }
  return node;
}

/** The branch and root of a leaf in a list of leaves; Bitcoin pairs an odd last node with itself. */
export function build(
  leaves: readonly Uint8Array[],
  index: number,
): { branch: Uint8Array[]; root: Uint8Array } {
  const branch: Uint8Array[] = [];
  let level = [...leaves];
  let place = index;
  while (level.length > 1) {
    if (level.length % 2 === 1) level.push(level.at(-1)!);
    branch.push(level[place ^ 1]!);
    place >>= 1;
    level = level
      .filter((_, i) => i % 2 === 0)
      .map((left, i) => sha256d(concatBytes(left, level[2 * i + 1]!)));
  }
  return { branch, root: level[0]! };
}
