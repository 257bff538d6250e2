/**
 * Call data, by form: 0 none; 1 a call, a selector and whole words, as Solidity's ABI has it; 2 other bytes.
 * Words go by class: 0 zero; 1 number of 1 to 16 bytes; 2 address, 17 to 20 bytes; 3 text, ending in at least
 * eight zero bytes; 4 all 32 bytes. Form and class follow from the bytes, so each call data has one encoding.
 */
import { DecodeRefusal } from "./byteStream.ts";
import { packAmount, unpackAmount } from "./column.ts";
import {
  type AddressesIn,
  type AddressesOut,
  DictionaryReader,
  DictionaryWriter,
  nextAddress,
} from "./dictionary.ts";
import { bytesToBigInt, bytesToHex, concatBytes, hexToBytes, numberToBytes } from "./plainBytes.ts";
import type { StreamsReader, StreamsWriter } from "./streams.ts";

const FORM = { none: 0, call: 1, other: 2 } as const;
const WORD = { zero: 0, number: 1, address: 2, text: 3, full: 4 } as const;
const WORD_BYTES = 32;
const SELECTOR_BYTES = 4;

const formOf = (data: Uint8Array, isCreation: boolean): number => {
  if (data.length === 0) return FORM.none;
  const isCall = data.length >= SELECTOR_BYTES && data.length % WORD_BYTES === SELECTOR_BYTES;
  return isCall && !isCreation ? FORM.call : FORM.other;
};

/** Bytes of a word that are not leading or trailing zeros. */
const span = (word: Uint8Array): { first: number; end: number } => ({
  first: word.findIndex((byte) => byte !== 0),
  end: word.findLastIndex((byte) => byte !== 0) + 1,
});

function classOf(word: Uint8Array): number {
  const { first, end } = span(word);
  if (first < 0) return WORD.zero;
  if (first >= 16) return WORD.number;
  if (first >= 12) return WORD.address;
  return end <= 24 ? WORD.text : WORD.full;
}

export class CallDataWriter {
  readonly #out: StreamsWriter;
  readonly #addresses: AddressesOut;
  readonly #selectors: DictionaryWriter<string>;

  constructor(out: StreamsWriter, addresses: AddressesOut) {
    this.#out = out;
    this.#addresses = addresses;
    this.#selectors = new DictionaryWriter(out.bytes("selectorValues"), (to, hex: string) =>
      to.bytes(hexToBytes(hex)),
    );
  }

  put(data: Uint8Array, isCreation: boolean): void {
    const form = formOf(data, isCreation);
    this.#out.column("dataForms").put(form);
    if (form === FORM.other) this.#putBytes(data);
    if (form !== FORM.call) return;
    this.#selectors.put(this.#out.column("selectors"), bytesToHex(data.subarray(0, SELECTOR_BYTES)));
    this.#out.column("wordCounts").put((data.length - SELECTOR_BYTES) / WORD_BYTES);
    for (let at = SELECTOR_BYTES; at < data.length; at += WORD_BYTES) {
      this.putWord(data.subarray(at, at + WORD_BYTES));
    }
  }

  putWord(word: Uint8Array): void {
    const kind = classOf(word);
    this.#out.column("wordClasses").put(kind);
    if (kind === WORD.number) this.#out.column("numbers").put(packAmount(bytesToBigInt(word)));
    else if (kind === WORD.address)
      this.#addresses.put(this.#out.column("addressRefs"), bytesToHex(word.subarray(12)));
    else if (kind === WORD.text) this.#putBytes(word.subarray(0, span(word).end));
    else if (kind === WORD.full) this.#out.bytes("bytes").bytes(word);
  }

  #putBytes(bytes: Uint8Array): void {
    this.#out.column("lengths").put(bytes.length);
    this.#out.bytes("bytes").bytes(bytes);
  }
}

export class CallDataReader {
  readonly #from: StreamsReader;
  readonly #addresses: AddressesIn;
  readonly #selectors: DictionaryReader<string>;

  constructor(from: StreamsReader, addresses: AddressesIn) {
    this.#from = from;
    this.#addresses = addresses;
    this.#selectors = new DictionaryReader(from.bytes("selectorValues"), (values) =>
      bytesToHex(values.bytes(SELECTOR_BYTES)),
    );
  }

  next(isCreation: boolean, maxBytes: number): Uint8Array {
    const form = this.#from.column("dataForms").small(FORM.other);
    const data = this.#nextOf(form, maxBytes);
    if (formOf(data, isCreation) !== form) throw new DecodeRefusal("not-canonical");
    return data;
  }

  nextWord(): Uint8Array {
    const kind = this.#from.column("wordClasses").small(WORD.full);
    const word = new Uint8Array(WORD_BYTES);
    if (kind === WORD.number) word.set(this.#nextNumber(), 16);
    else if (kind === WORD.address)
      word.set(hexToBytes(nextAddress(this.#addresses, this.#from.column("addressRefs"))), 12);
    else if (kind === WORD.text) word.set(this.#nextText());
    else if (kind === WORD.full) word.set(this.#from.bytes("bytes").bytes(WORD_BYTES));
    if (classOf(word) !== kind) throw new DecodeRefusal("not-canonical");
    return word;
  }

  #nextOf(form: number, maxBytes: number): Uint8Array {
    if (form === FORM.none) return new Uint8Array();
    if (form === FORM.other) return this.#nextBytes(maxBytes);
    const selector = hexToBytes(this.#selectors.next(this.#from.column("selectors")));
    const count = this.#from.column("wordCounts").small(Math.floor(maxBytes / WORD_BYTES), "too-many-bytes");
    const words = Array.from({ length: count }, () => this.nextWord());
    return concatBytes([selector, ...words]);
  }

  #nextNumber(): Uint8Array {
    const number = unpackAmount(this.#from.column("numbers").next());
    if (number >> 128n !== 0n) throw new DecodeRefusal("value-out-of-range", 128, 129);
    return numberToBytes(number, 16);
  }

  #nextText(): Uint8Array {
    const text = this.#nextBytes(WORD_BYTES);
    if (text.at(-1) === 0) throw new DecodeRefusal("not-canonical");
    return text;
  }

  #nextBytes(maxBytes: number): Uint8Array {
    return this.#from.bytes("bytes").bytes(this.#from.column("lengths").small(maxBytes, "too-many-bytes"));
  }
}
