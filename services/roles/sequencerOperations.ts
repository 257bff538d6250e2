/** What an operator sees of a sequencer. */
import type { Mempool } from "../sequencer/mempool.ts";
import { DEFAULT_MEMPOOL_LIMITS } from "../sequencer/mempoolLimits.ts";
import type { Sequencer } from "../sequencer/sequencerLoop.ts";
import { standingRefusal } from "../settlement/postingState.ts";
import type { SettlementService } from "../settlement/settlementLoop.ts";
import { type Operations, type OperationsOptions, openOperations, type RoleParts } from "./operations.ts";
import { countRpcCalls } from "./roleMetrics.ts";
import type { RollupState } from "./rollupState.ts";
import type { SequencerFallback } from "./sequencerFallback.ts";
import {
  type MiningFigures,
  observeSequencer,
  registerSequencerMetrics,
  type SequencerObservers,
} from "./sequencerMetrics.ts";

/** Longer than all questions to L1 in one slot may take. */
const SLOT_LIMIT_MS = 180_000;
/** A step waits until L1 has taken a transaction, raising its fees on the way. */
const L1_STEP_LIMIT_MS = 900_000;

export type SequencerOperations = Operations & {
  readonly observers: SequencerObservers & { readonly onRpcCall: ReturnType<typeof countRpcCalls> };
  readonly beats: Readonly<Record<"settlement" | "ranks" | "mining", () => void>>;
};

export function openSequencerOperations(options: Omit<OperationsOptions, "role">): SequencerOperations {
  const operations = openOperations({ ...options, role: "sequencer" });
  const { metrics, heartbeats } = operations;
  const { onSlot, ...others } = observeSequencer(metrics);
  const beat = heartbeats.watch("sequencer", SLOT_LIMIT_MS);
  return {
    ...operations,
    observers: {
      ...others,
      onRpcCall: countRpcCalls(metrics),
      onSlot: (report) => {
        beat();
        onSlot(report);
      },
    },
    beats: {
      settlement: heartbeats.watch("settlement", L1_STEP_LIMIT_MS),
      ranks: heartbeats.watch("ranks", SLOT_LIMIT_MS),
      mining: heartbeats.watch("mining", L1_STEP_LIMIT_MS),
    },
  };
}

export type SequencerParts = Pick<RollupState, "store" | "engines"> & {
  readonly deployment: { readonly limits: RoleParts["limits"] };
  readonly sequencer: Pick<Sequencer, "halt" | "l1" | "failedSlots">;
  readonly settlement: Pick<SettlementService, "ranks" | "posting">;
  /** what it makes of others' batches in fallback */
  readonly fallback?: Pick<SequencerFallback, "derivation">;
  readonly mining: MiningFigures;
  readonly pool: Pick<Mempool, "counts">;
};

export function attachSequencer(operations: Operations, parts: SequencerParts): void {
  const { store, engines, deployment, sequencer, settlement, mining, pool } = parts;
  const chainIds = engines.map(({ chainId }) => chainId);
  const posting = () => settlement.posting;
  operations.attach({
    store,
    limits: deployment.limits,
    ranks: () => settlement.ranks,
    l1: () => sequencer.l1 && { ...sequencer.l1.state, atMs: sequencer.l1.atMs },
    facts: () => {
      const state = posting();
      const outcome = parts.fallback?.derivation.outcome;
      return {
        halt: sequencer.halt,
        mismatch: outcome?.ok === false ? outcome : undefined,
        failedSlots: sequencer.failedSlots,
        postingRefusal: standingRefusal(state),
        postingStop: state.phase === "stopped" ? state : undefined,
        mining: mining.health(),
        mempool: {
          transactions: chainIds.reduce((sum, chainId) => sum + pool.counts(chainId).pending, 0),
          maximum: DEFAULT_MEMPOOL_LIMITS.maxTransactions,
        },
      };
    },
  });
  registerSequencerMetrics(operations.metrics, { chainIds, pool, posting, mining });
}
