/** The functions used of the package, which ships without types. */
declare module "secp256k1" {
  const secp256k1: {
    /** Throws when the signature has no public key. @param signature 64 bytes, r and s */
    ecdsaRecover(
      signature: Uint8Array,
      recoveryId: number,
      messageHash: Uint8Array,
      compressed: boolean,
    ): Uint8Array;
    /** Deterministic, with the lower s. */
    ecdsaSign(
      messageHash: Uint8Array,
      privateKey: Uint8Array,
    ): { readonly signature: Uint8Array; readonly recid: number };
  };
  export default secp256k1;
}
