import { sha256 } from "@noble/hashes/sha2.js";

/** Bitcoin's double SHA-256, wire order. */
export function sha256d(content: Uint8Array): Uint8Array {
  return sha256(sha256(content));
}

/** The bytes in the opposite order, as a copy. */
export function reverse(bytes: Uint8Array): Uint8Array {
  return bytes.slice().reverse();
}

/** Bytes as a big-endian number. */
export function toNumber(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return value;
}

/** A number as `length` big-endian bytes; higher bytes are dropped. */
export function toBytes(value: bigint, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let rest = value;
  for (let i = length - 1; i >= 0; i--) {
    bytes[i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return bytes;
}

/** A 32-bit number as four little-endian bytes. */
export function le32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

/** The little-endian 32-bit number at an offset that the caller has checked. */
export function readLe32(bytes: Uint8Array, offset: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(offset, true);
}

/** Whether `part` stands in `bytes` at an offset, wholly. */
export function standsAt(bytes: Uint8Array, part: Uint8Array, offset: number): boolean {
  if (offset < 0 || offset + part.length > bytes.length) return false;
  for (let i = 0; i < part.length; i++) if (bytes[offset + i] !== part[i]) return false;
  return true;
}
