/** What a node that follows L1 offers: ranks, JSON-RPC if asked for, health and metrics. */
import type { createHeadFeed } from "../api/headFeed.ts";
import type { Derivation } from "../node/derivation.ts";
import type { Clock, GroupSimulator, L1Reader, TransactionPool } from "../ports.ts";
import type { NodeConfig } from "../runtime/config.ts";
import type { Lifecycle } from "../runtime/lifecycle.ts";
import type { Logger } from "../runtime/logger.ts";
import { runLoop } from "../runtime/runLoop.ts";
import { createRankKeeper, type RankKeeper } from "../settlement/rankKeeper.ts";
import type { FeedFollowing } from "./feedFollowing.ts";
import { type Operations, openOperations, type RoleFacts, type RoleParts } from "./operations.ts";
import { countRpcCalls, known, type RoleView } from "./roleMetrics.ts";
import { serveRollups } from "./rollupServers.ts";
import type { RollupState } from "./rollupState.ts";

export type NodeServiceOptions = RollupState & {
  readonly config: NodeConfig;
  readonly deployment: { readonly limits: RoleParts["limits"] };
  readonly l1: L1Reader;
  readonly following: FeedFollowing;
  readonly heads: ReturnType<typeof createHeadFeed>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly lifecycle: Lifecycle;
  readonly progress: (line: string) => void;
  /** default "node" */
  readonly role?: "producer";
  /** of a role that takes transactions */
  readonly pool?: TransactionPool;
  readonly simulator?: GroupSimulator;
  /** what else the role tells when it is asked how it is */
  readonly facts?: () => Partial<RoleFacts>;
  /** Adds metrics and heartbeats of the role. */
  readonly register?: (operations: Operations) => void;
};

/** One batch of a long range takes seconds; this is for a hang. */
const DERIVATION_LIMIT_MS = 900_000;
const RANKS_LIMIT_MS = 180_000;

/** What L1 said last, kept for all who ask. */
export type Followed = Pick<RankKeeper, "ranks"> & {
  readonly l1: ReturnType<RoleView["l1"]>;
  readonly postedIndex: bigint | undefined;
};

/** @returns how the derivation tells that it goes on */
export async function serveNode(options: NodeServiceOptions): Promise<() => void> {
  const { config, clock, log, lifecycle, progress, heads, role = "node" } = options;
  const operations = openOperations({ role, clock, log, lifecycle });
  options.register?.(operations);
  const { heartbeats, impediments, metrics } = operations;
  const keeper = createRankKeeper(heads);
  let seen: Omit<Followed, "ranks"> = { l1: undefined, postedIndex: undefined };
  const follow = async (): Promise<void> => {
    seen = await lookAtL1(options, keeper);
  };
  attachNode(operations, options, () => ({ ...seen, ranks: keeper.ranks }));
  progress(`health and metrics on ${await operations.serve(config.opsPort)}`);
  const loop = { clock, log, signal: lifecycle.signal, everyMs: 1000 };
  const onStep = heartbeats.watch("ranks", RANKS_LIMIT_MS);
  lifecycle.run("ranks", runLoop("ranks", follow, { ...loop, onStep }));
  const onRpcCall = countRpcCalls(metrics);
  if (config.rpcPort !== undefined) {
    const urls = await serveRollups({
      ...options,
      role,
      ranks: () => keeper.ranks,
      rankFeed: keeper,
      impediments,
      feeds: options.following.statuses,
      onRpcCall,
      heads,
      firstPort: config.rpcPort,
    });
    for (const [chainId, url] of urls) progress(`JSON-RPC of chain ${chainId} on ${url}`);
  }
  return heartbeats.watch("derivation", DERIVATION_LIMIT_MS);
}

async function lookAtL1(
  { l1, store, clock }: NodeServiceOptions,
  keeper: RankKeeper,
): Promise<Omit<Followed, "ranks">> {
  const [head, miningClockSec] = await Promise.all([l1.head(), l1.miningClock()]);
  let postedIndex = 0n;
  await keeper.count(async () => {
    const [batches, lead, finalBatchIndex] = await Promise.all([
      l1.batches(0n),
      l1.lead(),
      l1.finalBatchIndex(),
    ]);
    postedIndex = batches.at(-1)?.batch.index ?? 0n;
    return { softNumber: store.head()?.superblock.number ?? 0n, batches, lead, finalBatchIndex };
  });
  return { l1: { head, miningClockSec, atMs: clock.now() }, postedIndex };
}

export type NodeView = Pick<NodeServiceOptions, "store" | "deployment" | "facts"> & {
  readonly following: Pick<FeedFollowing, "misconduct" | "register"> & {
    readonly derivation: Pick<Derivation, "outcome">;
  };
};

export function attachNode(
  operations: Operations,
  { store, deployment, following, facts }: NodeView,
  followed: () => Followed,
): void {
  const { derivation } = following;
  operations.attach({
    store,
    limits: deployment.limits,
    ranks: () => followed().ranks,
    l1: () => followed().l1,
    facts: () => {
      const derived = store.head()?.superblock.number ?? 0n;
      const { outcome } = derivation;
      return {
        misconduct: following.misconduct(),
        mismatch: outcome && !outcome.ok ? outcome : undefined,
        deriving: derivation.outcome === undefined ? { derived, posted: followed().ranks.posted } : undefined,
        withheld: derivation.outcome?.ok ? derivation.outcome.withheld : undefined,
        ...facts?.(),
      };
    },
  });
  const { metrics } = operations;
  following.register(metrics);
  metrics.gauge({ name: "lockstep_posted_batch_index", help: "newest batch in the inbox" }, () =>
    known(followed().postedIndex, Number),
  );
  metrics.gauge({ name: "lockstep_derived_batch_index", help: "newest batch that was derived" }, () =>
    known(derivation.outcome, ({ batchIndex, ok }) => Number(ok ? batchIndex : batchIndex - 1n)),
  );
}
