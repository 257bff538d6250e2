/** Repeatable randomness: the seed is printed with a failure, so that it can be run again. */
import { bytesToHex, type Hex } from "viem";

export interface Random {
  readonly seed: number;
  /** 0 ≤ n < limit */
  below(limit: number): number;
  bytes(count: number): Uint8Array;
  hex(count: number): Hex;
  /** 0 ≤ n < 2^bits */
  bits(bits: number): bigint;
  pick<T>(from: readonly T[]): T;
}

/** mulberry32. Source: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c (public domain). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const word = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
  const below = (limit: number): number => Math.floor((word() / 2 ** 32) * limit);
  const bytes = (count: number): Uint8Array => Uint8Array.from({ length: count }, () => below(256));
  return {
    seed,
    below,
    bytes,
    hex: (count) => bytesToHex(bytes(count)),
    bits: (bits) =>
      bits === 0 ? 0n : BigInt(bytesToHex(bytes(Math.ceil(bits / 8)))) & ((1n << BigInt(bits)) - 1n),
    pick: (from) => from[below(from.length)]!,
  };
}
