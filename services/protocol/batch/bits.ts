/** Single bits, eight to a byte, lowest first; what is left of the last byte is zero. For bits that are as good as random. */
import { type ByteReader, type ByteWriter, DecodeRefusal } from "./byteStream.ts";

export class BitWriter {
  readonly #out: ByteWriter;
  #byte = 0;
  #used = 0;

  constructor(out: ByteWriter) {
    this.#out = out;
  }

  put(bit: number): void {
    this.#byte |= bit << this.#used;
    this.#used++;
    if (this.#used === 8) this.#flush();
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

  next(): number {
    if (this.#left === 0) {
      this.#byte = this.#from.byte();
      this.#left = 8;
    }
    const bit = this.#byte & 1;
    this.#byte >>= 1;
    this.#left--;
    return bit;
  }

  end(): void {
    if (this.#byte !== 0) throw new DecodeRefusal("not-canonical");
    this.#from.end();
  }
}
