/**
 * Bits, eight to a byte, lowest first; what is left of the last byte is zero. For values as good as random, which no
 * compression shrinks further. A number of several bits has its lowest bit first.
 */
import { type ByteReader, type ByteWriter, DecodeRefusal } from "./byteStream.ts";

/** Bits that take every number up to `largest`. */
export const bitsFor = (largest: number): number => (largest === 0 ? 0 : 32 - Math.clz32(largest));

export class BitWriter {
  readonly #out: ByteWriter;
  #byte = 0;
  #used = 0;

  constructor(out: ByteWriter) {
    this.#out = out;
  }

  bit(bit: number): void {
    this.#byte |= bit << this.#used;
    this.#used++;
    if (this.#used === 8) this.#flush();
  }

  /** A number below 2^`width`, of at most 31 bits. */
  small(value: number, width: number): void {
    for (let i = 0; i < width; i++) this.bit((value >>> i) & 1);
  }

  number(value: bigint, width: number): void {
    let rest = value;
    for (let left = width; left > 0; left -= 24) {
      this.small(Number(rest & 0xffffffn), Math.min(left, 24));
      rest >>= 24n;
    }
  }

  close(): void {
    if (this.#used > 0) this.#flush();
  }

  #flush(): void {
    this.#out.byte(this.#byte);
    this.#byte = 0;
    this.#used = 0;
  }
}

export class BitReader {
  readonly #from: ByteReader;
  #byte = 0;
  #left = 0;

  constructor(from: ByteReader) {
    this.#from = from;
  }

  bit(): number {
    if (this.#left === 0) {
      this.#byte = this.#from.byte();
      this.#left = 8;
    }
    const bit = this.#byte & 1;
    this.#byte >>= 1;
    this.#left--;
    return bit;
  }

  small(width: number): number {
    let value = 0;
    for (let i = 0; i < width; i++) value |= this.bit() << i;
    return value;
  }

  number(width: number): bigint {
    let value = 0n;
    for (let at = 0; at < width; at += 24) {
      value |= BigInt(this.small(Math.min(width - at, 24))) << BigInt(at);
    }
    return value;
  }

  end(): void {
    if (this.#byte !== 0) throw new DecodeRefusal("not-canonical");
    this.#from.end();
  }
}
