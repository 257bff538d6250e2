/**
 * Addresses of one batch: one dictionary for all, and beside it one for each place that an address stands in, such as
 * the recipient of calls with one selector, or one word of them. A place sees few addresses, so one bit says that the
 * place knows the address, and then its index there is short; else the address comes from the dictionary of all.
 */
import type { BitReader, BitWriter } from "./bits.ts";
import { type ByteReader, type ByteWriter, DecodeRefusal } from "./byteStream.ts";
import {
  DictionaryReader,
  DictionaryWriter,
  flaggedIndexReader,
  flaggedIndexWriter,
  type IndexReader,
  type IndexWriter,
  itself,
  packedIndexReader,
  packedIndexWriter,
} from "./dictionary.ts";
import { bytesToHex, hexToBytes } from "./plainBytes.ts";

/** Stands for "no recipient"; no address, 40 hex digits, looks like it. */
export const CREATION = "creation";

const ADDRESS_BYTES = 20;

/** A dictionary for each place; those of places come up with their first entry. */
function entryOf<T>(places: Map<string, T>, place: string, create: () => T): T {
  const found = places.get(place) ?? create();
  places.set(place, found);
  return found;
}

export class AddressBookWriter {
  readonly #bits: BitWriter;
  readonly #all: DictionaryWriter<string>;
  readonly #places = new Map<string, Map<string, number>>();

  /** `known`: addresses that every reader knows before the batch. */
  constructor(bits: BitWriter, values: ByteWriter, known: readonly string[]) {
    this.#bits = bits;
    this.#all = new DictionaryWriter((address) => values.bytes(hexToBytes(address)), itself, [
      CREATION,
      ...known,
    ]);
  }

  /** An address without a place, its index anywhere. */
  putPlain(to: IndexWriter, address: string): void {
    this.#all.put(to, address);
  }

  put(place: string, address: string): void {
    const here = entryOf(this.#places, place, () => new Map<string, number>());
    const index = here.get(address);
    this.#bits.bit(index === undefined ? 0 : 1);
    if (index !== undefined) {
      packedIndexWriter(this.#bits).put(index, here.size - 1);
      return;
    }
    here.set(address, here.size);
    this.#all.put(flaggedIndexWriter(this.#bits), address);
  }
}

export class AddressBookReader {
  readonly #bits: BitReader;
  readonly #all: DictionaryReader<string>;
  readonly #places = new Map<string, Set<string>>();
  readonly #lists = new Map<string, string[]>();

  constructor(bits: BitReader, values: ByteReader, known: readonly string[]) {
    this.#bits = bits;
    this.#all = new DictionaryReader(() => bytesToHex(values.bytes(ADDRESS_BYTES)), itself, [
      CREATION,
      ...known,
    ]);
  }

  nextPlain(from: IndexReader): string {
    return notCreation(this.#all.next(from));
  }

  /** An address, or "no recipient". */
  nextRecipient(place: string): string {
    const list = entryOf(this.#lists, place, () => []);
    if (this.#bits.bit() === 1) {
      const index = list.length === 0 ? 0 : packedIndexReader(this.#bits).next(list.length - 1);
      const address = list[index];
      if (address === undefined) throw new DecodeRefusal("value-out-of-range", list.length, index);
      return address;
    }
    const address = this.#all.next(flaggedIndexReader(this.#bits));
    const here = entryOf(this.#places, place, () => new Set<string>());
    if (here.has(address)) throw new DecodeRefusal("not-canonical");
    here.add(address);
    list.push(address);
    return address;
  }

  next(place: string): string {
    return notCreation(this.nextRecipient(place));
  }
}

function notCreation(address: string): string {
  if (address === CREATION) throw new DecodeRefusal("not-canonical");
  return address;
}
