/** JSON-RPC of every rollup, on consecutive ports. */
import type { Impediment } from "../api/readiness.ts";
import { createRpcServer } from "../api/rpcServer.ts";

import type { FollowerStatus } from "../node/feedFollower.ts";
import type { Clock, GroupSimulator, HeadFeed, RankFeed, Ranks, TransactionPool } from "../ports.ts";

import type { Lifecycle } from "../runtime/lifecycle.ts";
import type { Logger } from "../runtime/logger.ts";
import { listen } from "./listen.ts";
import type { RollupState } from "./rollupState.ts";

const CLIENT_VERSION = "Lockstep/v0.1.0";

export type RollupServersOptions = Pick<RollupState, "engines" | "store"> & {
  readonly role: "sequencer" | "node" | "producer";
  readonly ranks: () => Ranks;
  readonly rankFeed: RankFeed;
  readonly heads: HeadFeed;
  /** absent on a node, which takes no transactions */
  readonly pool?: TransactionPool;
  /** absent on a node, which has no producer */
  readonly simulator?: GroupSimulator;
  readonly impediments: () => readonly Impediment[];
  /** that a node follows */
  readonly feeds?: () => readonly FollowerStatus[];
  readonly onRpcCall: (chainId: bigint, method: string, outcome: string) => void;
  readonly clock: Clock;
  readonly log: Logger;
  readonly lifecycle: Pick<Lifecycle, "onStop">;
  /** of the first rollup; 0 takes free ones */
  readonly firstPort: number;
};

/** @returns the URL of each rollup, by chain id */
export async function serveRollups(options: RollupServersOptions): Promise<ReadonlyMap<bigint, string>> {
  const { engines, role, log, lifecycle, firstPort, onRpcCall, ...shared } = options;
  const urls = new Map<bigint, string>();
  for (const [i, engine] of engines.entries()) {
    const { chainId } = engine;
    const server = createRpcServer({
      ...shared,
      chainId,
      engine,
      clientVersion: `${CLIENT_VERSION}/${role}`,
      log: log.child({ module: "rpc", chainId }),
      onCall: (method, outcome) => onRpcCall(chainId, method, outcome),
    });
    const url = await listen(server, "rpc", firstPort === 0 ? 0 : firstPort + i);
    lifecycle.onStop(`rpc on ${url}`, () => server.close());
    urls.set(chainId, url);
  }
  return urls;
}
