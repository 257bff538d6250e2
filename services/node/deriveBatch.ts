/** Re-executes one posted batch on top of what the store has. Nothing is written. */
import type { Hex } from "viem";
import {
  type ChannelEnd,
  type OpenSuperblock,
  openSuperblock,
  type SuperblockDeps,
  type SuperblockPlan,
} from "../execution/superblockExecution.ts";
import type {
  L1Reader,
  OpenBlock,
  PostedBatch,
  PostedInput,
  SealedBlock,
  SignedSuperblock,
  Store,
} from "../ports.ts";
import { type AppendOnlyTree, append } from "../protocol/appendOnlyTree.ts";
import { type BatchSuperblock, decodeBatchData } from "../protocol/batch/batchData.ts";
import type { Deployment } from "../protocol/deployment.ts";
import { hashHistoryLeaf, type Superblock } from "../protocol/superblock/superblock.ts";
import { ServiceError } from "../runtime/serviceError.ts";
import { L1Origins } from "./l1Origins.ts";
import { compareTip, type Mismatch } from "./mismatch.ts";

export type BatchDeps = Pick<SuperblockDeps, "engines" | "domain"> & {
  readonly l1: Pick<L1Reader, "input" | "block" | "leadAt">;
  readonly store: Pick<Store, "header">;
  readonly deployment: Pick<Deployment, "rollups" | "producer" | "limits">;
};

export type Derived = {
  readonly superblock: SignedSuperblock;
  readonly blocks: readonly SealedBlock[];
  /** what each rollup's state says of its channels, of a superblock that could not be closed honestly */
  readonly ends?: ReadonlyMap<bigint, ChannelEnd>;
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

const fail = (mismatch: Mismatch): { readonly ok: false; readonly mismatch: Mismatch } => ({
  ok: false,
  mismatch,
});

const wrongSuperblockCount = (expected: bigint, actual: bigint): ReturnType<typeof fail> =>
  fail({ reason: "wrong-superblock-count", expected, actual });

function asUnreadable(error: unknown): ReturnType<typeof fail> {
  if (!(error instanceof ServiceError) || error.code !== "l1-call-unreadable") throw error;
  return fail({ reason: "data-refused", why: "call", detail: error.message });
}

/** Where derivation stands: the superblock before the batch and the history up to and including it. */
export type Position = { readonly parent: SignedSuperblock; readonly history: AppendOnlyTree };

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

/** Executes the transactions on top of the parent and closes the superblock; what it is compared with, others know. */
export async function executeSuperblock(
  deps: SuperblockDeps,
  content: Pick<BatchSuperblock, "transactions">,
  plan: SuperblockPlan,
  { parent, history }: Position,
): Promise<Executed> {
  const executed = await execute(deps, content, plan, parent);
  if (!executed.ok) return executed;
  const { open } = executed;
  const closed = await open.close(history);
  if (!closed.ok) return fail({ reason: "channels", number: open.number, why: closed });
  return { ok: true, derived: closed };
}

type Executed = { readonly ok: true; readonly derived: Derived } | ReturnType<typeof fail>;

/** The same of a superblock whose channels do not agree, as its maker must have closed it. */
async function executeFalse(
  deps: SuperblockDeps,
  content: Pick<BatchSuperblock, "transactions">,
  plan: SuperblockPlan,
  { parent, history }: Position,
): Promise<Executed> {
  const executed = await execute(deps, content, plan, parent);
  return executed.ok ? { ok: true, derived: await executed.open.closeFalse(history) } : executed;
}

async function execute(
  deps: SuperblockDeps,
  { transactions }: Pick<BatchSuperblock, "transactions">,
  plan: SuperblockPlan,
  parent: SignedSuperblock,
): Promise<{ readonly ok: true; readonly open: OpenSuperblock } | ReturnType<typeof fail>> {
  const open = await openSuperblock(deps, parent, plan);
  let rollup = 0;
  for (const [chainId, block] of open.blocks) {
    const refused = await applyAll(block, transactions[rollup++]!);
    if (refused === undefined) continue;
    await open.drop();
    return fail({ reason: "transaction-invalid", number: open.number, chainId, ...refused });
  }
  return { ok: true, open };
}

async function applyAll(block: OpenBlock, raws: readonly Hex[]) {
  for (const [index, raw] of raws.entries()) {
    const outcome = await block.apply(raw);
    if (outcome.status === "applied") continue;
    const { status: _, ...why } = outcome;
    return { index, why };
  }
  return undefined;
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
