/** How hard a checkpoint must be and what its work counts for; the arithmetic of `CheckpointChain`. */
import * as Asert from "../bitcoin/asert.ts";
import * as CompactTarget from "../bitcoin/compactTarget.ts";

export interface Rules {
  /** Target at the start and the easiest ever allowed. */
  readonly anchorBits: number;
  readonly anchorTimeSec: number;
  readonly spacingSec: number;
  readonly halfLifeSec: number;
  readonly auxChainId: number;
}

const MAX_EASING = 256n;
export const MAX_CREDIT = (1n << 88n) - 1n;
const MAX_WORD = (1n << 256n) - 1n;

/** `requiredBits` for whoever knows the parent's place without the tree. */
export function childBits(
  rules: Rules,
  parent: { readonly height: number; readonly nBits: number },
  nowSec: number,
): number {
  const onSchedule = allowedTarget(rules, parent.height + 1, nowSec);
  const besideParent = easiestAfter(parent.nBits);
  if (besideParent < onSchedule) return CompactTarget.encode(besideParent);
  return CompactTarget.encode(onSchedule);
}

/** Work of the target, but not more than the parent's credit grown at the pace of an unbroken schedule. */
export function creditedWork(
  rules: Pick<Rules, "spacingSec" | "halfLifeSec">,
  parent: bigint,
  nBits: number,
): bigint {
  const growth = Asert.exponent(BigInt(rules.spacingSec), BigInt(rules.halfLifeSec));
  const grown = Asert.scale(parent, growth) + 1n;
  const cap = grown < MAX_CREDIT ? grown : MAX_CREDIT;
  const proved = CompactTarget.work(CompactTarget.decode(nBits));
  return proved < cap ? proved : cap;
}

/** 256 times the target, or the greatest word. */
export function easiestAfter(parentBits: number): bigint {
  const target = CompactTarget.decode(parentBits) * MAX_EASING;
  return target < MAX_WORD ? target : MAX_WORD;
}

/** The easiest target of a height at a time. */
export function allowedTarget(rules: Rules, height: number, nowSec: number): bigint {
  const anchor = CompactTarget.decode(rules.anchorBits);
  const driftSec = BigInt(nowSec) - BigInt(rules.anchorTimeSec) - BigInt(rules.spacingSec) * BigInt(height);
  return Asert.target(anchor, driftSec, BigInt(rules.halfLifeSec), anchor);
}
