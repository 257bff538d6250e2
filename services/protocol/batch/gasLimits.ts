/** Gas limits: a dictionary for each place, which is a function of a contract; indices and values are packed. */
import type { BitReader, BitWriter } from "./bits.ts";
import type { ByteReader, ByteWriter } from "./byteStream.ts";
import {
  DictionaryReader,
  DictionaryWriter,
  itself,
  packedIndexReader,
  packedIndexWriter,
} from "./dictionary.ts";
import { uint64 } from "./nonces.ts";
import { PackedNumberReader, PackedNumberWriter } from "./packedNumbers.ts";

export class GasLimitWriter {
  readonly #bits: BitWriter;
  readonly #values: PackedNumberWriter;
  readonly #places = new Map<string, DictionaryWriter<bigint>>();

  constructor(bits: BitWriter, forms: ByteWriter) {
    this.#bits = bits;
    this.#values = new PackedNumberWriter(bits, forms);
  }

  put(place: string, gas: bigint): void {
    const here = this.#places.get(place) ?? new DictionaryWriter((value) => this.#values.put(value), itself);
    this.#places.set(place, here);
    here.put(packedIndexWriter(this.#bits), gas);
  }
}

export class GasLimitReader {
  readonly #bits: BitReader;
  readonly #values: PackedNumberReader;
  readonly #places = new Map<string, DictionaryReader<bigint>>();

  constructor(bits: BitReader, forms: ByteReader) {
    this.#bits = bits;
    this.#values = new PackedNumberReader(bits, forms);
  }

  next(place: string): bigint {
    const here = this.#places.get(place) ?? new DictionaryReader(() => uint64(this.#values.next()), itself);
    this.#places.set(place, here);
    return here.next(packedIndexReader(this.#bits));
  }
}
