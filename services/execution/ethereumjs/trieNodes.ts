/** Nodes of a Merkle Patricia trie as RLP gives them, and the paths in them (yellow paper, appendix C). */

/** RLP's values: bytes, or lists of such. */
export type Item = Uint8Array | Item[];
/** Path and value, path and child, or sixteen children and a value. */
export type Node = Item[];
export type Unsealed = { readonly node: Node };

const LEAF = 0x20;
const ODD = 0x10;

const firstByte = (node: Node): number => (node[0] as Uint8Array)[0] ?? 0;

export const isLeaf = (node: Node): boolean => (firstByte(node) & LEAF) !== 0;

export function toNibbles(bytes: Uint8Array): Uint8Array {
  const nibbles = new Uint8Array(bytes.length * 2);
  for (let i = 0; i < bytes.length; i++) {
    nibbles[2 * i] = bytes[i]! >> 4;
    nibbles[2 * i + 1] = bytes[i]! & 15;
  }
  return nibbles;
}

/** Path of a leaf or extension, without its flag. */
export const pathOf = (node: Node): Uint8Array =>
  toNibbles(node[0] as Uint8Array).subarray((firstByte(node) & ODD) !== 0 ? 1 : 2);

/** A path as a leaf or an extension holds it. */
export function hexPrefix(nibbles: Uint8Array, kind: "leaf" | "extension"): Uint8Array {
  const isOdd = nibbles.length % 2 === 1;
  const encoded = new Uint8Array((nibbles.length >> 1) + 1);
  encoded[0] = (kind === "leaf" ? LEAF : 0) + (isOdd ? ODD + nibbles[0]! : 0);
  for (let from = isOdd ? 1 : 0, to = 1; from < nibbles.length; from += 2, to++)
    encoded[to] = (nibbles[from]! << 4) | nibbles[from + 1]!;
  return encoded;
}

/** A leaf or extension with a longer path. */
export function lengthened(path: Uint8Array, node: Node): Node {
  const whole = Uint8Array.from([...path, ...pathOf(node)]);
  return [hexPrefix(whole, isLeaf(node) ? "leaf" : "extension"), node[1]!];
}
