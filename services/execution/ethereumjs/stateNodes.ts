/**
 * Trie nodes and code of one rollup as the trie library's database. Reads go through nodes written since, a cache
 * and the store; writes stay here until the store has them, block by block, so that the store can write them in
 * one transaction with the superblock. Nodes are content-addressed: nothing is ever deleted or overwritten.
 */
import { bytesToHex, unprefixedHexToBytes } from "@ethereumjs/util";

/** Durable nodes, as the store gives them. Keys: node hash, or "c" and code hash. */
export type NodeReader = (key: Uint8Array) => Uint8Array | undefined;

/** Writes of one sealed block that the store may not have yet. */
type Generation = {
  readonly parentRoot: string;
  readonly nodes: ReadonlyMap<string, Uint8Array>;
};

const CACHE_SIZE = 200_000;

export class StateNodes {
  readonly #read: NodeReader;
  readonly #generations = new Map<string, Generation>();
  #cache = new Map<string, Uint8Array>();
  /** the cache's previous half; what is used again moves over */
  #older = new Map<string, Uint8Array>();
  #writes = new Map<string, Uint8Array>();

  constructor(read: NodeReader) {
    this.#read = read;
  }

  get(key: string): Uint8Array | undefined {
    const node = this.#writes.get(key) ?? this.#cache.get(key) ?? this.#fromGenerations(key);
    if (node !== undefined) return node;
    const known = this.#older.get(key) ?? this.#read(unprefixedHexToBytes(key));
    if (known !== undefined) this.#remember(key, known);
    return known;
  }

  put(key: string, node: Uint8Array): void {
    // Nodes that came out as they are stored already need not be stored again.
    if (this.#cache.has(key) || this.#older.has(key) || this.#fromGenerations(key) !== undefined) return;
    this.#writes.set(key, node);
  }

  /** Writes since the last call. */
  seal(parentRoot: Uint8Array, root: Uint8Array) {
    const nodes = this.#writes;
    this.#writes = new Map();
    this.#generations.set(hex(root), { parentRoot: hex(parentRoot), nodes });
    return [...nodes].map(([key, value]) => ({ key: unprefixedHexToBytes(key), value }));
  }

  discardWrites(): void {
    this.#writes = new Map();
  }

  /** Forgets sealed blocks that the store has, and those that the block to come does not build on. */
  settle(root: Uint8Array): void {
    const kept = new Set<string>();
    for (let at: string | undefined = hex(root); at !== undefined && !kept.has(at); ) {
      const generation = this.#generations.get(at);
      if (generation === undefined || this.#read(unprefixedHexToBytes(at)) !== undefined) break;
      kept.add(at);
      at = generation.parentRoot;
    }
    for (const [key, generation] of this.#generations) {
      if (kept.has(key)) continue;
      this.#generations.delete(key);
      for (const [node, value] of generation.nodes)
        if (this.#read(unprefixedHexToBytes(node)) !== undefined) this.#remember(node, value);
    }
  }

  #fromGenerations(key: string): Uint8Array | undefined {
    for (const generation of this.#generations.values()) {
      const node = generation.nodes.get(key);
      if (node !== undefined) return node;
    }
    return undefined;
  }

  #remember(key: string, node: Uint8Array): void {
    this.#cache.set(key, node);
    if (this.#cache.size < CACHE_SIZE / 2) return;
    this.#older = this.#cache;
    this.#cache = new Map();
  }
}

const hex = (bytes: Uint8Array): string => bytesToHex(bytes).slice(2);
