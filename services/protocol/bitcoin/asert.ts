const ONE = 1n << 16n;
const MAX_WORD = (1n << 256n) - 1n;

/** The target at a drift from schedule (aserti3-2d), at least 1 and at most `limit`. */
export function target(anchorTarget: bigint, driftSec: bigint, halfLifeSec: bigint, limit: bigint): bigint {
  const scaled = scale(anchorTarget, exponent(driftSec, halfLifeSec));
  if (scaled === 0n) return 1n;
  return scaled < limit ? scaled : limit;
}

/** drift / half-life with 16 binary places, truncated toward zero. */
export function exponent(driftSec: bigint, halfLifeSec: bigint): bigint {
  return (driftSec * ONE) / halfLifeSec;
}

/** value × 2^(exponent / 65536), rounded down; the greatest 256-bit word where it would not fit. */
export function scale(value: bigint, exponent_: bigint): bigint {
  const x = exponent_ & 0xffffn;
  const factor = ONE + ((195766423245049n * x + 971821376n * x * x + 5127n * x * x * x + (1n << 47n)) >> 48n);
  const product = value * factor;
  const shift = (exponent_ >> 16n) - 16n;
  if (shift <= 0n) {
    const scaled = shift <= -512n ? 0n : product >> -shift;
    return scaled > MAX_WORD ? MAX_WORD : scaled;
  }
  if (value === 0n) return 0n;
  if (shift > 255n) return MAX_WORD;
  const scaled = product << shift;
  return scaled > MAX_WORD ? MAX_WORD : scaled;
}
