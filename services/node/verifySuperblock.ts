/** Re-executes one signed superblock on top of its parent. Nothing is written. */
import type { SuperblockDeps, SuperblockPlan } from "../execution/superblockExecution.ts";
import type { L1Reader, SignedSuperblock } from "../ports.ts";
import type { AppendOnlyTree } from "../protocol/appendOnlyTree.ts";
import type { Deployment } from "../protocol/deployment.ts";
import type { FeedSuperblock } from "../protocol/feed/feedMessage.ts";
import { type Derived, executeSuperblock } from "./executeSuperblock.ts";
import { compareTip, type Mismatch } from "./mismatch.ts";

export type VerifyDeps = SuperblockDeps & {
  readonly l1: Pick<L1Reader, "head" | "block" | "leadAt">;
  readonly deployment: Pick<Deployment, "producer" | "limits">;
};

export type Verified =
  | ({ readonly ok: true } & Derived)
  /** our L1 node has not got so far, or is on another fork: to be asked again */
  | { readonly ok: false; readonly reason: "l1-behind"; readonly l1OriginNumber: bigint }
  /** it was signed all the same */
  | { readonly ok: false; readonly reason: "false"; readonly mismatch: Mismatch };

export type Place = { readonly parent: SignedSuperblock; readonly history: AppendOnlyTree };

/** The caller has checked the signature, the term, and that `parent` is the superblock's parent. */
export async function verifySuperblock(
  deps: VerifyDeps,
  message: Omit<FeedSuperblock, "sequence" | "type">,
  { parent, history }: Place,
): Promise<Verified> {
  const claimed = message.superblock;
  const { number, l1OriginNumber } = claimed;
  const { originDepth } = deps.deployment.limits;
  const origin = await deps.l1.block(l1OriginNumber);
  if (origin?.hash !== claimed.l1Origin) return { ok: false, reason: "l1-behind", l1OriginNumber };
  const newest = (await deps.l1.head()).number - originDepth;
  if (l1OriginNumber > newest) return { ok: false, reason: "l1-behind", l1OriginNumber };
  const broken = brokenRule(deps, claimed, parent, origin.timestamp);
  if (broken !== undefined) return { ok: false, reason: "false", mismatch: broken };

  const plan: SuperblockPlan = {
    term: claimed.term,
    timestamp: claimed.timestamp,
    producer: deps.deployment.producer,
    l1Origin: { number: origin.number, hash: origin.hash },
    lead: await deps.l1.leadAt(l1OriginNumber),
  };
  if (message.transactions.length !== deps.engines.length)
    return differs(number, "rollups", message.transactions.length, deps.engines.length);
  const executed = await executeSuperblock(deps, message, plan, { parent, history });
  if (!executed.ok) return { ok: false, reason: "false", mismatch: executed.mismatch };
  const { superblock } = executed.derived;
  const told = { tip: claimed, blocks: message.blocks, channels: message.channels };
  const mismatch = compareTip(superblock, told, superblock.hash);
  if (mismatch !== undefined) return { ok: false, reason: "false", mismatch };
  const signed = { ...superblock, signature: message.signature };
  return { ok: true, superblock: signed, blocks: executed.derived.blocks };
}

function brokenRule(
  { deployment }: Pick<VerifyDeps, "deployment">,
  { number, producer, timestamp, l1OriginNumber }: FeedSuperblock["superblock"],
  parent: SignedSuperblock,
  originTimestamp: bigint,
): Mismatch | undefined {
  const named = deployment.producer;
  if (producer.toLowerCase() !== named.toLowerCase())
    return { reason: "wrong-producer", number, expected: named, actual: producer };
  const before = parent.superblock;
  if (timestamp <= before.timestamp || l1OriginNumber < before.l1OriginNumber)
    return { reason: "not-after-parent", number, timestamp, l1OriginNumber };
  return timestamp < originTimestamp
    ? { reason: "timestamp-before-origin", number, earliest: originTimestamp, actual: timestamp }
    : undefined;
}

const differs = (number: bigint, field: string, posted: number, derived: number): Verified => ({
  ok: false,
  reason: "false",
  mismatch: {
    reason: "tip-differs",
    number,
    field,
    posted: String(posted),
    derived: String(derived),
  },
});
