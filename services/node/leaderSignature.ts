/** Whose signature a superblock carries. */
import { type Address, type Hex, hexToBigInt, isAddressEqual, recoverAddress, size, slice } from "viem";

/** Half of the order of secp256k1: contracts refuse what is above. */
const MAX_S = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

/** Whether `signature` over `digest` is the leader's, in the one form that L1 takes. */
export async function isSignedBy(leader: Address, digest: Hex, signature: Hex): Promise<boolean> {
  if (size(signature) !== 65 || hexToBigInt(slice(signature, 32, 64)) > MAX_S) return false;
  if (!["0x1b", "0x1c"].includes(slice(signature, 64))) return false;
  try {
    return isAddressEqual(await recoverAddress({ hash: digest, signature }), leader);
  } catch {
    // No point on the curve.
    return false;
  }
}
