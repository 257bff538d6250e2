/** A VM over the state nodes of a rollup, positioned at a state root. */
import type { Common } from "@ethereumjs/common";
import { createMPT } from "@ethereumjs/mpt";
import { Caches, MerkleStateManager, StorageCache } from "@ethereumjs/statemanager";
import {
  type Address,
  type BatchDBOp,
  bigIntToBytes,
  bytesToUnprefixedHex,
  createAddressFromString,
  type DB,
  KECCAK256_RLP,
  setLengthLeft,
  ValueEncoding,
} from "@ethereumjs/util";
import { createVM, type VM } from "@ethereumjs/vm";
import { ServiceError } from "../../runtime/serviceError.ts";
import { BLOCK_HASH_HISTORY, HISTORY_WINDOW } from "../systemContracts.ts";
import { DeferredState, type Deferring } from "./deferredState.ts";
import { LiveAccounts } from "./liveAccounts.ts";
import { type MissedResults, watchMissedResults } from "./missedResults.ts";
import type { StateNodes } from "./stateNodes.ts";

type Node = Uint8Array | string;

const EMPTY_TRIE = bytesToUnprefixedHex(KECCAK256_RLP);

/** A state refers to a node that is in no store: the state root is of another deployment, or the disk lost data. */
export class StateNodeMissing extends ServiceError {
  constructor(key: string) {
    super(
      "state-node-missing",
      `state node ${key} is missing, the state folder is damaged: "State, backups" in docs/operating.md says what to do`,
    );
  }
}

/**
 * The trie library's database over the nodes. The library writes storage tries through at once and reads them
 * back within the same call, so a reader's writes are kept until they are forgotten.
 */
class NodeDatabase implements DB<string, Node> {
  readonly #nodes: StateNodes;
  readonly #writable: boolean;
  readonly #own = new Map<string, Node>();

  constructor(nodes: StateNodes, writable: boolean) {
    this.#nodes = nodes;
    this.#writable = writable;
  }

  async get(key: string): Promise<Node | undefined> {
    return key === EMPTY_TRIE ? this.#find(key) : this.read(key);
  }

  /** As the updates of whole tries ask. */
  read(key: string): Node {
    const node = this.#find(key);
    // The library takes a missing node for empty state, which would be wrong without anybody noticing.
    if (node === undefined) throw new StateNodeMissing(key);
    return node;
  }

  #find(key: string): Node | undefined {
    return this.#own.get(key) ?? this.#nodes.get(key);
  }

  write(key: string, value: Node): void {
    if (this.#writable) this.#nodes.put(key, value as Uint8Array);
    else this.#own.set(key, value);
  }

  async put(key: string, value: Node): Promise<void> {
    this.write(key, value);
  }

  forget(): void {
    this.#own.clear();
  }

  /** Nodes are content-addressed and shared by states, so none is ever deleted. */
  del(): Promise<void> {
    return Promise.resolve();
  }

  async batch(operations: BatchDBOp<string, Node>[]): Promise<void> {
    for (const operation of operations)
      if (operation.type === "put") await this.put(operation.key, operation.value);
  }

  shallowCopy(): DB<string, Node> {
    return this;
  }

  open(): Promise<void> {
    return Promise.resolve();
  }
}

const trieOf = (rules: Common, db: NodeDatabase) =>
  createMPT({ db, common: rules, useKeyHashing: true, valueEncoding: ValueEncoding.Bytes });

async function deferredState(rules: Common, db: NodeDatabase, deferring: Deferring): Promise<DeferredState> {
  const nodes = {
    get: (key: string) => db.read(key) as Uint8Array,
    put: (key: string, node: Uint8Array) => db.write(key, node),
  };
  return new DeferredState({ nodes, trie: await trieOf(rules, db), common: rules, ...deferring });
}

/** State at a root, for reading accounts, code, storage and proofs. */
export async function openState(
  rules: Common,
  nodes: StateNodes,
  root: Uint8Array,
): Promise<MerkleStateManager> {
  const trie = await trieOf(rules, new NodeDatabase(nodes, false));
  const state = new MerkleStateManager({ trie, common: rules });
  await state.setStateRoot(root);
  return state;
}

/**
 * The library means to write a slot to its trie only when there is no cache, but takes the cache's silence for its
 * absence; an answer keeps the tries for the end of the block, where every slot is written once.
 */
class AnsweringStorageCache extends StorageCache {
  override put(address: Address, key: Uint8Array, value: Uint8Array): true {
    super.put(address, key, value);
    return true;
  }
}

export type View = {
  readonly vm: VM;
  readonly state: DeferredState;
  readonly caches: Caches;
  /** gas of sealed blocks since the caches were last emptied */
  gasSinceCleared: bigint;
  /** results that the execution asked the messenger for in vain */
  readonly missed: MissedResults;
  /** Drops what calls have written; nothing of it may be referred to any more. */
  forget(): void;
};

const HISTORY = createAddressFromString(BLOCK_HASH_HISTORY.address);

async function createView(rules: Common, nodes: StateNodes, writable: boolean): Promise<View> {
  const caches = new Caches();
  const accounts = new LiveAccounts();
  caches.account = accounts;
  caches.storage = new AnsweringStorageCache(caches.settings.storage);
  const db = new NodeDatabase(nodes, writable);
  const state = await deferredState(rules, db, { caches, accounts });
  const blockchain = {
    // BLOCKHASH: the hashes of the last 256 blocks stand in the state since EIP-2935.
    getBlock: async (number: number) => {
      const slot = setLengthLeft(bigIntToBytes(BigInt(number) % HISTORY_WINDOW), 32);
      const hash = await state.getStorage(HISTORY as Address, slot);
      return { hash: () => setLengthLeft(hash, 32) };
    },
    putBlock: () => Promise.resolve(),
    shallowCopy() {
      return this;
    },
  };
  const vm = await createVM({ common: rules, stateManager: state, blockchain });
  const missed = watchMissedResults(vm.evm);
  return { vm, state, caches, missed, gasSinceCleared: 0n, forget: () => db.forget() };
}

/** The one view whose writes count: blocks are built on it. */
export const createBlockView = (rules: Common, nodes: StateNodes): Promise<View> =>
  createView(rules, nodes, true);

/** A view for calls: whatever it writes is forgotten. */
export const createCallView = (rules: Common, nodes: StateNodes): Promise<View> =>
  createView(rules, nodes, false);
