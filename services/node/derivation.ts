/**
 * The node: reads L1 only and re-executes every batch. What agrees with the posted tip is appended to the store; one
 * that does not is reported and waited out, until L1 takes it back. What L1 has taken back, by a reorganisation or by
 * the inbox's own rollback, is rolled back first. Signed superblocks above the newest batch, from a feed, stay as long
 * as their term is in force.
 */
import { genesisOf } from "../execution/genesis.ts";
import { followHistory } from "../execution/history.ts";
import type { HeadChange, L1Reader, L1Standing, PostedBatch, Store } from "../ports.ts";
import type { AppendOnlyTree } from "../protocol/appendOnlyTree.ts";
import type { Batch } from "../protocol/batch/batch.ts";
import type { Deployment } from "../protocol/deployment.ts";
import type { Logger } from "../runtime/logger.ts";
import { type BatchDeps, deriveBatch, type Instead } from "./deriveBatch.ts";
import type { Derived } from "./executeSuperblock.ts";
import type { Mismatch } from "./mismatch.ts";
import { createPatience, type Patience } from "./patience.ts";
import { agreedBatches, standingHead } from "./standingHead.ts";
import { asWithheld, reportWithheld, type Withheld } from "./withheld.ts";

export type DerivationProgress = {
  /** number of the newest derived superblock */
  readonly number: bigint;
  readonly batchIndex: bigint;
  /** index of the newest batch in the inbox */
  readonly lastBatchIndex: bigint;
};

export type DerivationDeps = {
  readonly engines: BatchDeps["engines"];
  readonly store: Store;
  readonly l1: L1Reader;
  readonly deployment: Deployment;
  readonly log: Logger;
  /** Told after every batch. */
  readonly onProgress?: (progress: DerivationProgress) => void;
  /** Told of every change of the store, once it is durable. */
  readonly announce?: (change: HeadChange) => void;
  /** Told once of every batch that does not derive to its tip. */
  readonly onRefused?: (posted: PostedBatch, mismatch: Mismatch) => void;
  /** Told of a false batch at every look, until L1 takes it back. */
  readonly onFalse?: (batch: FalseBatch, signal: AbortSignal) => Promise<unknown>;
};

export type DerivationOutcome =
  /** everything that L1 has is derived, up to superblock `number`, or up to a batch whose data are withheld */
  | {
      readonly ok: true;
      readonly number: bigint;
      readonly batchIndex: bigint;
      readonly withheld?: Withheld;
    }
  | { readonly ok: false; readonly batchIndex: bigint; readonly mismatch: Mismatch };

type Refused = {
  readonly posted: PostedBatch;
  readonly outcome: DerivationOutcome & { readonly ok: false };
  readonly instead?: Instead;
};

/** A batch that L1 has and that does not derive to its tip, with what its data lead to. */
export type FalseBatch = Instead & { readonly batch: Batch; readonly before: Batch };

export interface Derivation {
  /** The last outcome; undefined before the first. */
  readonly outcome: DerivationOutcome | undefined;
  /** Derives up to the inbox's head, or to a batch that does not derive to its tip; that one is tried once only. */
  step(signal: AbortSignal): Promise<DerivationOutcome>;
}

export function createDerivation(deps: DerivationDeps): Derivation {
  const history = followHistory(deps.store);
  const patience = createPatience();
  let outcome: DerivationOutcome | undefined;
  let refused: Refused | undefined;
  return {
    get outcome() {
      return outcome;
    },
    step: async (signal) => {
      await ensureGenesis(deps.store, deps.deployment);
      const standing = await deps.l1.standing();
      if (refused !== undefined && !stands(refused.posted, standing)) {
        const { index: batchIndex } = refused.posted.batch;
        deps.log.info({ batchIndex }, "batch that did not derive stands no more");
        refused = undefined;
      }
      const reached = await deriveTo(deps, standing, { history, patience, refused, signal });
      if (!("posted" in reached)) {
        reportWithheld(deps.log, withheldIn(outcome), withheldIn(reached));
        outcome = reached;
        return reached;
      }
      if (refused === undefined)
        deps.log.error(
          { batchIndex: reached.outcome.batchIndex, mismatch: reached.outcome.mismatch },
          "batch does not derive to its tip",
        );
      if (refused === undefined) deps.onRefused?.(reached.posted, reached.outcome.mismatch);
      refused = reached;
      outcome = reached.outcome;
      if (reached.instead) await deps.onFalse?.(await falseBatch(deps, standing, reached), signal);
      return reached.outcome;
    },
  };
}

async function falseBatch(
  { l1 }: DerivationDeps,
  { batches }: L1Standing,
  { posted: { batch }, instead }: Refused,
): Promise<FalseBatch> {
  const parent = batches.find((posted) => posted.batch.index === batch.index - 1n);
  return { ...instead!, batch, before: parent?.batch ?? (await l1.genesisBatch()) };
}

const withheldIn = (outcome: DerivationOutcome | undefined): Withheld | undefined =>
  outcome?.ok ? outcome.withheld : undefined;

const stands = (posted: PostedBatch, { batches }: L1Standing): boolean =>
  batches.some(({ hash, l1Block }) => hash === posted.hash && l1Block.hash === posted.l1Block.hash);

type Run = {
  readonly history: () => AppendOnlyTree;
  readonly patience: Patience;
  readonly refused: Refused | undefined;
  readonly signal: AbortSignal;
};

async function deriveTo(
  deps: DerivationDeps,
  standing: L1Standing,
  { history, patience, refused, signal }: Run,
): Promise<DerivationOutcome | Refused> {
  const { store, deployment } = deps;
  const { batches } = standing;
  const agreed = agreedBatches(store, batches);
  await rollBack(deps, standingHead(store, standing, agreed));
  const domain = { l1ChainId: deployment.l1ChainId, inbox: deployment.addresses.inbox };
  let batchIndex = BigInt(agreed);
  let withheld: Withheld | undefined;
  for (const posted of batches.slice(agreed)) {
    if (signal.aborted) break;
    if (refused?.posted.hash === posted.hash) return refused;
    const position = { parent: store.head()!, history: history() };
    const waiting = patience.waitsFor(posted.hash);
    const result = waiting ?? (await deriveBatch({ ...deps, domain }, posted, position).catch(asWithheld));
    if (typeof result === "string") {
      if (waiting === undefined) patience.missed(posted.hash, result);
      withheld = { batchIndex: posted.batch.index, detail: result };
      break;
    }
    // Origins are looked up by number: those of another fork explain any difference.
    const isThere = (await deps.l1.block(posted.l1Block.number))?.hash === posted.l1Block.hash;
    if (!isThere) break;
    if (!result.ok)
      return {
        posted,
        outcome: { ok: false, batchIndex: posted.batch.index, mismatch: result.mismatch },
        ...(result.instead && { instead: result.instead }),
      };
    await keep(deps, result.derived);
    batchIndex = posted.batch.index;
    const number = posted.batch.number;
    deps.log.debug({ batchIndex, number }, "batch derived");
    deps.onProgress?.({ number, batchIndex, lastBatchIndex: batches.at(-1)!.batch.index });
  }
  const number = batches[Number(batchIndex) - 1]?.batch.number ?? 0n;
  return { ok: true, number, batchIndex, ...(withheld && { withheld }) };
}

async function ensureGenesis(store: Store, deployment: Deployment): Promise<void> {
  if (store.head() !== undefined) return;
  const genesis = await genesisOf(deployment);
  store.append(genesis.signed, genesis.blocks, []);
  await store.flushed();
}

async function keep({ store, announce }: DerivationDeps, derived: readonly Derived[]): Promise<void> {
  for (const { superblock, blocks } of derived) store.append(superblock, blocks, []);
  await store.flushed();
  for (const { superblock } of derived) announce?.({ kind: "appended", superblock });
}

/** Takes back what L1 does not hold: half a batch after a crash, a reorganised one, one that the inbox rolled back. */
async function rollBack({ store, log, announce }: DerivationDeps, to: bigint): Promise<void> {
  const from = store.head()!.superblock.number;
  if (from === to) return;
  log.info({ from, to }, "superblocks that do not stand on L1 taken back");
  announce?.({ kind: "takingBack", to });
  store.rollbackTo(to);
  await store.flushed();
  announce?.({ kind: "rolledBack", to });
}
