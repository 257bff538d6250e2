import { bytesToHex } from "@noble/hashes/utils.js";
import { reverse, toBytes, toNumber } from "./bitcoinHash.ts";

export type Failure = "None" | "NBitsNegative" | "NBitsZero" | "NBitsOverflow";

/** The target of `nBits`, or why it has none; Bitcoin Core's SetCompact. */
export function tryDecode(nBits: number): { failure: Failure; target: bigint } {
  const exponent = nBits >>> 24;
  let mantissa = nBits & 0x007fffff;
  if (exponent < 3) mantissa >>>= 8 * (3 - exponent);
  if (mantissa === 0) return { failure: "NBitsZero", target: 0n };
  if (nBits & 0x00800000) return { failure: "NBitsNegative", target: 0n };
  if (exponent <= 3) return { failure: "None", target: BigInt(mantissa) };

  const target = BigInt(mantissa) << BigInt(8 * (exponent - 3));
  return target >> 256n ? { failure: "NBitsOverflow", target: 0n } : { failure: "None", target };
}

/** The target of `nBits` that is known to have one. */
export function decode(nBits: number): bigint {
  const { failure, target } = tryDecode(nBits);
  if (failure !== "None") throw new RangeError(`nBits ${nBits.toString(16)}: ${failure}`);
  return target;
}

/** The compact form of a target; bits that do not fit are dropped, so the result is never easier. */
export function encode(target: bigint): number {
  let size = 0;
  for (let rest = target; rest !== 0n; rest >>= 8n) size++;
  let mantissa = Number(size <= 3 ? target << BigInt(8 * (3 - size)) : target >> BigInt(8 * (size - 3)));
  if (mantissa & 0x00800000) {
    mantissa >>>= 8;
    size++;
  }
  return ((size << 24) | mantissa) >>> 0;
}

/** The expected number of hashes that a target takes. */
export function work(target: bigint): bigint {
  return (1n << 256n) / (target + 1n);
}

/** Whether a hash in wire order, read as a little-endian number, is at most the target of `nBits`. */
export function isMetBy(nBits: number, hash: Uint8Array): boolean {
  return toNumber(reverse(hash)) <= decode(nBits);
}

/** The target as pools read it from a template: 64 hex digits, little-endian. */
export function littleEndianHex(nBits: number): string {
  return bytesToHex(reverse(toBytes(decode(nBits), 32)));
}

/** `nBits` as pools read it from a template: 8 hex digits. */
export function bitsHex(nBits: number): string {
  return nBits.toString(16).padStart(8, "0");
}
