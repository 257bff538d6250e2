/** The search for a nonce, in pieces, so that whoever runs it can listen in between. */
import { sha256 } from "@noble/hashes/sha2.js";

/** Bytes that one compression of SHA-256 takes in; the state after them is the same for all nonces. */
const BLOCK = 64;
const NONCE_AT = 12;

export type HashSearch = {
  /** Tries `count` nonces from `from` on; the first that meets the target, or undefined. */
  run(from: number, count: number): number | undefined;
};

/**
 * @param header 76 bytes: a Bitcoin header without its nonce
 * @param target 32 bytes, little-endian
 */
export function createHashSearch(header: Uint8Array, target: Uint8Array): HashSearch {
  const midstate = sha256.create().update(header.subarray(0, BLOCK));
  const tail = new Uint8Array(16);
  tail.set(header.subarray(BLOCK));
  const nonce = new DataView(tail.buffer);
  // Hash states and results are used over and over: making them anew takes as long as the hashing.
  const fresh = sha256.create();
  const inner = sha256.create();
  const outer = sha256.create();
  const once = new Uint8Array(32);
  const twice = new Uint8Array(32);
  return {
    run: (from, count) => {
      for (let i = 0; i < count; i++) {
        const tried = (from + i) >>> 0;
        nonce.setUint32(NONCE_AT, tried, true);
        midstate._cloneInto(inner).update(tail).digestInto(once);
        fresh._cloneInto(outer).update(once).digestInto(twice);
        if (isAtMost(twice, target)) return tried;
      }
      return undefined;
    },
  };
}

/** Both little-endian: the last byte weighs most. */
function isAtMost(hash: Uint8Array, target: Uint8Array): boolean {
  for (let i = 31; i >= 0; i--) {
    if (hash[i] !== target[i]) return hash[i]! < target[i]!;
  }
  return true;
}
