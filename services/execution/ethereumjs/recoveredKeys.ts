/**
 * Public keys that were recovered from signatures, by what they were recovered from: recovering is a function of
 * digest, signature and parity, so an answer found here is the one that would be computed, whoever asked first.
 */
import { equalsBytes } from "@ethereumjs/util";

export type Recovered = {
  readonly digest: Uint8Array;
  readonly recovery: number;
  /** 64 bytes */
  readonly publicKey: Uint8Array;
};

/** As many transactions as the mempool holds by default; some 8 MB. */
const MOST = 20_000;

export class RecoveredKeys {
  /** Not by digest: two senders may sign the same words, since a transaction does not say who sends it. */
  readonly #bySignature = new Map<string, Recovered>();
  readonly #most: number;

  constructor(most = MOST) {
    this.#most = most;
  }

  /** The oldest makes room. @param signature 64 bytes, r and s */
  note(signature: Uint8Array, recovered: Recovered): void {
    this.#bySignature.set(keyOf(signature), recovered);
    if (this.#bySignature.size > this.#most) this.#bySignature.delete(this.#bySignature.keys().next().value!);
  }

  get(signature: Uint8Array, digest: Uint8Array, recovery: number): Uint8Array | undefined {
    const found = this.#bySignature.get(keyOf(signature));
    const isSame = found?.recovery === recovery && equalsBytes(found.digest, digest);
    return isSame ? found.publicKey : undefined;
  }
}

const keyOf = (signature: Uint8Array): string =>
  Buffer.from(signature.buffer, signature.byteOffset, signature.length).toString("latin1");

/** of this thread */
export const recoveredKeys = new RecoveredKeys();
