import { readLe32, sha256d } from "./bitcoinHash.ts";
import * as CompactTarget from "./compactTarget.ts";

export type Failure = CompactTarget.Failure | "HeaderLengthInvalid" | "HashAboveTarget";

export const LENGTH = 80;

/** The hash of a header that meets its own target, or why it does not. */
export function tryVerify(header: Uint8Array): { failure: Failure; hash: Uint8Array } {
  const none = new Uint8Array(32);
  if (header.length !== LENGTH) return { failure: "HeaderLengthInvalid", hash: none };
  const { failure } = CompactTarget.tryDecode(nBits(header));
  if (failure !== "None") return { failure, hash: none };
  const blockHash = hash(header);
  if (!CompactTarget.isMetBy(nBits(header), blockHash)) return { failure: "HashAboveTarget", hash: none };
  return { failure: "None", hash: blockHash };
}

/** Wire order. */
export const hash = (header: Uint8Array): Uint8Array => sha256d(header);
export const version = (header: Uint8Array): number => readLe32(header, 0);
/** Wire order. */
export const previousHash = (header: Uint8Array): Uint8Array => header.slice(4, 36);
/** Wire order. */
export const merkleRoot = (header: Uint8Array): Uint8Array => header.slice(36, 68);
export const timeSec = (header: Uint8Array): number => readLe32(header, 68);
export const nBits = (header: Uint8Array): number => readLe32(header, 72);
export const nonce = (header: Uint8Array): number => readLe32(header, 76);
