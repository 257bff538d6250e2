/**
 * A column of numbers with run lengths. An item is varint(value · 2 + more); if `more` is 1, varint(run − 2)
 * follows. Neighbouring items differ, so a sequence has one encoding; a run is never unrolled on reading, so a
 * column of a few bytes costs a few bytes whatever it claims.
 */
import { type ByteReader, type ByteWriter, type DecodeReason, DecodeRefusal } from "./byteStream.ts";

export class ColumnWriter {
  readonly #out: ByteWriter;
  #value: bigint | undefined;
  #run = 0n;

  constructor(out: ByteWriter) {
    this.#out = out;
  }

  put(value: bigint | number): void {
    const next = BigInt(value);
    if (next === this.#value) {
      this.#run++;
      return;
    }
    this.close();
    this.#value = next;
    this.#run = 1n;
  }

  close(): void {
    if (this.#value === undefined) return;
    const more = this.#run > 1n;
    this.#out.varint(this.#value * 2n + (more ? 1n : 0n));
    if (more) this.#out.varint(this.#run - 2n);
    this.#value = undefined;
  }
}

export class ColumnReader {
  readonly #from: ByteReader;
  #value: bigint | undefined;
  #left = 0n;

  constructor(from: ByteReader) {
    this.#from = from;
  }

  next(): bigint {
    if (this.#left === 0n) this.#open();
    this.#left--;
    return this.#value!;
  }

  /** The next value, which must be at most `limit`. */
  small(limit: number, reason: DecodeReason = "value-out-of-range"): number {
    const value = this.next();
    if (value > BigInt(limit)) throw new DecodeRefusal(reason, limit, limit + 1);
    return Number(value);
  }

  end(): void {
    if (this.#left !== 0n) throw new DecodeRefusal("trailing-bytes");
    this.#from.end();
  }

  #open(): void {
    const item = this.#from.varint();
    const value = item >> 1n;
    if (value === this.#value) throw new DecodeRefusal("not-canonical");
    this.#value = value;
    this.#left = (item & 1n) === 1n ? this.#from.varint() + 2n : 1n;
  }
}

/** Of ten, in an amount. */
export const MAX_EXPONENT = 31;
const MAX_AMOUNT = 2n ** 256n - 1n;

export type DecimalAmount = { readonly mantissa: bigint; readonly exponent: number };

/** Decimal floating point; the mantissa has no further zero to give. */
export function splitAmount(amount: bigint): DecimalAmount {
  let mantissa = amount;
  let exponent = 0;
  while (mantissa !== 0n && exponent < MAX_EXPONENT && mantissa % 10n === 0n) {
    mantissa /= 10n;
    exponent++;
  }
  return { mantissa, exponent };
}

export function joinAmount(mantissa: bigint, exponent: number): bigint {
  const amount = mantissa * 10n ** BigInt(exponent);
  if (amount > MAX_AMOUNT) throw new DecodeRefusal("value-out-of-range", 256, 257);
  if (splitAmount(amount).exponent !== exponent) throw new DecodeRefusal("not-canonical");
  return amount;
}

/** In one varint: mantissa · 32 + exponent of ten. */
export function packAmount(amount: bigint): bigint {
  const { mantissa, exponent } = splitAmount(amount);
  return mantissa * 32n + BigInt(exponent);
}

export const unpackAmount = (packed: bigint): bigint => joinAmount(packed >> 5n, Number(packed & 31n));

/** Signed to unsigned: 0, −1, 1, −2, 2 become 0, 1, 2, 3, 4. */
export const zigzag = (value: bigint): bigint => (value >= 0n ? value * 2n : -value * 2n - 1n);

export const unzigzag = (value: bigint): bigint => ((value & 1n) === 0n ? value / 2n : -((value + 1n) / 2n));
