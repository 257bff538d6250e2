/** Metrics that a sequencer has besides: what parts report by callbacks, and what they are asked at a scrape. */
import type { MiningHealth } from "../mining/miningHealth.ts";
import type { MiningRelay } from "../mining/miningRelay.ts";
import type { TransactionPool } from "../ports.ts";
import type { Metrics } from "../runtime/metrics.ts";
import type { RolledBackReport } from "../sequencer/realign.ts";
import type { SlotReport } from "../sequencer/sequencerLoop.ts";
import type { PostedReport } from "../settlement/posting.ts";
import type { PostingState } from "../settlement/postingState.ts";
import type { Tally } from "./miningRpcMessages.ts";
import { oneHot } from "./roleMetrics.ts";

/** Users may have their turns until 0.7 of a slot, which is a second; more than 0.3 after them costs the next slot. */
const SEALING_BUCKETS_SEC = [0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.6, 1, 2.5, 10];
const PHASES = ["watching", "sealed", "held", "stopped"] as const satisfies readonly PostingState["phase"][];

export type SequencerObservers = {
  readonly onSlot: (report: SlotReport) => void;
  readonly onRolledBack: (report: RolledBackReport) => void;
  readonly onAbandoned: () => void;
  readonly onPosted: (report: PostedReport) => void;
  /** told what was counted since the last time */
  readonly onMiningTally: (tally: Pick<Tally, "calls" | "rejected">) => void;
};

/** Counters, and who moves them. */
export function observeSequencer(metrics: Metrics): SequencerObservers {
  const miningCalls = metrics.counter({
    name: "lockstep_mining_rpc_calls_total",
    help: "calls of the mining RPC; the outcome is ok or the code of the error",
    labels: ["method", "outcome"],
  });
  const rejected = metrics.counter({
    name: "lockstep_work_rejected_total",
    help: "submissions of work that were refused, by reason",
    labels: ["reason"],
  });
  return {
    onMiningTally: (tally) => {
      for (const { count, ...labels } of tally.calls) miningCalls(labels, count);
      for (const { count, ...labels } of tally.rejected) rejected(labels, count);
    },
    onSlot: observeSlots(metrics),
    onRolledBack: observeRollbacks(metrics),
    onAbandoned: metrics.counter({
      name: "lockstep_terms_abandoned_total",
      help: "terms given up because L1 lost the block that their superblocks stood on",
    }),
    onPosted: observePosting(metrics),
  };
}

function observeSlots(metrics: Metrics): SequencerObservers["onSlot"] {
  const slots = metrics.counter({
    name: "lockstep_slots_total",
    help: "slots by what became of them",
    labels: ["status"],
  });
  const sealing = metrics.histogram({
    name: "lockstep_slot_sealing_seconds",
    help: "from the end of the users' turns to the announcement of their superblock",
    buckets: SEALING_BUCKETS_SEC,
  });
  const kept = metrics.counter({
    name: "lockstep_groups_kept_total",
    help: "groups put into superblocks, by what began them",
    labels: ["kind"],
  });
  const dropped = metrics.counter({
    name: "lockstep_groups_dropped_total",
    help: "users' groups dropped",
    labels: ["reason"],
  });
  return (report) => {
    slots({ status: report.status });
    if (report.status !== "produced") return;
    sealing(report.sealingMs / 1000);
    for (const { legs } of report.groups) if (legs[0]) kept({ kind: legs[0].kind });
    for (const { failure } of report.dropped) dropped({ reason: failure.reason });
  };
}

function observeRollbacks(metrics: Metrics): SequencerObservers["onRolledBack"] {
  const rollbacks = metrics.counter({
    name: "lockstep_rollbacks_total",
    help: "times that superblocks were taken back because L1 went back",
  });
  const superblocks = metrics.counter({
    name: "lockstep_rolled_back_superblocks_total",
    help: "superblocks taken back",
  });
  const transactions = metrics.counter({
    name: "lockstep_rolled_back_transactions_total",
    help: "users' transactions of superblocks taken back, by what became of them",
    labels: ["outcome"],
  });
  return ({ removed, waiting, lost }) => {
    rollbacks();
    superblocks({}, removed);
    transactions({ outcome: "waiting" }, waiting);
    transactions({ outcome: "lost" }, lost);
  };
}

function observePosting(metrics: Metrics): SequencerObservers["onPosted"] {
  const batches = metrics.counter({
    name: "lockstep_batches_posted_total",
    help: "batches that L1 has taken",
  });
  const superblocks = metrics.counter({
    name: "lockstep_batch_superblocks_total",
    help: "superblocks in posted batches",
  });
  const bytes = metrics.counter({ name: "lockstep_batch_bytes_total", help: "bytes of posted batch data" });
  const gas = metrics.counter({ name: "lockstep_batch_gas_total", help: "L1 gas used for posting batches" });
  const blobGas = metrics.counter({
    name: "lockstep_batch_blob_gas_total",
    help: "L1 blob gas used for posting batches",
  });
  return (report) => {
    blobGas({}, Number(report.blobGasUsed));
    batches();
    superblocks({}, report.superblocks);
    bytes({}, report.dataBytes);
    gas({}, Number(report.gasUsed));
  };
}

/** What a sequencer tells about its mining. */
export type MiningFigures = Pick<MiningRelay, "waiting"> & {
  health(): MiningHealth;
  /** work accepted since the start */
  accepted(): number;
};

export type SequencerView = {
  readonly chainIds: readonly bigint[];
  readonly pool: Pick<TransactionPool, "counts">;
  readonly posting: () => PostingState;
  readonly mining: MiningFigures;
};

export function registerSequencerMetrics(metrics: Metrics, view: SequencerView): void {
  const { chainIds, pool, posting, mining } = view;
  metrics.gauge(
    { name: "lockstep_mempool_transactions", help: "transactions that wait", labels: ["chain"] },
    () => chainIds.map((id) => ({ labels: { chain: String(id) }, value: pool.counts(id).pending })),
  );
  metrics.gauge(
    { name: "lockstep_posting_phase", help: "1 for the phase that the poster is in", labels: ["phase"] },
    () => oneHot("phase", PHASES, (phase) => posting().phase === phase),
  );
  metrics.total({ name: "lockstep_work_accepted_total", help: "work accepted from miners" }, () =>
    mining.accepted(),
  );
  registerMiningHealth(metrics, mining);
  metrics.gauge({ name: "lockstep_work_waiting", help: "accepted work that L1 has not recorded yet" }, () => [
    { value: mining.waiting().length },
  ]);
}

function registerMiningHealth(metrics: Metrics, mining: Pick<MiningFigures, "health">): void {
  const gauge = (name: `lockstep_${string}`, help: string, read: () => number | undefined): void =>
    metrics.gauge({ name, help }, () => {
      const value = read();
      return value === undefined ? [] : [{ value }];
    });
  gauge("lockstep_mining_last_work_age_seconds", "since somebody last asked for work", () => {
    return mining.health().workAgeSec;
  });
  gauge("lockstep_checkpoint_age_seconds", "since L1 took the last checkpoint, while there is work", () => {
    return mining.health().checkpointAgeSec;
  });
  gauge("lockstep_miner_top_share", "part of the last 100 checkpoints that one account made", () => {
    return mining.health().top?.share;
  });
}
