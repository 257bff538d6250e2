/** Who signed a transaction. By libsecp256k1, since everybody who sends one has this done at the sequencer's expense. */
import { type Address, getAddress, hexToBytes, type parseTransaction, serializeTransaction } from "viem";
import { recoverAndRemember } from "../execution/ethereumjs/crypto.ts";
import { keccak256 } from "../runtime/keccak.ts";

/** Throws when the signature is nobody's. */
export function recoverSender(parsed: ReturnType<typeof parseTransaction>): Address {
  const { r, s, v, yParity, ...unsigned } = parsed;
  if (r === undefined || s === undefined) throw new RangeError("the transaction is not signed");
  const digest = keccak256(Buffer.from(serializeTransaction(unsigned as never).slice(2), "hex"));
  // A legacy transaction says it in v, as 35 or 36 + 2 * chainId.
  const parity = yParity === undefined ? (v! - 35n) % 2n : BigInt(yParity);
  const publicKey = recoverAndRemember(
    digest,
    parity,
    hexToBytes(r, { size: 32 }),
    hexToBytes(s, { size: 32 }),
  );
  return getAddress(`0x${Buffer.from(keccak256(publicKey).subarray(12)).toString("hex")}`);
}
