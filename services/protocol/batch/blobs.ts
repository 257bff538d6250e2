/**
 * Batch data in EIP-4844 blobs. A blob is 4096 field elements of 32 bytes, each below the BLS modulus, which is
 * above 2^254: so an element carries 254 bits, and four of them 127 bytes. The bytes of all blobs one after the other
 * are 0x01 ‖ length u32 ‖ data ‖ zeros; there are as many blobs as that takes and no more.
 */
import { sha256 } from "@noble/hashes/sha2.js";

const VERSION = 1;
const HEADER_BYTES = 5;
const ELEMENT_BYTES = 32;
const GROUP_BYTES = 4 * ELEMENT_BYTES;
/** 31 whole bytes of each element, then three bytes cut into 6 bits for the top of each. */
const GROUP_ROOM = 127;
const GROUPS = 1024;

export const BLOB_BYTES = GROUPS * GROUP_BYTES;
const BLOB_ROOM = GROUPS * GROUP_ROOM;
/** Of one transaction, by EIP-7594. */
export const MAX_BLOBS = 6;
/** EIP-4844: gas of one blob. */
export const GAS_PER_BLOB = 131_072n;

export const blobCount = (dataBytes: number): number => Math.ceil((HEADER_BYTES + dataBytes) / BLOB_ROOM);

/** Bytes of data that so many blobs hold. */
export const blobCapacity = (blobs: number): number => blobs * BLOB_ROOM - HEADER_BYTES;

export type BlobRefusal =
  | "wrong-blob-size"
  | "element-too-large"
  | "unknown-version"
  | "wrong-blob-count"
  | "padding-not-zero";

export type UnpackedBlobs =
  | { readonly ok: true; readonly data: Uint8Array }
  | {
      readonly ok: false;
      readonly reason: BlobRefusal;
      readonly expected: number;
      readonly actual: number;
    };

export function packBlobs(data: Uint8Array): Uint8Array[] {
  const room = new Uint8Array(blobCount(data.length) * BLOB_ROOM);
  room[0] = VERSION;
  new DataView(room.buffer).setUint32(1, data.length);
  room.set(data, HEADER_BYTES);
  return Array.from({ length: room.length / BLOB_ROOM }, (_, i) =>
    packBlob(room.subarray(i * BLOB_ROOM, (i + 1) * BLOB_ROOM)),
  );
}

/** Takes exactly what `packBlobs` makes. */
export function unpackBlobs(blobs: readonly Uint8Array[]): UnpackedBlobs {
  const room = new Uint8Array(blobs.length * BLOB_ROOM);
  for (const [i, blob] of blobs.entries()) {
    if (blob.length !== BLOB_BYTES) return refuse("wrong-blob-size", BLOB_BYTES, blob.length);
    const top = unpackBlob(blob, room.subarray(i * BLOB_ROOM, (i + 1) * BLOB_ROOM));
    if (top > 63) return refuse("element-too-large", 63, top);
  }
  if (blobs.length === 0) return refuse("wrong-blob-count", 1, 0);
  if (room[0] !== VERSION) return refuse("unknown-version", VERSION, room[0]!);
  const length = new DataView(room.buffer).getUint32(1);
  if (blobCount(length) !== blobs.length) return refuse("wrong-blob-count", blobCount(length), blobs.length);
  const end = HEADER_BYTES + length;
  const stray = room.subarray(end).find((byte) => byte !== 0);
  if (stray !== undefined) return refuse("padding-not-zero", 0, stray);
  return { ok: true, data: room.slice(HEADER_BYTES, end) };
}

const refuse = (reason: BlobRefusal, expected: number, actual: number): UnpackedBlobs => ({
  ok: false,
  reason,
  expected,
  actual,
});

function packBlob(room: Uint8Array): Uint8Array {
  const blob = new Uint8Array(BLOB_BYTES);
  for (let group = 0; group < GROUPS; group++) {
    const from = room.subarray(group * GROUP_ROOM, (group + 1) * GROUP_ROOM);
    const to = blob.subarray(group * GROUP_BYTES, (group + 1) * GROUP_BYTES);
    for (let i = 0; i < 4; i++) to.set(from.subarray(31 * i, 31 * i + 31), ELEMENT_BYTES * i + 1);
    const [x, y, z] = [from[124]!, from[125]!, from[126]!];
    to[0] = x >> 2;
    to[32] = ((x & 3) << 4) | (y >> 4);
    to[64] = ((y & 15) << 2) | (z >> 6);
    to[96] = z & 63;
  }
  return blob;
}

/** @returns the greatest top byte seen, which is above 63 in a blob that nobody of us has made */
function unpackBlob(blob: Uint8Array, room: Uint8Array): number {
  let greatest = 0;
  for (let group = 0; group < GROUPS; group++) {
    const from = blob.subarray(group * GROUP_BYTES, (group + 1) * GROUP_BYTES);
    const to = room.subarray(group * GROUP_ROOM, (group + 1) * GROUP_ROOM);
    for (let i = 0; i < 4; i++) to.set(from.subarray(ELEMENT_BYTES * i + 1, ELEMENT_BYTES * (i + 1)), 31 * i);
    const [a, b, c, d] = [from[0]!, from[32]!, from[64]!, from[96]!];
    greatest = Math.max(greatest, a, b, c, d);
    to[124] = (a << 2) | (b >> 4);
    to[125] = (b << 4) | (c >> 2);
    to[126] = (c << 6) | d;
  }
  return greatest;
}

/** EIP-4844's versioned hash of a KZG commitment. */
export function versionedHash(commitment: Uint8Array): Uint8Array {
  const hash = sha256(commitment);
  hash[0] = 1;
  return hash;
}
