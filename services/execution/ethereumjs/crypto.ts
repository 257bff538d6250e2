/**
 * Faster primitives than the pure JavaScript ones that the EVM falls back to: secp256k1 from libsecp256k1 and
 * keccak from WebAssembly. Same results: block hashes do not depend on them.
 */
import type { CustomCrypto } from "@ethereumjs/common";
import secp256k1 from "secp256k1";
import { keccak256 } from "../../runtime/keccak.ts";
import { kzg } from "./kzg.ts";

/**
 * Public key of a signer, 64 bytes without prefix. `v` is 27 or 28, 0 or 1, or, for a legacy transaction with
 * EIP-155, 35 or 36 + 2·chainId. Throws when there is none.
 */
function ecrecover(
  messageHash: Uint8Array,
  v: bigint,
  r: Uint8Array,
  s: Uint8Array,
  chainId?: bigint,
): Uint8Array {
  const recovery = v === 0n || v === 1n ? v : v - (chainId === undefined ? 27n : chainId * 2n + 35n);
  if (recovery !== 0n && recovery !== 1n) throw new RangeError(`no recovery id in v = ${v}`);
  return secp256k1.ecdsaRecover(joined(r, s), Number(recovery), messageHash, false).subarray(1);
}

/** Both numbers with or without leading zeros, as the library wants them: 32 bytes each. */
function joined(r: Uint8Array, s: Uint8Array): Uint8Array {
  const signature = new Uint8Array(64);
  signature.set(r, 32 - r.length);
  signature.set(s, 64 - s.length);
  return signature;
}

export const nativeCrypto: CustomCrypto = { keccak256, ecrecover, kzg };
