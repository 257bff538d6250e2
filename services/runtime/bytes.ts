/** Bytes as hex strings and as addresses, for code that does it thousands of times a second. */
import type { Address, Hex } from "viem";
import { keccak256 } from "./keccak.ts";

export const toHexString = (bytes: Uint8Array): Hex =>
  `0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex")}`;

/** Of an even number of digits after 0x. Throws a `RangeError` at anything else. */
export function fromHexString(hex: Hex): Uint8Array {
  const bytes = Buffer.from(hex.slice(2), "hex");
  // It stops silently at the first character that is no digit.
  if (bytes.length * 2 !== hex.length - 2) throw new RangeError("not an even number of hexadecimal digits");
  return new Uint8Array(bytes);
}

/** Checksums that were computed once; some 10 MB. */
const MOST = 50_000;
const known = new Map<string, Address>();

/** With the checksum of EIP-55. @param bytes 20 of them */
export function toAddress(bytes: Uint8Array): Address {
  const digits = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex");
  const found = known.get(digits);
  if (found !== undefined) return found;
  if (known.size >= MOST) known.clear();
  const address = checksummed(digits);
  known.set(digits, address);
  return address;
}

function checksummed(digits: string): Address {
  const hash = keccak256(Buffer.from(digits, "latin1"));
  const nibble = (i: number): number => (i % 2 === 0 ? hash[i >> 1]! >> 4 : hash[i >> 1]! & 15);
  const mixed = Array.from(digits, (digit, i) => (nibble(i) >= 8 ? digit.toUpperCase() : digit));
  return `0x${mixed.join("")}`;
}
