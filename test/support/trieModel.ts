/** A Merkle Patricia trie of 32-byte keys, built at once from what it holds: a second reading of the yellow paper. */
import { RLP } from "@ethereumjs/rlp";
import { bytesToHex, type Hex, hexToBytes, keccak256 } from "viem";

export type Entry = { readonly key: Hex; readonly value: Hex };

export type Question = { readonly root: Hex; readonly key: Hex; readonly proof: readonly Hex[] };

/** RLP's input: bytes, or lists of such. */
type Item = Uint8Array | Item[];

type Node = {
  readonly encoded: Uint8Array;
  /** What the parent holds: a hash, or the node's own fields. */
  readonly reference: Item;
  /** The next node on the way of a key, given as nibbles from this node on, with how many it takes. */
  readonly next: (rest: readonly number[]) => { node: Node; taken: number } | undefined;
};

const EMPTY_ROOT = keccak256("0x80");

export const nibblesOf = (key: Hex): number[] => [...key.slice(2)].map((digit) => Number.parseInt(digit, 16));

function hexPrefix(path: readonly number[], isLeaf: boolean): Uint8Array {
  const flag = (isLeaf ? 2 : 0) + (path.length % 2);
  const nibbles = path.length % 2 === 1 ? [flag, ...path] : [flag, 0, ...path];
  return Uint8Array.from(
    { length: nibbles.length / 2 },
    (_, i) => nibbles[2 * i]! * 16 + nibbles[2 * i + 1]!,
  );
}

function seal(fields: Item[], next: Node["next"]): Node {
  const encoded = RLP.encode(fields as Uint8Array[]);
  return { encoded, reference: encoded.length < 32 ? fields : hexToBytes(keccak256(encoded)), next };
}

type Rest = { readonly path: readonly number[]; readonly value: Hex };

function build(entries: readonly Rest[]): Node {
  const [first] = entries;
  if (entries.length === 1) {
    return seal([hexPrefix(first!.path, true), hexToBytes(first!.value)], () => undefined);
  }
  let shared = 0;
  while (entries.every(({ path }) => path[shared] === first!.path[shared])) shared++;
  if (shared > 0) {
    const path = first!.path.slice(0, shared);
    const node = build(entries.map((entry) => ({ ...entry, path: entry.path.slice(shared) })));
    return seal([hexPrefix(path, false), node.reference], (rest) =>
      path.every((nibble, i) => rest[i] === nibble) ? { node, taken: shared } : undefined,
    );
  }
  const children = Array.from({ length: 16 }, (_, nibble) => {
    const below = entries.filter(({ path }) => path[0] === nibble);
    return below.length === 0
      ? undefined
      : build(below.map((entry) => ({ ...entry, path: entry.path.slice(1) })));
  });
  const empty = new Uint8Array();
  return seal([...children.map((child) => child?.reference ?? empty), empty], ([nibble]) => {
    const node = children[nibble!];
    return node && { node, taken: 1 };
  });
}

export type TrieModel = {
  readonly root: Hex;
  /** As geth gives it: nodes under 32 bytes only inside their parents. */
  proof(key: Hex): Hex[];
  /** As ethereumjs gives it: each node an item. */
  listingProof(key: Hex): Hex[];
};

export function createTrie(entries: readonly Entry[]): TrieModel {
  if (entries.length === 0) return { root: EMPTY_ROOT, proof: () => [], listingProof: () => [] };
  const top = build(entries.map(({ key, value }) => ({ path: nibblesOf(key), value })));
  const way = (key: Hex): Uint8Array[] => {
    const found: Uint8Array[] = [];
    let rest = nibblesOf(key);
    for (let at: Node | undefined = top; at !== undefined; ) {
      found.push(at.encoded);
      const step: ReturnType<Node["next"]> = at.next(rest);
      rest = rest.slice(step?.taken);
      at = step?.node;
    }
    return found;
  };
  return {
    root: keccak256(top.encoded),
    proof: (key) =>
      way(key)
        .filter((node, i) => i === 0 || node.length > 31)
        .map((node) => bytesToHex(node)),
    listingProof: (key) => way(key).map((node) => bytesToHex(node)),
  };
}

/** The hashed key of an address or a slot. */
export const hashed = (key: Hex): Hex => keccak256(key);

/**
 * A proof with another node in it, and hashes put right up to a new root: the parser sees the change, not the hash.
 * Undefined if the parent does not hold the node's hash.
 */
export function rehash(proof: readonly Hex[], index: number, node: Hex): Omit<Question, "key"> | undefined {
  const changed = proof.with(index, node);
  for (let i = index; i > 0; i--) {
    const [before, after] = [keccak256(proof[i]!).slice(2), keccak256(changed[i]!).slice(2)];
    if (!proof[i - 1]!.includes(before)) return undefined;
    changed[i - 1] = proof[i - 1]!.replace(before, after) as Hex;
  }
  return { root: keccak256(changed[0]!), proof: changed };
}

export const withByte = (hex: Hex, place: number, byte: number): Hex =>
  `${hex.slice(0, 2 + 2 * place)}${byte.toString(16).padStart(2, "0")}${hex.slice(4 + 2 * place)}` as Hex;

export const rlp = (fields: Item): Hex => bytesToHex(RLP.encode(fields as Uint8Array[]));

/** A key that parts from `key` at one nibble. */
export const parted = (key: Hex, place: number): Hex => {
  const nibbles = nibblesOf(key);
  return `0x${nibbles
    .with(place, (nibbles[place]! + 1) % 16)
    .map((n) => n.toString(16))
    .join("")}`;
};
