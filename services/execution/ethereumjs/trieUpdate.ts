/**
 * Many changes to a Merkle Patricia trie at once: every node on the way is read, encoded and hashed once, whatever the
 * number of keys below it. The trie library walks from the root for each key and hashes the whole path each time,
 * which was most of the time spent on a block. Keys are hashes, so all have one length and none is another's prefix.
 */
import { RLP } from "@ethereumjs/rlp";
import { bytesToUnprefixedHex, KECCAK256_RLP } from "@ethereumjs/util";
import { keccak256 } from "../../runtime/keccak.ts";
import {
  hexPrefix,
  type Item,
  isLeaf,
  lengthened,
  type Node,
  pathOf,
  toNibbles,
  type Unsealed,
} from "./trieNodes.ts";

/** By hash in hex. */
export type TrieNodes = {
  get(key: string): Uint8Array;
  put(key: string, encoded: Uint8Array): void;
};

/** Value of a hashed key; undefined takes the key out. */
export type TrieChange = { readonly key: Uint8Array; readonly value: Uint8Array | undefined };

type Change = { readonly nibbles: Uint8Array; readonly value: Uint8Array | undefined };
/** What a branch holds of a child: nothing (empty bytes), its hash, itself when short, or a node not hashed yet. */
type Slot = Item | Unsealed;

const EMPTY = new Uint8Array();
const isEmpty = (slot: Slot): boolean => slot instanceof Uint8Array && slot.length === 0;

/** @returns the new root. @param changes one for each key */
export function updateTrie(nodes: TrieNodes, root: Uint8Array, changes: readonly TrieChange[]): Uint8Array {
  if (changes.length === 0) return root;
  const sorted = changes.toSorted((a, b) => Buffer.compare(a.key, b.key));
  const before = Buffer.compare(root, KECCAK256_RLP) === 0 ? EMPTY : root;
  const update = new Update(nodes);
  const after = update.apply(
    before,
    sorted.map(({ key, value }) => ({ nibbles: toNibbles(key), value })),
    0,
  );
  if (after === before) return root;
  return update.sealRoot(after);
}

class Update {
  readonly #nodes: TrieNodes;

  constructor(nodes: TrieNodes) {
    this.#nodes = nodes;
  }

  /** A trie below `slot`, which stands at `depth`, after the changes; `slot` itself when they change nothing. */
  apply(slot: Slot, changes: readonly Change[], depth: number): Slot {
    if (changes.length === 0) return slot;
    if (isEmpty(slot)) {
      const built = this.#build(changes, depth);
      return isEmpty(built) ? slot : built;
    }
    const node = this.#open(slot);
    if (node.length === 17) return this.#applyToBranch(slot, node, changes, depth);
    if (isLeaf(node)) return this.#applyToLeaf(slot, node, changes, depth);
    return this.#applyToExtension(slot, node, changes, depth);
  }

  sealRoot(slot: Slot): Uint8Array {
    if (isEmpty(slot)) return KECCAK256_RLP;
    if (slot instanceof Uint8Array) return slot;
    return this.#store(RLP.encode(this.#open(slot)));
  }

  /** A new trie of what the changes put in. */
  #build(changes: readonly Change[], depth: number): Slot {
    const present = changes.filter(({ value }) => value !== undefined);
    const [first] = present;
    if (first === undefined) return EMPTY;
    if (present.length === 1)
      return { node: [hexPrefix(first.nibbles.subarray(depth), "leaf"), first.value!] };
    const shared = depth + sharedLength(first.nibbles.subarray(depth), present, depth);
    const branch = this.#fill(emptyBranch(), present, shared);
    return this.#extend(first.nibbles.subarray(depth, shared), branch);
  }

  /** An old leaf is one more thing to put in, unless its key is among the changes. */
  #applyToLeaf(slot: Slot, node: Node, changes: readonly Change[], depth: number): Slot {
    const rest = pathOf(node);
    const value = node[1] as Uint8Array;
    const nibbles = Uint8Array.from([...changes[0]!.nibbles.subarray(0, depth), ...rest]);
    const at = changes.findIndex((change) => Buffer.compare(change.nibbles, nibbles) >= 0);
    const isNamed = at >= 0 && Buffer.compare(changes[at]!.nibbles, nibbles) === 0;
    const others = changes.filter((change, i) => change.value !== undefined && !(isNamed && i === at));
    const named = isNamed ? changes[at]!.value : value;
    if (others.length === 0 && named !== undefined && Buffer.compare(named, value) === 0) return slot;
    if (isNamed) return this.#build(changes, depth);
    const split = at < 0 ? changes.length : at;
    return this.#build([...changes.slice(0, split), { nibbles, value }, ...changes.slice(split)], depth);
  }

  #applyToExtension(slot: Slot, node: Node, changes: readonly Change[], depth: number): Slot {
    const path = pathOf(node);
    const child = node[1] as Item;
    // Taking out what is not below this node changes nothing.
    const real = changes.filter(
      ({ nibbles, value }) => value !== undefined || sharedLength(path, [{ nibbles }], depth) === path.length,
    );
    const shared = sharedLength(path, real, depth);
    if (shared === path.length) {
      const after = this.apply(child, real, depth + shared);
      return after === child ? slot : this.#extend(path, after);
    }
    const branch = emptyBranch();
    branch[path[shared]!] = this.#extend(path.subarray(shared + 1), child);
    return this.#extend(path.subarray(0, shared), this.#fill(branch, real, depth + shared));
  }

  #applyToBranch(slot: Slot, node: Node, changes: readonly Change[], depth: number): Slot {
    const after = this.#fill([...node], changes, depth);
    const isSame =
      "node" in after && after.node.length === 17 && after.node.every((each, i) => each === node[i]);
    return isSame ? slot : after;
  }

  /** Applies the changes to the children of a branch at `depth`, which it changes in place. */
  #fill(branch: Slot[], changes: readonly Change[], depth: number): Unsealed | Uint8Array {
    for (let from = 0; from < changes.length; ) {
      const nibble = changes[from]!.nibbles[depth]!;
      let to = from + 1;
      while (changes[to]?.nibbles[depth] === nibble) to++;
      branch[nibble] = this.apply(branch[nibble]!, changes.slice(from, to), depth + 1);
      from = to;
    }
    const only = onlyChild(branch);
    if (only === "none") return EMPTY;
    if (only === "several") return { node: branch.map((each) => this.#seal(each)) };
    return { node: this.#prepend(Uint8Array.of(only), branch[only]!) };
  }

  /** The trie below `slot`, which is not empty, with its path lengthened at the front. */
  #extend(path: Uint8Array, slot: Slot): Slot {
    if (path.length === 0 || isEmpty(slot)) return slot;
    return { node: this.#prepend(path, slot) };
  }

  #prepend(path: Uint8Array, slot: Slot): Node {
    const node = this.#open(slot);
    return node.length === 17 ? [hexPrefix(path, "extension"), this.#seal(slot)] : lengthened(path, node);
  }

  #open(slot: Slot): Node {
    if (!(slot instanceof Uint8Array)) return "node" in slot ? slot.node : slot;
    return RLP.decode(this.#nodes.get(bytesToUnprefixedHex(slot))) as Node;
  }

  /** A node as its parent holds it: itself when shorter than a hash, else its hash. */
  #seal(slot: Slot): Item {
    if (slot instanceof Uint8Array || !("node" in slot)) return slot;
    const encoded = RLP.encode(slot.node);
    return encoded.length < 32 ? slot.node : this.#store(encoded);
  }

  #store(encoded: Uint8Array): Uint8Array {
    const hash = keccak256(encoded);
    this.#nodes.put(bytesToUnprefixedHex(hash), encoded);
    return hash;
  }
}

const emptyBranch = (): Slot[] => Array.from({ length: 17 }, () => EMPTY);

function onlyChild(branch: readonly Slot[]): number | "none" | "several" {
  let found: number | undefined;
  for (let i = 0; i < 16; i++) {
    if (isEmpty(branch[i]!)) continue;
    if (found !== undefined) return "several";
    found = i;
  }
  return found ?? "none";
}

/** How much of `path` all keys have at `depth`. Sorted keys share what the first and the last do. */
function sharedLength(path: Uint8Array, sorted: readonly Pick<Change, "nibbles">[], depth: number): number {
  let length = path.length;
  for (const each of [sorted[0], sorted.at(-1)])
    for (let i = 0; i < length && each !== undefined; i++)
      if (each.nibbles[depth + i] !== path[i]) length = i;
  return length;
}
