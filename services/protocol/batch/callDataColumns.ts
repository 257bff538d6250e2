/** Call data: its shape from a dictionary, then what the words of each class hold. callShape.ts says what classes are. */

import type { AddressBookReader, AddressBookWriter } from "./addressBook.ts";
import type { BitReader, BitWriter } from "./bits.ts";
import { DecodeRefusal } from "./byteStream.ts";
import {
  type CallContent,
  type CallShape,
  classOf,
  FORM,
  keyOfShape,
  readClass,
  readShape,
  SELECTOR_BYTES,
  shapeOf,
  span,
  WORD,
  WORD_BYTES,
  writeShape,
} from "./callShape.ts";
import {
  DictionaryReader,
  DictionaryWriter,
  itself,
  packedIndexReader,
  packedIndexWriter,
} from "./dictionary.ts";
import { PackedNumberReader, PackedNumberWriter } from "./packedNumbers.ts";
import { bytesToBigInt, bytesToHex, concatBytes, hexToBytes, numberToBytes } from "./plainBytes.ts";
import type { StreamsReader, StreamsWriter } from "./streams.ts";

type WordPlace = { readonly place: string; readonly timestamp: bigint };

/** Words of a call stand in places of their own, the sixteenth and later ones together. */
const placeOf = (selector: string, index: number): string => `${selector}/${Math.min(index, 15)}`;

export class CallDataWriter {
  readonly #out: StreamsWriter;
  readonly #bits: BitWriter;
  readonly #addresses: AddressBookWriter;
  readonly #shapes: DictionaryWriter<CallShape>;
  readonly #delays: DictionaryWriter<bigint>;
  readonly #numbers: PackedNumberWriter;

  constructor(out: StreamsWriter, addresses: AddressBookWriter) {
    this.#out = out;
    this.#bits = out.bits("packed");
    this.#addresses = addresses;
    this.#shapes = new DictionaryWriter((shape) => writeShape(out, out.bytes("shapes"), shape), keyOfShape);
    this.#delays = new DictionaryWriter((delay) => out.bytes("delays").varint(delay), itself);
    this.#numbers = new PackedNumberWriter(this.#bits, out.bytes("numberForms"));
  }

  putShape(content: CallContent): CallShape {
    const shape = shapeOf(content);
    this.#shapes.put(packedIndexWriter(this.#bits), shape);
    return shape;
  }

  /** What the shape leaves open. */
  putContent({ data, timestamp }: CallContent, { form, selector, classes }: CallShape): void {
    if (form === FORM.other) this.#putBytes(data);
    classes.forEach((kind, i) => {
      const at = SELECTOR_BYTES + WORD_BYTES * i;
      this.#putWordOf(kind, data.subarray(at, at + WORD_BYTES), { place: placeOf(selector, i), timestamp });
    });
  }

  /** A word that no shape announces. */
  putWord(word: Uint8Array, timestamp: bigint): void {
    const kind = classOf(word, timestamp);
    this.#out.column("wordClasses").put(kind);
    this.#putWordOf(kind, word, { place: "", timestamp });
  }

  #putWordOf(kind: number, word: Uint8Array, { place, timestamp }: WordPlace): void {
    if (kind === WORD.number) this.#numbers.put(bytesToBigInt(word));
    else if (kind === WORD.time)
      this.#delays.put(packedIndexWriter(this.#bits), bytesToBigInt(word) - timestamp);
    else if (kind === WORD.address) this.#addresses.put(place, bytesToHex(word.subarray(12)));
    else if (kind === WORD.text) this.#putBytes(word.subarray(0, span(word).end));
    else if (kind === WORD.full) this.#out.bytes("bytes").bytes(word);
  }

  #putBytes(bytes: Uint8Array): void {
    this.#out.column("lengths").put(bytes.length);
    this.#out.bytes("bytes").bytes(bytes);
  }
}

export type NextContent = {
  readonly isCreation: boolean;
  readonly timestamp: bigint;
  readonly maxBytes: number;
};

export class CallDataReader {
  readonly #from: StreamsReader;
  readonly #bits: BitReader;
  readonly #addresses: AddressBookReader;
  readonly #shapes: DictionaryReader<CallShape>;
  readonly #delays: DictionaryReader<bigint>;
  readonly #numbers: PackedNumberReader;
  #maxBytes = 0;

  constructor(from: StreamsReader, addresses: AddressBookReader) {
    this.#from = from;
    this.#bits = from.bits("packed");
    this.#addresses = addresses;
    this.#shapes = new DictionaryReader(
      () => readShape(from, from.bytes("shapes"), this.#maxBytes),
      keyOfShape,
    );
    this.#delays = new DictionaryReader(() => from.bytes("delays").varint(), itself);
    this.#numbers = new PackedNumberReader(this.#bits, from.bytes("numberForms"));
  }

  nextShape(maxBytes: number): CallShape {
    this.#maxBytes = maxBytes;
    const shape = this.#shapes.next(packedIndexReader(this.#bits));
    const bytes = shape.classes.length * WORD_BYTES;
    if (bytes > maxBytes) throw new DecodeRefusal("too-many-bytes", maxBytes, bytes);
    return shape;
  }

  nextContent(shape: CallShape, { isCreation, timestamp, maxBytes }: NextContent): Uint8Array {
    const { form, selector, classes, hasValue } = shape;
    const words = classes.map((kind, i) =>
      this.#nextWordOf(kind, { place: placeOf(selector, i), timestamp }),
    );
    const data =
      form === FORM.other ? this.#nextBytes(maxBytes) : concatBytes([hexToBytes(selector), ...words]);
    // The words of a call have been checked one by one.
    const actual =
      form === FORM.call && !isCreation ? form : shapeOf({ data, isCreation, timestamp, hasValue }).form;
    if (actual !== form) throw new DecodeRefusal("not-canonical");
    return data;
  }

  nextWord(timestamp: bigint): Uint8Array {
    return this.#nextWordOf(readClass(this.#from), { place: "", timestamp });
  }

  #nextWordOf(kind: number, { place, timestamp }: WordPlace): Uint8Array {
    const word = new Uint8Array(WORD_BYTES);
    if (kind === WORD.number) word.set(number16(this.#numbers.next()), 16);
    else if (kind === WORD.time)
      word.set(number16(timestamp + this.#delays.next(packedIndexReader(this.#bits))), 16);
    else if (kind === WORD.address) word.set(hexToBytes(this.#addresses.next(place)), 12);
    else if (kind === WORD.max) word.fill(0xff);
    else if (kind === WORD.text) word.set(this.#nextText());
    else if (kind === WORD.full) word.set(this.#from.bytes("bytes").bytes(WORD_BYTES));
    else if (kind > WORD.small) word[WORD_BYTES - 1] = kind - WORD.small;
    if (classOf(word, timestamp) !== kind) throw new DecodeRefusal("not-canonical");
    return word;
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

function number16(number: bigint): Uint8Array {
  if (number >> 128n !== 0n) throw new DecodeRefusal("value-out-of-range", 128, 129);
  return numberToBytes(number, 16);
}
