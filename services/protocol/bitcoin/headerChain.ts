import { concatBytes } from "@noble/hashes/utils.js";
import { le32, sha256d, standsAt } from "./bitcoinHash.ts";
import * as BlockHeader from "./blockHeader.ts";
import * as CompactTarget from "./compactTarget.ts";

export type Failure =
  | "None"
  | "LengthInvalid"
  | "PreviousHashMismatch"
  | "NBitsUnexpected"
  | "HashAboveTarget";

export interface Tip {
  /** Wire order. */
  readonly hash: Uint8Array;
  readonly height: number;
  readonly timeSec: number;
  readonly nBits: number;
  /** Time of the first header of the tip's epoch of 2016. */
  readonly epochStartSec: number;
  /** Work of the chain up to and with the tip, from wherever the caller counts. */
  readonly workTotal: bigint;
}

export const EPOCH_BLOCKS = 2016;
export const EPOCH_SEC = 14 * 24 * 3600;
export const POW_LIMIT_BITS = 0x1d00ffff;
export const COMPACT_LENGTH = 44;

/** Moves a tip over a run of 80-byte headers; `index` names the header that failed. */
export function tryExtend(tip: Tip, headers: Uint8Array): { failure: Failure; index: number; tip: Tip } {
  return extend(tip, headers, BlockHeader.LENGTH, (bytes) => bytes);
}

/** Whether a run of 80-byte headers that all bear `nBits`, so of one epoch, links to `hash` and is mined. */
export function tryExtendEpoch(
  hash: Uint8Array,
  nBits: number,
  headers: Uint8Array,
): { failure: Failure; index: number; tipHash: Uint8Array } {
  const none = new Uint8Array(32);
  if (headers.length === 0 || headers.length % BlockHeader.LENGTH !== 0) {
    return { failure: "LengthInvalid", index: 0, tipHash: none };
  }
  let tipHash = hash;
  const count = headers.length / BlockHeader.LENGTH;
  for (let index = 0; index < count; index++) {
    const header = headers.subarray(index * BlockHeader.LENGTH, (index + 1) * BlockHeader.LENGTH);
    const failure = check(header, tipHash, nBits);
    if (failure !== "None") return { failure, index, tipHash: none };
    tipHash = sha256d(header);
  }
  return { failure: "None", index: count, tipHash };
}

/** Moves a tip over a run of 44-byte headers: version, Merkle root, time, nonce. */
export function tryExtendCompact(
  tip: Tip,
  headers: Uint8Array,
): { failure: Failure; index: number; tip: Tip } {
  return extend(tip, headers, COMPACT_LENGTH, (bytes, at, nBits) =>
    concatBytes(bytes.subarray(0, 4), at.hash, bytes.subarray(4, 40), le32(nBits), bytes.subarray(40)),
  );
}

/** An 80-byte header without what its place in a chain determines. */
export function toCompact(header: Uint8Array): Uint8Array {
  return concatBytes(header.subarray(0, 4), header.subarray(36, 72), header.subarray(76));
}

/** The compact target of the epoch after one whose first and last headers bear these times. */
export function retarget(nBits: number, epochStartSec: number, epochEndSec: number): number {
  const span = Math.min(Math.max(epochEndSec - epochStartSec, EPOCH_SEC / 4), EPOCH_SEC * 4);
  const target = (CompactTarget.decode(nBits) * BigInt(span)) / BigInt(EPOCH_SEC);
  const limit = CompactTarget.decode(POW_LIMIT_BITS);
  return CompactTarget.encode(target < limit ? target : limit);
}

function extend(
  start: Tip,
  headers: Uint8Array,
  stride: number,
  expand: (bytes: Uint8Array, tip: Tip, nBits: number) => Uint8Array,
): { failure: Failure; index: number; tip: Tip } {
  if (headers.length === 0 || headers.length % stride !== 0) {
    return { failure: "LengthInvalid", index: 0, tip: start };
  }
  let tip = start;
  for (let index = 0; index < headers.length / stride; index++) {
    const isEpochStart = (tip.height + 1) % EPOCH_BLOCKS === 0;
    const nBits = isEpochStart ? retarget(tip.nBits, tip.epochStartSec, tip.timeSec) : tip.nBits;
    const header = expand(headers.subarray(index * stride, (index + 1) * stride), tip, nBits);
    const failure = check(header, tip.hash, nBits);
    if (failure !== "None") return { failure, index, tip };
    const timeSec = BlockHeader.timeSec(header);
    tip = {
      hash: sha256d(header),
      height: tip.height + 1,
      timeSec,
      nBits,
      epochStartSec: isEpochStart ? timeSec : tip.epochStartSec,
      workTotal: tip.workTotal + CompactTarget.work(CompactTarget.decode(nBits)),
    };
  }
  return { failure: "None", index: headers.length / stride, tip };
}

function check(header: Uint8Array, previous: Uint8Array, nBits: number): Failure {
  if (!standsAt(header, previous, 4)) return "PreviousHashMismatch";
  if (BlockHeader.nBits(header) !== nBits) return "NBitsUnexpected";
  return CompactTarget.isMetBy(nBits, sha256d(header)) ? "None" : "HashAboveTarget";
}
