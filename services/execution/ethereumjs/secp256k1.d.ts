/** The one function used of the package, which ships without types. */
declare module "secp256k1" {
  const secp256k1: {
    /** Throws when the signature has no public key. @param signature 64 bytes, r and s */
    ecdsaRecover(
      signature: Uint8Array,
      recoveryId: number,
      messageHash: Uint8Array,
      compressed: boolean,
    ): Uint8Array;
  };
  export default secp256k1;
}
