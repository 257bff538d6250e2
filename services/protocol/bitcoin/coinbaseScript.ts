import { concatBytes, hexToBytes } from "@noble/hashes/utils.js";
import { le32, standsAt } from "./bitcoinHash.ts";

export type Failure = "None" | "CompactSizeNotMinimal" | "OutputsTruncated" | "TrailingBytes";

export interface Outputs {
  readonly failure: Failure;
  /** How many outputs are commitments. */
  readonly commitments: number;
  /** Offset of the root in the last of them. */
  readonly rootAt: number;
}

/** Offset of the input script in a coinbase transaction without witness. */
export const SCRIPT_AT = 42;
export const MAGIC = hexToBytes("fabe6d6d");
/** An output's script up to the root: OP_RETURN, push of 44 bytes, "LSCP". */
export const OUTPUT_PREFIX = hexToBytes("6a2c4c534350");
const OUTPUT_SCRIPT_BYTES = 46;

/** Whether the magic occurs wholly inside the script, the one at `except` not counted. */
export function hasMagic(tx: Uint8Array, scriptLength: number, except: number): boolean {
  const end = SCRIPT_AT + scriptLength;
  for (let at = SCRIPT_AT; at + 4 <= end; at++) if (at !== except && standsAt(tx, MAGIC, at)) return true;
  return false;
}

/** Whether the root that stands at `rootAt` also occurs in the script before, without touching it. */
export function hasRootBefore(tx: Uint8Array, rootAt: number): boolean {
  const root = tx.subarray(rootAt, rootAt + 32);
  for (let at = SCRIPT_AT; at + 32 < rootAt; at++) if (standsAt(tx, root, at)) return true;
  return false;
}

/** Parses the outputs and the lock time, which must end the transaction. */
export function readOutputs(tx: Uint8Array, offset: number): Outputs {
  const end = tx.length - 4;
  const broken = (failure: Failure): Outputs => ({ failure, commitments: 0, rootAt: 0 });
  const count = readCompactSize(tx, offset, end);
  if (count.failure !== "None") return broken(count.failure);
  let at = count.next;
  let commitments = 0;
  let rootAt = 0;
  for (let left = count.value; left !== 0; left--) {
    if (at + 9 > end) return broken("OutputsTruncated");
    const length = readCompactSize(tx, at + 8, end);
    if (length.failure !== "None") return broken(length.failure);
    at = length.next;
    if (length.value === OUTPUT_SCRIPT_BYTES && standsAt(tx, OUTPUT_PREFIX, at)) {
      commitments++;
      rootAt = at + OUTPUT_PREFIX.length;
    }
    at += length.value;
  }
  if (at > end) return broken("OutputsTruncated");
  if (at < end) return broken("TrailingBytes");
  return { failure: "None", commitments, rootAt };
}

/** A CompactSize, shortest form only, that ends at or before `end`. */
export function readCompactSize(
  bytes: Uint8Array,
  offset: number,
  end: number,
): { failure: Failure; value: number; next: number } {
  const broken = (failure: Failure) => ({ failure, value: 0, next: offset });
  if (offset >= end) return broken("OutputsTruncated");
  const first = bytes[offset]!;
  if (first < 0xfd) return { failure: "None", value: first, next: offset + 1 };

  const width = first === 0xfd ? 2 : first === 0xfe ? 4 : 8;
  const next = offset + 1 + width;
  if (next > end) return broken("OutputsTruncated");
  let value = 0;
  for (let i = width; i > 0; i--) value = value * 256 + bytes[offset + i]!;
  if (value < (width === 2 ? 0xfd : width === 4 ? 0x10000 : 0x100000000))
    return broken("CompactSizeNotMinimal");
  // Eight-byte numbers are longer than any transaction.
  return width === 8 ? broken("OutputsTruncated") : { failure: "None", value, next };
}

/** A number below 2^32 as CompactSize. */
export function compactSize(value: number): Uint8Array {
  if (value < 0xfd) return Uint8Array.of(value);
  if (value < 0x10000) return Uint8Array.of(0xfd, value & 0xff, value >>> 8);
  return concatBytes(Uint8Array.of(0xfe), le32(value));
}

/** What stands in the input script: magic, root reversed, tree size, nonce. */
export function scriptCommitment(rootReversed: Uint8Array, size: number, nonce: number): Uint8Array {
  return concatBytes(MAGIC, rootReversed, le32(size), le32(nonce));
}

/** The script of an output that commits: OP_RETURN, push, "LSCP", root reversed, tree size, nonce. */
export function outputCommitment(rootReversed: Uint8Array, size: number, nonce: number): Uint8Array {
  return concatBytes(OUTPUT_PREFIX, rootReversed, le32(size), le32(nonce));
}

/** A coinbase transaction without witness. Values are eight little-endian bytes. */
export function buildCoinbase(parts: {
  readonly script: Uint8Array;
  readonly outputs: readonly { readonly valueSat: bigint; readonly script: Uint8Array }[];
  readonly version?: number;
  readonly sequence?: number;
  readonly lockTime?: number;
}): Uint8Array {
  const outputs = parts.outputs.map(({ valueSat, script }) => {
    const value = new Uint8Array(8);
    new DataView(value.buffer).setBigUint64(0, valueSat, true);
    return concatBytes(value, compactSize(script.length), script);
  });
  return concatBytes(
    le32(parts.version ?? 1),
    Uint8Array.of(1),
    new Uint8Array(32),
    le32(0xffffffff),
    compactSize(parts.script.length),
    parts.script,
    le32(parts.sequence ?? 0xffffffff),
    compactSize(parts.outputs.length),
    ...outputs,
    le32(parts.lockTime ?? 0),
  );
}
