/**
 * Decoder of LZ4 blocks, each of which decodes alone. Our own: it takes exactly the length announced and refuses
 * everything else. Twin of contracts/codec/Lz4.sol.
 *
 * Source: LZ4 Block Format Description (lz4_Block_format.md), with its end conditions.
 */
import { DecodeRefusal } from "./byteStream.ts";
import { LAST_LITERALS, MATCH_MARGIN, MIN_MATCH } from "./lz4Encoder.ts";

/** Decodes a block whose output is exactly `outputBytes` long. */
export function decompressBlock(input: Uint8Array, outputBytes: number): Uint8Array {
  const output = new Uint8Array(outputBytes);
  let from = 0;
  let to = 0;
  const extended = (nibble: number): number => {
    let length = nibble;
    if (nibble !== 15) return length;
    for (;;) {
      const byte = input[from++];
      if (byte === undefined || length > outputBytes) throw new DecodeRefusal("chunk-malformed");
      length += byte;
      if (byte !== 255) return length;
    }
  };
  for (;;) {
    const token = input[from++];
    if (token === undefined) throw new DecodeRefusal("chunk-malformed");
    const literals = extended(token >> 4);
    if (from + literals > input.length || to + literals > outputBytes) {
      throw new DecodeRefusal("chunk-malformed", outputBytes, to + literals);
    }
    output.set(input.subarray(from, from + literals), to);
    from += literals;
    to += literals;
    if (from === input.length) break;
    const offset = (input[from] ?? 0) | ((input[from + 1] ?? 0) << 8);
    from += 2;
    const match = extended(token & 15) + MIN_MATCH;
    const isLate = to + MATCH_MARGIN > outputBytes || to + match + LAST_LITERALS > outputBytes;
    if (from > input.length || offset === 0 || offset > to || isLate) {
      throw new DecodeRefusal("chunk-malformed", outputBytes, to + match);
    }
    // Byte by byte, since a match may overlap what it produces.
    for (const end = to + match; to < end; to++) output[to] = output[to - offset]!;
  }
  if (to !== outputBytes) throw new DecodeRefusal("chunk-malformed", outputBytes, to);
  return output;
}
