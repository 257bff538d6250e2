/**
 * Root of the trie from RLP(index) to value, as headers hold it for transactions and receipts. All entries are known
 * at once, so every node is encoded and hashed once; inserting one by one costs many times that.
 */
import { RLP } from "@ethereumjs/rlp";
import { KECCAK256_RLP } from "@ethereumjs/util";
import { keccak256 } from "../../runtime/keccak.ts";

type Entry = { readonly nibbles: readonly number[]; readonly value: Uint8Array };
type Node = (Uint8Array | Node)[];

export function indexedRoot(values: readonly Uint8Array[]): Uint8Array {
  if (values.length === 0) return KECCAK256_RLP;
  const entries = values.map((value, index) => ({ nibbles: nibblesOf(RLP.encode(index)), value }));
  entries.sort((a, b) => compare(a.nibbles, b.nibbles));
  return keccak256(RLP.encode(nodeOf(entries, 0)));
}

/** Node over sorted entries that agree in their first `depth` nibbles. RLP is prefix-free, so no key ends early. */
function nodeOf(entries: readonly Entry[], depth: number): Node {
  const first = entries[0]!;
  if (entries.length === 1) return [hexPrefix(first.nibbles.slice(depth), true), first.value];
  const last = entries.at(-1)!;
  let branching = depth;
  while (first.nibbles[branching] === last.nibbles[branching]) branching++;
  if (branching > depth)
    return [hexPrefix(first.nibbles.slice(depth, branching), false), reference(nodeOf(entries, branching))];
  const branch: Node = Array.from({ length: 17 }, () => new Uint8Array());
  for (let from = 0; from < entries.length; ) {
    const nibble = entries[from]!.nibbles[depth]!;
    let to = from + 1;
    while (entries[to]?.nibbles[depth] === nibble) to++;
    branch[nibble] = reference(nodeOf(entries.slice(from, to), depth + 1));
    from = to;
  }
  return branch;
}

/** A node in its parent: itself when shorter than a hash, else its hash. */
function reference(node: Node): Uint8Array | Node {
  const encoded = RLP.encode(node);
  return encoded.length < 32 ? node : keccak256(encoded);
}

/** Nibbles of a path with a flag for leaves and for odd length (yellow paper, appendix C). */
function hexPrefix(nibbles: readonly number[], isLeaf: boolean): Uint8Array {
  const odd = nibbles.length % 2;
  const flag = (isLeaf ? 2 : 0) + odd;
  const padded = odd === 1 ? [flag, ...nibbles] : [flag, 0, ...nibbles];
  return Uint8Array.from({ length: padded.length / 2 }, (_, i) => (padded[2 * i]! << 4) | padded[2 * i + 1]!);
}

const nibblesOf = (bytes: Uint8Array): number[] => [...bytes].flatMap((byte) => [byte >> 4, byte & 15]);

function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}
