/**
 * The node: reads L1 only and re-executes every batch. What agrees with the posted tip is appended to the store;
 * the first that does not stops derivation with a report. A store goes on where it stands; what an L1
 * reorganisation has taken away is rolled back first.
 */
import { genesisOf } from "../execution/genesis.ts";
import { loadHistory } from "../execution/history.ts";
import type { Clock, L1Reader, PostedBatch, Store } from "../ports.ts";
import type { AppendOnlyTree } from "../protocol/appendOnlyTree.ts";
import type { Deployment } from "../protocol/deployment.ts";
import type { Logger } from "../runtime/logger.ts";
import { runLoop } from "../runtime/runLoop.ts";
import { type BatchDeps, type Derived, deriveBatch } from "./deriveBatch.ts";
import type { Mismatch } from "./mismatch.ts";

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
};

export type DerivationOutcome =
  /** everything that L1 has is derived, up to superblock `number` */
  | { readonly ok: true; readonly number: bigint; readonly batchIndex: bigint }
  | { readonly ok: false; readonly batchIndex: bigint; readonly mismatch: Mismatch };

export interface Derivation {
  /** The last outcome; undefined before the first. */
  readonly outcome: DerivationOutcome | undefined;
  /** Derives up to the inbox's head. After a mismatch it does nothing more. */
  step(signal: AbortSignal): Promise<DerivationOutcome>;
}

export function createDerivation(deps: DerivationDeps): Derivation {
  let outcome: DerivationOutcome | undefined;
  return {
    get outcome() {
      return outcome;
    },
    step: async (signal) => {
      if (outcome?.ok === false) return outcome;
      outcome = await deriveToHead(deps, signal);
      if (!outcome.ok)
        deps.log.error(
          { batchIndex: outcome.batchIndex, mismatch: outcome.mismatch },
          "batch does not derive to its tip",
        );
      return outcome;
    },
  };
}

/** Derives what L1 has now, and with `once: false` what comes, until the signal aborts or a batch does not agree. */
export async function deriveAll(
  derivation: Derivation,
  options: {
    readonly once: boolean;
    readonly clock: Clock;
    readonly log: Logger;
    readonly everyMs: number;
    readonly signal: AbortSignal;
    /** told before every look at L1 */
    readonly onStep?: () => void;
  },
): Promise<DerivationOutcome> {
  const { once, signal, ...loop } = options;
  const first = await derivation.step(signal);
  if (once || !first.ok) return first;
  const stop = new AbortController();
  const step = async (): Promise<void> => {
    if (!(await derivation.step(signal)).ok) stop.abort();
  };
  await runLoop("derivation", step, { ...loop, signal: AbortSignal.any([signal, stop.signal]) });
  return derivation.outcome!;
}

async function deriveToHead(deps: DerivationDeps, signal: AbortSignal): Promise<DerivationOutcome> {
  const { store, l1, log, deployment } = deps;
  await ensureGenesis(store, deployment);
  const batches = await l1.batches(0n);
  const agreed = agreedBatches(store, batches);
  rollBack(store, log, batches[agreed - 1]?.batch.number ?? 0n);
  let history: AppendOnlyTree | undefined;
  let batchIndex = BigInt(agreed);
  for (const posted of batches.slice(agreed)) {
    if (signal.aborted) break;
    history ??= loadHistory(store);
    const batchDeps = {
      ...deps,
      domain: { l1ChainId: deployment.l1ChainId, inbox: deployment.addresses.inbox },
    };
    const result = await deriveBatch(batchDeps, posted, { parent: store.head()!, history });
    if (!result.ok) return { ok: false, batchIndex: posted.batch.index, mismatch: result.mismatch };
    history = result.history;
    await keep(store, result.derived);
    batchIndex = posted.batch.index;
    const number = posted.batch.number;
    log.debug({ batchIndex, number }, "batch derived");
    deps.onProgress?.({ number, batchIndex, lastBatchIndex: batches.at(-1)!.batch.index });
  }
  return { ok: true, number: store.head()!.superblock.number, batchIndex };
}

async function ensureGenesis(store: Store, deployment: Deployment): Promise<void> {
  if (store.head() !== undefined) return;
  const genesis = await genesisOf(deployment);
  store.append(genesis.signed, genesis.blocks, []);
  await store.flushed();
}

async function keep(store: Store, derived: readonly Derived[]): Promise<void> {
  for (const { superblock, blocks } of derived) store.append(superblock, blocks, []);
  await store.flushed();
}

/** How many batches, from the first on, the store has already derived to the posted tip. */
function agreedBatches(store: Store, batches: readonly PostedBatch[]): number {
  const at = batches.findIndex(({ batch }) => store.superblock(batch.number)?.hash !== batch.superblock);
  return at < 0 ? batches.length : at;
}

/** Takes back what no batch of L1's present chain ends in: half a batch after a crash, or a reorganised one. */
function rollBack(store: Store, log: Logger, number: bigint): void {
  const head = store.head()!.superblock.number;
  if (head === number) return;
  log.info({ from: head, to: number }, "superblocks without a batch on L1 taken back");
  store.rollbackTo(number);
}
