/** Metrics that every role has. Ages are against the clock of this machine. */
import { IMPEDIMENT_REASONS, type Impediment } from "../api/readiness.ts";
import type { Clock, L1Block, Rank, Ranks, Store } from "../ports.ts";
import type { Heartbeats } from "../runtime/heartbeats.ts";
import type { Metrics, Sample } from "../runtime/metrics.ts";

export type RoleView = {
  readonly store: Pick<Store, "head" | "superblock">;
  readonly clock: Pick<Clock, "now">;
  readonly ranks: () => Ranks;
  /** what L1 said last, and when, Unix milliseconds */
  readonly l1: () =>
    | { readonly head: L1Block; readonly miningClockSec: bigint; readonly atMs: number }
    | undefined;
  readonly impediments: () => readonly Impediment[];
};

const RANKS = ["soft", "posted", "mined", "final"] as const satisfies readonly Rank[];

/** A value that may not be known. */
export const known = <T>(value: T | undefined, toNumber: (value: T) => number): readonly Sample[] =>
  value === undefined ? [] : [{ value: toNumber(value) }];

/** One line for each choice, 1 for those that hold. */
export const oneHot = (
  label: string,
  choices: readonly string[],
  holds: (choice: string) => boolean,
): readonly Sample[] =>
  choices.map((choice) => ({ labels: { [label]: choice }, value: holds(choice) ? 1 : 0 }));

export function registerRoleMetrics(metrics: Metrics, heartbeats: Heartbeats, view: RoleView): void {
  registerHealth(metrics, heartbeats, view);
  registerSuperblocks(metrics, view);
  registerL1(metrics, view);
}

function registerHealth(metrics: Metrics, heartbeats: Heartbeats, { impediments }: RoleView): void {
  const ready = {
    name: "lockstep_ready",
    help: "1 while the process does its work, as /readyz tells",
  } as const;
  metrics.gauge(ready, () => [{ value: impediments().length === 0 ? 1 : 0 }]);
  metrics.gauge(
    {
      name: "lockstep_impediment",
      help: "1 for every reason for which the process does not do its work",
      labels: ["reason"],
    },
    () => {
      const present = new Set<string>(impediments().map(({ reason }) => reason));
      return oneHot("reason", IMPEDIMENT_REASONS, (reason) => present.has(reason));
    },
  );
  metrics.gauge(
    {
      name: "lockstep_loop_silent_seconds",
      help: "since a background loop last went round",
      labels: ["loop"],
    },
    () => heartbeats.readings().map(({ loop, silentMs }) => ({ labels: { loop }, value: silentMs / 1000 })),
  );
}

function registerSuperblocks(metrics: Metrics, { store, clock, ranks }: RoleView): void {
  const ageOf = (timestampSec: bigint): number => (clock.now() - Number(timestampSec) * 1000) / 1000;
  metrics.gauge(
    { name: "lockstep_superblock_number", help: "newest superblock of a rank", labels: ["rank"] },
    () => RANKS.map((rank) => ({ labels: { rank }, value: Number(ranks()[rank]) })),
  );
  metrics.gauge(
    { name: "lockstep_head_age_seconds", help: "since the timestamp of the newest superblock" },
    () => known(store.head(), ({ superblock }) => ageOf(superblock.timestamp)),
  );
  metrics.gauge(
    {
      name: "lockstep_mined_age_seconds",
      help: "since the timestamp of the last mined superblock; none before the first",
    },
    () => {
      const { mined } = ranks();
      const superblock = mined === 0n ? undefined : store.superblock(mined);
      return known(superblock, (found) => ageOf(found.superblock.timestamp));
    },
  );
}

function registerL1(metrics: Metrics, { clock, l1 }: RoleView): void {
  const since = (ms: number): number => (clock.now() - ms) / 1000;
  metrics.gauge({ name: "lockstep_l1_head_number", help: "L1's newest block" }, () =>
    known(l1(), ({ head }) => Number(head.number)),
  );
  metrics.gauge(
    { name: "lockstep_l1_head_age_seconds", help: "since the timestamp of L1's newest block" },
    () => known(l1(), ({ head }) => since(Number(head.timestamp) * 1000)),
  );
  metrics.gauge({ name: "lockstep_l1_answer_age_seconds", help: "since L1 answered last" }, () =>
    known(l1(), ({ atMs }) => since(atMs)),
  );
  metrics.gauge(
    { name: "lockstep_mining_clock_seconds", help: "for how long posted batches have waited for work" },
    () => known(l1(), ({ miningClockSec }) => Number(miningClockSec)),
  );
}

/** Counts calls of the rollups' JSON-RPC. */
export function countRpcCalls(metrics: Metrics): (chainId: bigint, method: string, outcome: string) => void {
  const count = metrics.counter({
    name: "lockstep_rpc_calls_total",
    help: "calls of the rollups' JSON-RPC",
    labels: ["chain", "method", "outcome"],
  });
  return (chainId, method, outcome) => count({ chain: String(chainId), method, outcome });
}
