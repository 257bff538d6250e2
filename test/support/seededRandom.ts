/** Reproducible numbers (xorshift32): `below(n)` is in 0 … n-1. */
export function seededRandom(seed: number): { below(n: number): number; bytes(length: number): Uint8Array } {
  let x = seed >>> 0 || 1;
  const next = () => {
    x ^= x << 13;
    x >>>= 0;
    x ^= x >>> 17;
    x ^= x << 5;
    x >>>= 0;
    return x;
  };
  const below = (n: number) => next() % n;
  return { below, bytes: (length) => Uint8Array.from({ length }, () => below(256)) };
}
