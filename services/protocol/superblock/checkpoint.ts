import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { sha256d } from "../bitcoin/bitcoinHash.ts";

type Hex = `0x${string}`;

/** The auxiliary block that miners commit to. Hashes are wire order. */
export interface Checkpoint {
  readonly auxChainId: number;
  readonly nBits: number;
  /** Id of the checkpoint before; zero for the first. */
  readonly parentCheckpoint: Hex;
  /** EIP-712 digest of the tip of a posted batch. */
  readonly superblock: Hex;
  readonly miner: Hex;
}

export const VERSION = 1;
export const LENGTH = 100;
export const ROOT_ID: Hex = `0x${"00".repeat(32)}`;
const MAGIC = utf8ToBytes("LSCP");

/** "LSCP", version, auxChainId, nBits, parentCheckpoint, superblock, miner; big-endian. */
export function encode(checkpoint: Checkpoint): Uint8Array {
  const numbers = new Uint8Array(12);
  const view = new DataView(numbers.buffer);
  view.setUint32(0, VERSION);
  view.setUint32(4, checkpoint.auxChainId);
  view.setUint32(8, checkpoint.nBits);
  const { parentCheckpoint, superblock, miner } = checkpoint;
  const rest = [parentCheckpoint, superblock, miner].map((hex) => hexToBytes(hex.slice(2)));
  return concatBytes(MAGIC, numbers, ...rest);
}

/** The checkpoint of 100 bytes, or undefined if they are none. */
export function decode(bytes: Uint8Array): Checkpoint | undefined {
  const hex = (start: number, end: number): Hex => `0x${bytesToHex(bytes.subarray(start, end))}`;
  if (bytes.length !== LENGTH || MAGIC.some((byte, i) => bytes[i] !== byte)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  if (view.getUint32(4) !== VERSION) return undefined;
  return {
    auxChainId: view.getUint32(8),
    nBits: view.getUint32(12),
    parentCheckpoint: hex(16, 48),
    superblock: hex(48, 80),
    miner: hex(80, 100),
  };
}

/** SHA-256d of the 100 bytes, wire order: what miners commit to. */
export function hash(checkpoint: Checkpoint): Uint8Array {
  return sha256d(encode(checkpoint));
}

/** `hash` as the contracts name it. */
export function id(checkpoint: Checkpoint): Hex {
  return `0x${bytesToHex(hash(checkpoint))}`;
}
