import { DecodeRefusal } from "./byteStream.ts";

const MAX_UINT64 = 2n ** 64n - 1n;

/** Last nonce by rollup and recipient. */
export class Nonces {
  readonly #last = new Map<string, bigint>();

  expected(chainId: bigint, to: string): bigint {
    const last = this.#last.get(`${chainId}/${to}`);
    return last === undefined ? 0n : last + 1n;
  }

  saw(chainId: bigint, to: string, nonce: bigint): void {
    this.#last.set(`${chainId}/${to}`, nonce);
  }
}

export function uint64(value: bigint): bigint {
  if (value < 0n || value > MAX_UINT64) throw new DecodeRefusal("value-out-of-range", 64, 65);
  return value;
}
