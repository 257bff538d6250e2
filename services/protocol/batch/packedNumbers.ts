/**
 * Numbers in packed bits: mantissa · 10^exponent, whose form, exponent and width of the mantissa, comes from a
 * dictionary of its own, and then the mantissa without its highest bit. One ether is an index; an odd amount takes the
 * bits it has and an index.
 */
import type { BitReader, BitWriter } from "./bits.ts";
import { type ByteReader, type ByteWriter, DecodeRefusal } from "./byteStream.ts";
import { joinAmount, MAX_EXPONENT, splitAmount } from "./column.ts";
import {
  DictionaryReader,
  DictionaryWriter,
  itself,
  packedIndexReader,
  packedIndexWriter,
} from "./dictionary.ts";

const MAX_WIDTH = 256;
/** A form is width · 32 + exponent; zero has form 0. */
const EXPONENTS = MAX_EXPONENT + 1;

const widthOf = (value: bigint): number => (value === 0n ? 0 : value.toString(2).length);

export class PackedNumberWriter {
  readonly #bits: BitWriter;
  readonly #forms: DictionaryWriter<number>;

  constructor(bits: BitWriter, forms: ByteWriter) {
    this.#bits = bits;
    this.#forms = new DictionaryWriter((form) => forms.varint(BigInt(form)), itself);
  }

  put(value: bigint): void {
    const { mantissa, exponent } = splitAmount(value);
    const width = widthOf(mantissa);
    this.#forms.put(packedIndexWriter(this.#bits), width * EXPONENTS + exponent);
    if (width > 1) this.#bits.number(mantissa - (1n << BigInt(width - 1)), width - 1);
  }
}

export class PackedNumberReader {
  readonly #bits: BitReader;
  readonly #forms: DictionaryReader<number>;

  constructor(bits: BitReader, forms: ByteReader) {
    this.#bits = bits;
    this.#forms = new DictionaryReader(
      () => forms.count(MAX_WIDTH * EXPONENTS + MAX_EXPONENT, "value-out-of-range"),
      itself,
    );
  }

  next(): bigint {
    const form = this.#forms.next(packedIndexReader(this.#bits));
    const width = Math.floor(form / EXPONENTS);
    const exponent = form % EXPONENTS;
    if (width === 0) {
      if (exponent > 0) throw new DecodeRefusal("not-canonical");
      return 0n;
    }
    const high = 1n << BigInt(width - 1);
    return joinAmount(high + this.#bits.number(width - 1), exponent);
  }
}
