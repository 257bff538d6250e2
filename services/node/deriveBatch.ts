/** Re-executes one posted batch on top of what the store has. Nothing is written. */
import type { SuperblockDeps, SuperblockPlan } from "../execution/superblockExecution.ts";
import type { L1Reader, PostedBatch, PostedInput, SignedSuperblock, Store } from "../ports.ts";
import { type AppendOnlyTree, append } from "../protocol/appendOnlyTree.ts";
import { type BatchSuperblock, decodeBatchData } from "../protocol/batch/batchData.ts";
import type { Deployment } from "../protocol/deployment.ts";
import { hashHistoryLeaf, type Superblock } from "../protocol/superblock/superblock.ts";
import { ServiceError } from "../runtime/serviceError.ts";
import { type Derived, executeFalse, executeSuperblock, fail, type Position } from "./executeSuperblock.ts";
import { L1Origins } from "./l1Origins.ts";
import { compareTip, type Mismatch } from "./mismatch.ts";

export type BatchDeps = Pick<SuperblockDeps, "engines" | "domain"> & {
  readonly l1: Pick<L1Reader, "input" | "block" | "leadAt">;
  readonly store: Pick<Store, "header">;
  readonly deployment: Pick<Deployment, "rollups" | "producer" | "limits">;
};

export type BatchOutcome =
  | { readonly ok: true; readonly derived: readonly Derived[]; readonly history: AppendOnlyTree }
  | {
      readonly ok: false;
      readonly mismatch: Mismatch;
      /** what the data lead to, if they lead to superblocks: a claim may come of it */
      readonly instead?: Instead;
    };

/** The posted tip and what the node derived in its place. */
export type Instead = {
  readonly input: PostedInput;
  readonly parent: SignedSuperblock;
  readonly derived: readonly Derived[];
};

const wrongSuperblockCount = (expected: bigint, actual: bigint): ReturnType<typeof fail> =>
  fail({ reason: "wrong-superblock-count", expected, actual });

function asUnreadable(error: unknown): ReturnType<typeof fail> {
  if (!(error instanceof ServiceError) || error.code !== "l1-call-unreadable") throw error;
  return fail({ reason: "data-refused", why: "call", detail: error.message });
}

export async function deriveBatch(
  deps: BatchDeps,
  posted: PostedBatch,
  { parent, history }: Position,
): Promise<BatchOutcome> {
  const { batch } = posted;
  const input = await deps.l1.input(posted).catch(asUnreadable);
  if ("mismatch" in input) return input;
  const rollups = deps.deployment.rollups.map((rollup) => rollup.chainId);
  const decoded = decodeBatchData(input.data, { ...parent.superblock, rollups });
  if (!decoded.ok) {
    const { reason: why, limit, actual } = decoded;
    return fail({ reason: "data-refused", why, limit, actual });
  }
  const expected = batch.number - parent.superblock.number;
  const actual = BigInt(decoded.superblocks.length);
  // What the data lead to all the same may prove it: the tip's block under another number.
  const wrongCount = actual === expected ? undefined : wrongSuperblockCount(expected, actual);

  const derived: Derived[] = [];
  const origins = new L1Origins(deps.l1);
  let position: Position = { parent, history };
  // Executed on for the state of the tip, which shows what is wrong: trees that differ once differ for good.
  let falsely: ReturnType<typeof fail> | undefined;
  for (const superblock of decoded.superblocks) {
    const plan = await planOf(deps, posted, origins, { superblock, tip: input.tip, ...position });
    if (!plan.ok) return wrongCount ?? plan;
    const parents = withSealed(deps, derived);
    let executed = await executeSuperblock(parents, superblock, plan.plan, position);
    if (!executed.ok && executed.mismatch.reason === "channels") {
      falsely ??= executed;
      executed = await executeFalse(parents, superblock, plan.plan, position);
    }
    if (!executed.ok) return wrongCount ?? falsely ?? executed;
    derived.push(executed.derived);
    position = {
      parent: executed.derived.superblock,
      history: append(position.history, hashHistoryLeaf(executed.derived.superblock.hash)),
    };
  }
  const mismatch =
    wrongCount?.mismatch ?? falsely?.mismatch ?? compareTip(position.parent, input, batch.superblock);
  if (mismatch === undefined) return { ok: true, derived, history: position.history };
  return derived.length === 0 ? fail(mismatch) : { ...fail(mismatch), instead: { input, parent, derived } };
}

type Described = Position & { readonly superblock: BatchSuperblock; readonly tip: Superblock };

/**
 * What the data say of a superblock, checked as far as L1 tells. All superblocks of a batch are of the tip's term. In
 * fallback the producer is whom the tip names: L1 has compared it with the work, or with the leader's signature.
 */
async function planOf(
  { deployment }: BatchDeps,
  posted: PostedBatch,
  origins: L1Origins,
  { superblock, tip, parent }: Described,
): Promise<{ readonly ok: true; readonly plan: SuperblockPlan } | ReturnType<typeof fail>> {
  const { timestamp, producer, l1OriginNumber } = superblock;
  const number = parent.superblock.number + 1n;
  const named = posted.checkpoint === undefined ? deployment.producer : tip.producer;
  if (producer.toLowerCase() !== named.toLowerCase())
    return fail({ reason: "wrong-producer", number, expected: named, actual: producer });
  // It was at least `originDepth` deep when the superblock was made, so also when the batch arrived.
  const newest = posted.l1Block.number - deployment.limits.originDepth;
  if (l1OriginNumber > newest)
    return fail({ reason: "origin-too-new", number, newest, actual: l1OriginNumber });
  const { block, lead } = await origins.at(l1OriginNumber);
  if (timestamp < block.timestamp)
    return fail({ reason: "timestamp-before-origin", number, earliest: block.timestamp, actual: timestamp });
  const l1Origin = { number: block.number, hash: block.hash };
  return { ok: true, plan: { term: tip.term, timestamp, producer: named, l1Origin, lead } };
}

/** Superblocks of the batch that are derived but not stored yet are parents too. */
const withSealed = (deps: BatchDeps, derived: readonly Derived[]): SuperblockDeps => ({
  engines: deps.engines,
  domain: deps.domain,
  store: {
    header: (chainId, number) =>
      derived.at(-1)?.blocks.find(({ header }) => header.chainId === chainId && header.number === number)
        ?.header ?? deps.store.header(chainId, number),
  },
});
