/**
 * The shape of a call: whether it carries value and what its data consist of. Apps call the same few functions, so a
 * shape is an entry of a dictionary and only what differs from call to call is written out.
 *
 * Data, by form: 0 none; 1 a call, a selector and whole words, as Solidity's ABI has it; 2 other bytes. A word's class
 * is the first that fits: 0 zero; 1 time, within 65535 seconds from the superblock's timestamp on; 2 number, of at most
 * 16 bytes; 3 address, of at most 20; 4 all bits set; 5 text, ending in eight zero bytes at least; 6 all 32 bytes;
 * 7 + n the number n, 1 to 255, of which 8 comes first of all. So each call has one shape.
 */
import { type ByteReader, type ByteWriter, DecodeRefusal } from "./byteStream.ts";
import { bytesToBigInt, bytesToHex, hexToBytes } from "./plainBytes.ts";
import type { StreamsReader, StreamsWriter } from "./streams.ts";

export const FORM = { none: 0, call: 1, other: 2 } as const;
export const WORD = { zero: 0, time: 1, number: 2, address: 3, max: 4, text: 5, full: 6, small: 7 } as const;
export const WORD_BYTES = 32;
export const SELECTOR_BYTES = 4;
const MOST_SMALL = 255;
const LAST_CLASS = WORD.small + MOST_SMALL;
const TIME_SPAN_SEC = 65_536n;

export type CallShape = {
  readonly hasValue: boolean;
  readonly form: number;
  /** eight hex digits; empty but for calls */
  readonly selector: string;
  readonly classes: readonly number[];
};

export const keyOfShape = ({ hasValue, form, selector, classes }: CallShape): string =>
  `${hasValue ? 1 : 0}${form}${selector}${classes.map((kind) => String.fromCharCode(kind)).join("")}`;

/** Bytes of a word that are not leading or trailing zeros. */
export const span = (word: Uint8Array): { first: number; end: number } => ({
  first: word.findIndex((byte) => byte !== 0),
  end: word.findLastIndex((byte) => byte !== 0) + 1,
});

export function classOf(word: Uint8Array, timestamp: bigint): number {
  const { first, end } = span(word);
  if (first < 0) return WORD.zero;
  if (first === WORD_BYTES - 1) return WORD.small + word[first]!;
  if (first >= 16) {
    const delay = bytesToBigInt(word.subarray(16)) - timestamp;
    return delay >= 0n && delay < TIME_SPAN_SEC ? WORD.time : WORD.number;
  }
  if (first >= 12) return WORD.address;
  if (first === 0 && word.every((byte) => byte === 0xff)) return WORD.max;
  return end <= 24 ? WORD.text : WORD.full;
}

export type CallContent = {
  readonly data: Uint8Array;
  readonly hasValue: boolean;
  readonly isCreation: boolean;
  readonly timestamp: bigint;
};

export function shapeOf({ data, hasValue, isCreation, timestamp }: CallContent): CallShape {
  if (data.length === 0) return { hasValue, form: FORM.none, selector: "", classes: [] };
  const isCall = data.length >= SELECTOR_BYTES && data.length % WORD_BYTES === SELECTOR_BYTES;
  if (!isCall || isCreation) return { hasValue, form: FORM.other, selector: "", classes: [] };
  const classes: number[] = [];
  for (let at = SELECTOR_BYTES; at < data.length; at += WORD_BYTES) {
    classes.push(classOf(data.subarray(at, at + WORD_BYTES), timestamp));
  }
  return { hasValue, form: FORM.call, selector: bytesToHex(data.subarray(0, SELECTOR_BYTES)), classes };
}

/** One byte of form and value; of a call selector and words, whose classes are a column. */
export function writeShape(out: StreamsWriter, to: ByteWriter, shape: CallShape): void {
  to.byte(shape.form * 2 + (shape.hasValue ? 1 : 0));
  if (shape.form !== FORM.call) return;
  to.bytes(hexToBytes(shape.selector));
  to.varint(BigInt(shape.classes.length));
  for (const kind of shape.classes) out.column("wordClasses").put(kind);
}

export function readShape(streams: StreamsReader, from: ByteReader, maxBytes: number): CallShape {
  const head = from.byte();
  const form = head >> 1;
  const hasValue = (head & 1) === 1;
  if (form > FORM.other) throw new DecodeRefusal("value-out-of-range", FORM.other, form);
  if (form !== FORM.call) return { hasValue, form, selector: "", classes: [] };
  const selector = bytesToHex(from.bytes(SELECTOR_BYTES));
  const count = from.count(Math.floor(maxBytes / WORD_BYTES), "too-many-bytes");
  return { hasValue, form, selector, classes: Array.from({ length: count }, () => readClass(streams)) };
}

export const readClass = (streams: StreamsReader): number => {
  const kind = streams.column("wordClasses").small(LAST_CLASS);
  if (kind === WORD.small) throw new DecodeRefusal("not-canonical");
  return kind;
};
