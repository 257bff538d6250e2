/** Fees: the base fee of the next block (EIP-1559 with mainnet's parameters) and the least tip, in wei. */

/**
 * Least tip that a sequencer of this software takes: 0.001 gwei a unit of gas. The base fee may be zero, and posting
 * costs the sequencer money, so a transaction is never free.
 */
export const MIN_TIP_WEI = 1_000_000n;

const ELASTICITY = 2n;
const MAX_CHANGE_DENOMINATOR = 8n;

export function nextBaseFee(parent: {
  readonly baseFee: bigint;
  readonly gasUsed: bigint;
  readonly gasLimit: bigint;
}): bigint {
  const target = parent.gasLimit / ELASTICITY;
  if (parent.gasUsed === target) return parent.baseFee;
  const away = parent.gasUsed > target ? parent.gasUsed - target : target - parent.gasUsed;
  const delta = (parent.baseFee * away) / target / MAX_CHANGE_DENOMINATOR;
  if (parent.gasUsed < target) return parent.baseFee - delta;
  return parent.baseFee + (delta > 1n ? delta : 1n);
}
