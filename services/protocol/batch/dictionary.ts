/**
 * Dictionaries: a value is written out where it comes up first and is an index from then on; entries are numbered in
 * the order in which they came up. The index goes to one of three places, 0 standing for "new":
 * a column, where it repeats; packed bits, as many as the entries so far take; or packed bits behind one bit that says
 * "new", where much is.
 */
import { type BitReader, type BitWriter, bitsFor } from "./bits.ts";
import { DecodeRefusal } from "./byteStream.ts";
import type { ColumnReader, ColumnWriter } from "./column.ts";

/** Takes the index of one of `size` entries, from 1, or 0. */
export type IndexWriter = { readonly put: (index: number, size: number) => void };
export type IndexReader = { readonly next: (size: number) => number };

export const columnIndexWriter = (column: ColumnWriter): IndexWriter => ({
  put: (index) => column.put(index),
});
export const columnIndexReader = (column: ColumnReader): IndexReader => ({
  next: (size) => column.small(size),
});

export const packedIndexWriter = (bits: BitWriter): IndexWriter => ({
  put: (index, size) => bits.small(index, bitsFor(size)),
});
export const packedIndexReader = (bits: BitReader): IndexReader => ({
  next: (size) => bits.small(bitsFor(size)),
});

export const flaggedIndexWriter = (bits: BitWriter): IndexWriter => ({
  put: (index, size) => {
    bits.bit(index === 0 ? 1 : 0);
    if (index > 0) bits.small(index - 1, bitsFor(size - 1));
  },
});
export const flaggedIndexReader = (bits: BitReader): IndexReader => ({
  next: (size) => (bits.bit() === 1 ? 0 : 1 + bits.small(bitsFor(size - 1))),
});

/** What tells entries apart. */
type Key = string | number | bigint;

export class DictionaryWriter<T> {
  readonly #indexes = new Map<Key, number>();
  readonly #write: (value: T) => void;
  readonly #keyOf: (value: T) => Key;

  constructor(write: (value: T) => void, keyOf: (value: T) => Key, seed: readonly T[] = []) {
    this.#write = write;
    this.#keyOf = keyOf;
    for (const value of seed) this.#add(keyOf(value));
  }

  put(to: IndexWriter, value: T): void {
    const key = this.#keyOf(value);
    const index = this.#indexes.get(key);
    to.put(index ?? 0, this.#indexes.size);
    if (index !== undefined) return;
    this.#add(key);
    this.#write(value);
  }

  #add(key: Key): void {
    if (!this.#indexes.has(key)) this.#indexes.set(key, this.#indexes.size + 1);
  }
}

export class DictionaryReader<T> {
  readonly #keys = new Set<Key>();
  readonly #list: T[] = [];
  readonly #read: () => T;
  readonly #keyOf: (value: T) => Key;

  constructor(read: () => T, keyOf: (value: T) => Key, seed: readonly T[] = []) {
    this.#read = read;
    this.#keyOf = keyOf;
    for (const value of seed) if (!this.#keys.has(keyOf(value))) this.#add(value);
  }

  next(from: IndexReader): T {
    const index = from.next(this.#list.length);
    if (index > this.#list.length) throw new DecodeRefusal("value-out-of-range", this.#list.length, index);
    if (index > 0) return this.#list[index - 1]!;
    const value = this.#read();
    if (this.#keys.has(this.#keyOf(value))) throw new DecodeRefusal("not-canonical");
    this.#add(value);
    return value;
  }

  #add(value: T): void {
    this.#keys.add(this.#keyOf(value));
    this.#list.push(value);
  }
}

/** Of values that tell themselves apart. */
export const itself = <T extends Key>(value: T): Key => value;
