/**
 * Reading and writing bytes strictly: varints are LEB128 (low seven bits first), shortest form only, at most
 * `MAX_VARINT_BYTES` long, so below 2^280.
 */

const MAX_VARINT_BYTES = 40;

/**
 * Why data were refused. Thrown from the depth of the decoder, where hundreds of reads can fail, and turned into
 * a value at its one entry, `decodeBatchData`; it leaves the codec nowhere else.
 */
export class DecodeRefusal extends Error {
  readonly reason: DecodeReason;
  readonly limit: number;
  readonly actual: number;

  constructor(reason: DecodeReason, limit = 0, actual = 0) {
    super(`${reason} (limit ${limit}, actual ${actual})`);
    this.reason = reason;
    this.limit = limit;
    this.actual = actual;
  }
}

export type DecodeReason =
  | "unknown-version"
  | "truncated"
  | "trailing-bytes"
  | "varint-not-minimal"
  | "value-out-of-range"
  | "chunk-malformed"
  | "chunk-not-smaller"
  | "too-many-superblocks"
  | "too-many-transactions"
  | "too-many-bytes"
  | "not-canonical";

export class ByteWriter {
  #bytes = new Uint8Array(256);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  byte(value: number): void {
    this.#room(1);
    this.#bytes[this.#length++] = value;
  }

  bytes(value: Uint8Array): void {
    this.#room(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  varint(value: bigint): void {
    if (value < 0n) throw new RangeError(`varint of negative ${value}`);
    let rest = value;
    while (rest >= 0x80n) {
      this.byte(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.byte(Number(rest));
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #room(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  byte(): number {
    const value = this.#bytes[this.#at];
    if (value === undefined) throw new DecodeRefusal("truncated", this.#bytes.length, this.#at + 1);
    this.#at++;
    return value;
  }

  bytes(count: number): Uint8Array {
    if (count > this.left) throw new DecodeRefusal("truncated", this.left, count);
    const value = this.#bytes.subarray(this.#at, this.#at + count);
    this.#at += count;
    return value;
  }

  varint(): bigint {
    let value = 0n;
    for (let index = 0; index < MAX_VARINT_BYTES; index++) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << BigInt(7 * index);
      if (byte < 0x80) {
        if (byte === 0 && index > 0) throw new DecodeRefusal("varint-not-minimal");
        return value;
      }
    }
    throw new DecodeRefusal("value-out-of-range", MAX_VARINT_BYTES, MAX_VARINT_BYTES + 1);
  }

  /** A varint that counts something of which there are at most `limit`. */
  count(limit: number, reason: DecodeReason): number {
    const value = this.varint();
    if (value > BigInt(limit)) throw new DecodeRefusal(reason, limit, saturate(value));
    return Number(value);
  }

  end(): void {
    if (this.left !== 0) throw new DecodeRefusal("trailing-bytes", 0, this.left);
  }
}

const saturate = (value: bigint): number =>
  value > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(value);
