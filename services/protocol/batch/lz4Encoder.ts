/**
 * Encoder of LZ4 blocks that takes its time: of all ways to cut the input into literals and matches it looks for a
 * short one, from the end backwards. Every offset costs the same two bytes, so the longest match at a place is enough.
 *
 * Source: LZ4 Block Format Description (lz4_Block_format.md), with its end conditions.
 */
import { ByteWriter } from "./byteStream.ts";

export const MIN_MATCH = 4;
/** The last bytes of a block are literals, and no match starts close to its end. */
export const LAST_LITERALS = 5;
export const MATCH_MARGIN = 12;
const MAX_OFFSET = 65_535;
const HASH_BITS = 14;
/** How many earlier places with the same hash are looked at. */
const MAX_TRIES = 48;
const LONG_MATCH = 64;
/** Up to here each length of a match is tried, not only the longest. */
const MAX_SHORTENED = 32;

type Matches = { readonly lengths: Int32Array; readonly offsets: Int32Array };

/** The longest match at each place; length 0 where there is none. */
function findMatches(input: Uint8Array): Matches {
  const lengths = new Int32Array(input.length);
  const offsets = new Int32Array(input.length);
  const latest = new Int32Array(1 << HASH_BITS).fill(-1);
  const previous = new Int32Array(input.length);
  const end = input.length - LAST_LITERALS;
  for (let at = 0; at <= input.length - MATCH_MARGIN; at++) {
    const four = input[at]! | (input[at + 1]! << 8) | (input[at + 2]! << 16) | (input[at + 3]! << 24);
    const hash = Math.imul(four, 2654435761) >>> (32 - HASH_BITS);
    // Inside a long match the rest of it will do, so that a run does not take time by the square of its length.
    const isInside = at > 0 && lengths[at - 1]! > LONG_MATCH;
    if (isInside) {
      lengths[at] = lengths[at - 1]! - 1;
      offsets[at] = offsets[at - 1]!;
    }
    let tries = isInside ? 0 : MAX_TRIES;
    for (
      let from = latest[hash]!;
      from >= 0 && at - from <= MAX_OFFSET && tries > 0;
      from = previous[from]!
    ) {
      tries--;
      let length = 0;
      while (at + length < end && input[from + length] === input[at + length]) length++;
      if (length < MIN_MATCH || length <= lengths[at]!) continue;
      lengths[at] = length;
      offsets[at] = at - from;
    }
    previous[at] = latest[hash]!;
    latest[hash] = at;
  }
  return { lengths, offsets };
}

/** Bytes of token, offset and length. */
const costOf = (length: number): number =>
  length - MIN_MATCH < 15 ? 3 : 4 + Math.floor((length - MIN_MATCH - 15) / 255);

/** How long the match to take at each place is; 0 for a literal. */
function choose(lengths: Int32Array): Int32Array {
  const chosen = new Int32Array(lengths.length);
  const costs = new Int32Array(lengths.length + 1);
  for (let at = lengths.length - 1; at >= 0; at--) {
    costs[at] = costs[at + 1]! + 1;
    const longest = lengths[at]!;
    for (
      let length = longest;
      length >= MIN_MATCH;
      length = length > MAX_SHORTENED ? MAX_SHORTENED : length - 1
    ) {
      const cost = costOf(length) + costs[at + length]!;
      if (cost >= costs[at]!) continue;
      costs[at] = cost;
      chosen[at] = length;
    }
  }
  return chosen;
}

const nibble = (length: number): number => Math.min(length, 15);

function writeRest(out: ByteWriter, length: number): void {
  if (length < 15) return;
  let rest = length - 15;
  for (; rest >= 255; rest -= 255) out.byte(255);
  out.byte(rest);
}

/** One block that decodes alone. */
export function compressBlock(input: Uint8Array): Uint8Array {
  const { lengths, offsets } = findMatches(input);
  const chosen = choose(lengths);
  const out = new ByteWriter();
  let literalsFrom = 0;
  for (let at = 0; at < input.length; ) {
    const length = chosen[at]!;
    if (length === 0) {
      at++;
      continue;
    }
    const literals = input.subarray(literalsFrom, at);
    out.byte((nibble(literals.length) << 4) | nibble(length - MIN_MATCH));
    writeRest(out, literals.length);
    out.bytes(literals);
    out.byte(offsets[at]! & 0xff);
    out.byte(offsets[at]! >> 8);
    writeRest(out, length - MIN_MATCH);
    at += length;
    literalsFrom = at;
  }
  const literals = input.subarray(literalsFrom);
  out.byte(nibble(literals.length) << 4);
  writeRest(out, literals.length);
  out.bytes(literals);
  return out.finish();
}
