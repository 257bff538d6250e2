/** What the JSON-RPC of one rollup needs. */
import type { FollowerStatus } from "../node/feedFollower.ts";
import type {
  Clock,
  Engine,
  GroupSimulator,
  HeadFeed,
  RankFeed,
  Ranks,
  Store,
  TransactionPool,
} from "../ports.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Filters } from "./filters.ts";
import type { OnCall } from "./jsonRpc.ts";
import type { Impediment } from "./readiness.ts";

export type RpcServerDeps = {
  readonly chainId: bigint;
  readonly engine: Engine;
  readonly store: Store;
  readonly ranks: () => Ranks;
  readonly rankFeed: RankFeed;
  readonly heads: HeadFeed;
  /** Absent on a node, which takes no transactions. */
  readonly pool?: TransactionPool;
  /** Absent on a node, which has no producer. */
  readonly simulator?: GroupSimulator;
  readonly clock: Pick<Clock, "now">;
  /** "Lockstep/v0.1.0/sequencer" */
  readonly clientVersion: string;
  /** What keeps this process from its work now. */
  readonly impediments: () => readonly Impediment[];
  /** The feeds that a node follows. */
  readonly feeds?: () => readonly FollowerStatus[];
  readonly onCall?: OnCall;
  readonly log: Logger;
};

/** What a method's handler gets. */
export type RpcDeps = RpcServerDeps & { readonly filters: Filters };
