/**
 * The library's account cache, but it holds accounts and not their encodings: a transfer looks at accounts a dozen times,
 * and the tries want each changed one once, at the end of the block.
 */
import { AccountCache, CacheType } from "@ethereumjs/statemanager";
import { Account, type Address } from "@ethereumjs/util";

/** What is known of an address; without an account when there is none. */
export class KnownAccount {
  readonly #account: Account | undefined;

  constructor(account: Account | undefined) {
    this.#account = account && copyOf(account);
  }

  /** The caller's own, to change as it likes. */
  copy(): Account | undefined {
    return this.#account && copyOf(this.#account);
  }

  /** As the trie holds it. */
  get accountRLP(): Uint8Array | undefined {
    return this.#account?.serialize();
  }
}

/** Nobody writes into a root or a code hash; they are replaced. */
const copyOf = ({ nonce, balance, storageRoot, codeHash }: Account): Account =>
  new Account(nonce, balance, storageRoot, codeHash);

type Before = Map<string, KnownAccount | undefined>;

export class LiveAccounts extends AccountCache {
  readonly #known = new Map<string, KnownAccount>();
  /** for each open checkpoint, and below them since the last flush: what changed and what it was before */
  #before: Before[] = [new Map()];

  constructor() {
    super({ size: 0, type: CacheType.ORDERED_MAP });
  }

  override get(address: Address): KnownAccount | undefined {
    return this.#known.get(keyOf(address));
  }

  override put(address: Address, account: Account | undefined): void {
    const key = keyOf(address);
    const before = this.#before.at(-1)!;
    if (!before.has(key)) before.set(key, this.#known.get(key));
    this.#known.set(key, new KnownAccount(account));
  }

  override del(address: Address): void {
    this.put(address, undefined);
  }

  override checkpoint(): void {
    this.#before.push(new Map());
  }

  override commit(): void {
    const [outer, inner] = this.#before.splice(-2) as [Before, Before];
    for (const [key, known] of inner) if (!outer.has(key)) outer.set(key, known);
    this.#before.push(outer);
  }

  override revert(): void {
    for (const [key, known] of this.#before.pop()!)
      if (known === undefined) this.#known.delete(key);
      else this.#known.set(key, known);
  }

  /** What changed since the last time, by address in hexadecimal digits. */
  override flush(): [string, KnownAccount][] {
    const changed = this.#before.pop()!;
    this.#before.push(new Map());
    return [...changed.keys()].flatMap((key) => {
      const known = this.#known.get(key);
      return known === undefined ? [] : [[key, known] as [string, KnownAccount]];
    });
  }

  override clear(): void {
    this.#known.clear();
  }

  override size(): number {
    return this.#known.size;
  }
}

const keyOf = ({ bytes }: Address): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex");
