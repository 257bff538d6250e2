/**
 * The library's state manager, but what a block changed reaches the tries at its end and all at once. It needs caches
 * that keep every change until then (see `AnsweringStorageCache`), and hands whole storage tries and the account trie
 * to `updateTrie` instead of one key after the other.
 */
import { RLP } from "@ethereumjs/rlp";
import { type Caches, MerkleStateManager } from "@ethereumjs/statemanager";
import { type Account, Address, bytesToUnprefixedHex, unprefixedHexToBytes } from "@ethereumjs/util";
import { keccak256 } from "../../runtime/keccak.ts";
import type { LiveAccounts } from "./liveAccounts.ts";
import { type TrieChange, type TrieNodes, updateTrie } from "./trieUpdate.ts";

/** As the state manager prefixes code hashes. */
const CODE_PREFIX = "63";

/** Caches that keep every change; `accounts` is their account cache. */
export type Deferring = { readonly caches: Caches; readonly accounts: LiveAccounts };

type Options = ConstructorParameters<typeof MerkleStateManager>[0] &
  Deferring & { readonly nodes: TrieNodes };

export class DeferredState extends MerkleStateManager {
  readonly #nodes: TrieNodes;
  readonly #accounts: LiveAccounts;

  constructor({ nodes, accounts, ...options }: Options) {
    super(options);
    this.#nodes = nodes;
    this.#accounts = accounts;
  }

  /** Open checkpoints. */
  get depth(): number {
    return this._checkpointCount;
  }

  override async getAccount(address: Address): Promise<Account | undefined> {
    const known = this.#accounts.get(address);
    return known === undefined ? super.getAccount(address) : known.copy();
  }

  override async flush(): Promise<void> {
    this.#flushCode();
    await this.#flushStorage();
    const changes = this.#accounts.flush().map(([address, element]) => ({
      key: keccak256(unprefixedHexToBytes(address)),
      value: element.accountRLP,
    }));
    this._trie.root(updateTrie(this.#nodes, this._trie.root(), changes));
  }

  #flushCode(): void {
    for (const [, { code }] of this._caches?.code?.flush() ?? []) {
      if (code === undefined || code.length === 0) continue;
      this.#nodes.put(CODE_PREFIX + bytesToUnprefixedHex(keccak256(code)), code);
    }
  }

  async #flushStorage(): Promise<void> {
    const changes = new Map<string, TrieChange[]>();
    for (const [address, slot, value] of this._caches?.storage?.flush() ?? []) {
      const own = changes.get(address) ?? [];
      changes.set(address, own);
      own.push({ key: keccak256(unprefixedHexToBytes(slot)), value: presence(value) });
    }
    for (const [hex, own] of changes) {
      const address = new Address(unprefixedHexToBytes(hex));
      const account = await this.getAccount(address);
      if (account === undefined) continue;
      const root = updateTrie(this.#nodes, account.storageRoot, own);
      if (Buffer.compare(root, account.storageRoot) === 0) continue;
      account.storageRoot = root;
      await this.putAccount(address, account);
    }
    // They stand at the roots before.
    this._storageTries = {};
  }
}

/** A slot as the trie holds it; zero is not held at all. */
function presence(value: Uint8Array | undefined): Uint8Array | undefined {
  if (value === undefined || (RLP.decode(value) as Uint8Array).length === 0) return undefined;
  return value;
}
