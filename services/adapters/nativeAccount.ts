/** An account of a key in this process that signs by libsecp256k1; its signatures are those of viem's own accounts. */
import secp256k1 from "secp256k1";
import { bytesToHex, type Hex, hashTypedData, hexToBytes, serializeTransaction } from "viem";
import { type PrivateKeyAccount, privateKeyToAccount, serializeSignature } from "viem/accounts";
import { keccakOfHex } from "../runtime/keccak.ts";

export function nativeAccount(privateKey: Hex): PrivateKeyAccount {
  const key = hexToBytes(privateKey);
  const signatureOf = (digest: Hex) => {
    const { signature, recid } = secp256k1.ecdsaSign(hexToBytes(digest), key);
    const [r, s] = [bytesToHex(signature.subarray(0, 32)), bytesToHex(signature.subarray(32))];
    return { r, s, yParity: recid, v: BigInt(27 + recid) };
  };
  const account = privateKeyToAccount(privateKey);
  return {
    ...account,
    signTypedData: async (typed) => serializeSignature(signatureOf(hashTypedData(typed as never))),
    signTransaction: async (transaction, { serializer } = {}) => {
      // What else viem does for blobs, and for serializers of other chains, stays with it.
      if (transaction.type !== "eip1559" || serializer !== undefined)
        return account.signTransaction(transaction, { ...(serializer && { serializer }) });
      const unsigned = serializeTransaction(transaction);
      return serializeTransaction(transaction, signatureOf(keccakOfHex(unsigned))) as never;
    },
  };
}
