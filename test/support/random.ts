/** Random values from a seed that is printed in titles, so that a failure can be replayed. */
import { type Address, getAddress, type Hex } from "viem";

export type Random = {
  /** Integer, 0 to `below` − 1. */
  readonly int: (below: number) => number;
  readonly bytes: (length: number) => Hex;
  readonly octets: (length: number) => Uint8Array;
  readonly word: () => Hex;
  readonly address: () => Address;
  readonly uint64: () => bigint;
  /** Number below 2^bits. */
  readonly bits: (bits: number) => bigint;
  readonly pick: <T>(from: readonly T[]) => T;
};

/** mulberry32 */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
  const bytes = (length: number): Hex =>
    `0x${Array.from({ length }, () => (next() & 0xff).toString(16).padStart(2, "0")).join("")}`;
  return {
    int: (below) => next() % below,
    bytes,
    octets: (length) => Uint8Array.from({ length }, () => next() & 0xff),
    word: () => bytes(32),
    address: () => getAddress(bytes(20)),
    uint64: () => BigInt(bytes(8)),
    bits: (bits) => (bits === 0 ? 0n : BigInt(bytes(Math.ceil(bits / 8))) & ((1n << BigInt(bits)) - 1n)),
    pick: (from) => from[next() % from.length]!,
  };
}
