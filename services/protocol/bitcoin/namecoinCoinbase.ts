import { concatBytes } from "@noble/hashes/utils.js";
import { readLe32 } from "./bitcoinHash.ts";
import { readCompactSize } from "./coinbaseScript.ts";

/** What keeps a transaction from being a coinbase that the calldata layout can carry. */
export type CoinbaseFailure = "NoInputs" | "SeveralInputs" | "PrevoutNotNull" | "ScriptLengthOutOfRange";

export interface ReadCoinbase {
  /** Whether the bytes are a transaction. */
  readonly failure: "None" | "Truncated" | "CompactSizeNotMinimal";
  /** Whether the transaction is a coinbase. */
  readonly form: "None" | CoinbaseFailure;
  /** The transaction without witness. */
  readonly tx: Uint8Array;
  /** Offset behind the transaction as it stood. */
  readonly next: number;
}

interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
  failure: "None" | "Truncated" | "CompactSizeNotMinimal";
}

/** Reads the transaction at the start of `bytes`, with or without witness. */
export function readCoinbase(bytes: Uint8Array): ReadCoinbase {
  const cursor: Cursor = { bytes, at: 4, failure: "None" };
  const hasWitness = bytes[4] === 0 && bytes[5] === 1;
  if (hasWitness) cursor.at = 6;
  const bodyStart = cursor.at;
  const form = readInputs(cursor);
  const outputs = size(cursor);
  for (let i = 0; i < outputs && cursor.failure === "None"; i++) {
    cursor.at += 8;
    skip(cursor);
  }
  const bodyEnd = cursor.at;
  // A coinbase has one input, so one stack of witness items.
  if (hasWitness) {
    const items = size(cursor);
    for (let i = 0; i < items && cursor.failure === "None"; i++) skip(cursor);
  }
  cursor.at += 4;
  if (cursor.failure === "None" && cursor.at > bytes.length) cursor.failure = "Truncated";
  const next = cursor.at;
  const tx = hasWitness
    ? concatBytes(bytes.slice(0, 4), bytes.slice(bodyStart, bodyEnd), bytes.slice(next - 4, next))
    : bytes.slice(0, next);
  return { failure: cursor.failure, form, tx, next };
}

function readInputs(cursor: Cursor): "None" | CoinbaseFailure {
  const inputs = size(cursor);
  let form: "None" | CoinbaseFailure = inputs === 0 ? "NoInputs" : inputs > 1 ? "SeveralInputs" : "None";
  for (let i = 0; i < inputs && cursor.failure === "None"; i++) {
    const start = cursor.at;
    cursor.at += 36;
    const scriptLength = size(cursor);
    cursor.at += scriptLength + 4;
    if (form !== "None" || cursor.failure !== "None") continue;
    const prevout = cursor.bytes.subarray(start, start + 32);
    if (prevout.some((byte) => byte !== 0) || readLe32(cursor.bytes, start + 32) !== 0xffffffff) {
      form = "PrevoutNotNull";
    } else if (scriptLength < 2 || scriptLength > 100) {
      form = "ScriptLengthOutOfRange";
    }
  }
  return form;
}

/** Passes over bytes that their length stands before. */
function skip(cursor: Cursor): void {
  const length = size(cursor);
  cursor.at += length;
}

function size(cursor: Cursor): number {
  if (cursor.failure !== "None") return 0;
  const { failure, value, next } = readCompactSize(cursor.bytes, cursor.at, cursor.bytes.length);
  if (failure !== "None")
    cursor.failure = failure === "CompactSizeNotMinimal" ? "CompactSizeNotMinimal" : "Truncated";
  cursor.at = next;
  return value;
}
