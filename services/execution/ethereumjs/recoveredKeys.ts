/**
 * Public keys that were recovered from signatures, by what they were recovered from: recovering is a function of
 * digest, signature and parity, so an answer found here is the one that would be computed, whoever asked first.
 */
import { equalsBytes } from "@ethereumjs/util";

export type Recovered = {
  /** 64 bytes, r and s */
  readonly signature: Uint8Array;
  readonly recovery: number;
  /** 64 bytes */
  readonly publicKey: Uint8Array;
};

/** As many transactions as the mempool holds by default; some 8 MB. */
const MOST = 20_000;

export class RecoveredKeys {
  readonly #byDigest = new Map<string, Recovered>();
  readonly #most: number;

  constructor(most = MOST) {
    this.#most = most;
  }

  /** Only the newest signature of a digest is kept; the oldest digest goes first. */
  note(digest: Uint8Array, recovered: Recovered): void {
    this.#byDigest.set(keyOf(digest), recovered);
    if (this.#byDigest.size > this.#most) this.#byDigest.delete(this.#byDigest.keys().next().value!);
  }

  get(digest: Uint8Array, signature: Uint8Array, recovery: number): Uint8Array | undefined {
    const found = this.#byDigest.get(keyOf(digest));
    const isSame = found?.recovery === recovery && equalsBytes(found.signature, signature);
    return isSame ? found.publicKey : undefined;
  }
}

const keyOf = (digest: Uint8Array): string =>
  Buffer.from(digest.buffer, digest.byteOffset, digest.length).toString("latin1");

/** of this thread */
export const recoveredKeys = new RecoveredKeys();
