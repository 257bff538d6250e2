/** keccak256 in WebAssembly: several times as fast as the one in pure JavaScript that libraries bring. */
import { createKeccak } from "hash-wasm";
import type { Hex } from "viem";

const hasher = await createKeccak(256);

export function keccak256(message: Uint8Array): Uint8Array {
  hasher.init();
  hasher.update(message);
  return hasher.digest("binary");
}

/** Of the bytes that a hex string says, as a hex string. */
export const keccakOfHex = (message: Hex): Hex =>
  `0x${Buffer.from(keccak256(Buffer.from(message.slice(2), "hex"))).toString("hex")}`;
