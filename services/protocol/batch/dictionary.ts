/**
 * Dictionaries: a value is written out where it comes up first and is an index from then on. In the column, 0
 * means "new"; entries are numbered in the order in which they came up.
 */
import { type ByteReader, type ByteWriter, DecodeRefusal } from "./byteStream.ts";
import type { ColumnReader, ColumnWriter } from "./column.ts";

export class DictionaryWriter<T extends string | bigint> {
  readonly #indexes = new Map<T, number>();
  readonly #values: ByteWriter;
  readonly #write: (out: ByteWriter, value: T) => void;

  constructor(values: ByteWriter, write: (out: ByteWriter, value: T) => void, seed: readonly T[] = []) {
    this.#values = values;
    this.#write = write;
    for (const value of seed) this.#add(value);
  }

  put(column: ColumnWriter, value: T): void {
    const index = this.#indexes.get(value);
    column.put(index ?? 0);
    if (index !== undefined) return;
    this.#add(value);
    this.#write(this.#values, value);
  }

  #add(value: T): void {
    if (!this.#indexes.has(value)) this.#indexes.set(value, this.#indexes.size + 1);
  }
}

export class DictionaryReader<T extends string | bigint> {
  readonly #entries = new Set<T>();
  readonly #list: T[] = [];
  readonly #values: ByteReader;
  readonly #read: (from: ByteReader) => T;

  constructor(values: ByteReader, read: (from: ByteReader) => T, seed: readonly T[] = []) {
    this.#values = values;
    this.#read = read;
    for (const value of seed) this.#add(value);
  }

  next(column: ColumnReader): T {
    const index = column.small(this.#list.length);
    if (index > 0) return this.#list[index - 1]!;
    const value = this.#read(this.#values);
    if (this.#entries.has(value)) throw new DecodeRefusal("not-canonical");
    this.#add(value);
    return value;
  }

  #add(value: T): void {
    if (this.#entries.has(value)) return;
    this.#entries.add(value);
    this.#list.push(value);
  }
}

/** Stands for "no recipient" in the dictionary of addresses; no address looks like it. */
export const CREATION = "creation";

/** Addresses are keyed by 40 hex digits; one dictionary for producers, recipients, call data and access lists. */
export type AddressesOut = DictionaryWriter<string>;
export type AddressesIn = DictionaryReader<string>;

/** An address where "no recipient" has no place. */
export function nextAddress(addresses: AddressesIn, column: ColumnReader): string {
  const address = addresses.next(column);
  if (address === CREATION) throw new DecodeRefusal("not-canonical");
  return address;
}
