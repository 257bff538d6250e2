/**
 * Chunk frame: varint(length of the content), then for each 32 KiB of it (the last may be shorter)
 * varint(stored bytes · 2 + packed) ‖ stored bytes. A packed chunk is one LZ4 block and smaller than its content.
 */
import { type ByteReader, type ByteWriter, DecodeRefusal } from "./byteStream.ts";
import { decompressBlock } from "./lz4Block.ts";
import { compressBlock } from "./lz4Encoder.ts";

/** Bytes of content in a chunk: what a dispute on L1 has to decode at most. */
export const CHUNK_BYTES = 32 * 1024;

export function writeChunks(out: ByteWriter, content: Uint8Array): void {
  out.varint(BigInt(content.length));
  for (let at = 0; at < content.length; at += CHUNK_BYTES) {
    const plain = content.subarray(at, at + CHUNK_BYTES);
    const packed = compressBlock(plain);
    const smaller = packed.length < plain.length;
    const stored = smaller ? packed : plain;
    out.varint(BigInt(stored.length * 2 + (smaller ? 1 : 0)));
    out.bytes(stored);
  }
}

/** Reads all of the input; the content is at most `maxBytes` long. */
export function readChunks(from: ByteReader, maxBytes: number): Uint8Array {
  const length = from.count(maxBytes, "too-many-bytes");
  const content = new Uint8Array(length);
  for (let at = 0; at < length; at += CHUNK_BYTES) {
    const plainBytes = Math.min(CHUNK_BYTES, length - at);
    content.set(readChunk(from, plainBytes), at);
  }
  from.end();
  return content;
}

function readChunk(from: ByteReader, plainBytes: number): Uint8Array {
  const head = from.count(2 * CHUNK_BYTES, "chunk-malformed");
  const stored = from.bytes(head >> 1);
  if ((head & 1) === 1) {
    if (stored.length >= plainBytes) throw new DecodeRefusal("chunk-not-smaller", plainBytes, stored.length);
    return decompressBlock(stored, plainBytes);
  }
  if (stored.length !== plainBytes) throw new DecodeRefusal("chunk-malformed", plainBytes, stored.length);
  return stored;
}
