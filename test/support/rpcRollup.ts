/** A rollup with its JSON-RPC, for tests: a pool that puts every good transaction into a superblock at once. */
import type { FastifyInstance } from "fastify";
import { type Hex, keccak256 } from "viem";
import { createHeadFeed, type HeadAnnouncer } from "../../services/api/headFeed.ts";
import type { Impediment } from "../../services/api/readiness.ts";
import { createRpcServer } from "../../services/api/rpcServer.ts";
import type {
  DroppedGroup,
  GroupRecord,
  GroupSimulator,
  Ranks,
  Store,
  TransactionPool,
} from "../../services/ports.ts";
import type { GenesisAccount } from "../../services/protocol/deployment.ts";
import { createLogger } from "../../services/runtime/logger.ts";
import { type FakeClock, fakeClock } from "./fakeClock.ts";
import { CHAIN_A, createTestChain, type TestChain } from "./rollupChain.ts";

export type RpcRollup = {
  readonly server: FastifyInstance;
  readonly chain: TestChain;
  readonly clock: FakeClock;
  readonly heads: HeadAnnouncer;
  readonly dropped: Map<Hex, DroppedGroup>;
  readonly waiting: Map<Hex, Hex>;
  ranks: Ranks;
  /** Tells those who follow the ranks that they have moved. */
  tellRanks(): void;
  impediments: readonly Impediment[];
  /** "method outcome" of every call answered */
  readonly calls: string[];
  /** Includes these transactions of chain A in the next superblock and tells the head feed. */
  include(...raws: readonly Hex[]): Promise<void>;
  call(
    method: string,
    params?: unknown,
  ): Promise<{ result?: unknown; error?: { code: number; message: string; data?: unknown } }>;
  result(method: string, params?: unknown): Promise<never>;
};

type Options = {
  readonly accounts?: readonly GenesisAccount[];
  readonly withoutPool?: boolean;
  readonly simulator?: GroupSimulator;
  readonly store?: Store;
};

export async function createRpcRollup(options: Options = {}): Promise<RpcRollup> {
  const chain = await createTestChain(options);
  const heads = createHeadFeed();
  const clock = fakeClock();
  const dropped = new Map<Hex, DroppedGroup>();
  const waiting = new Map<Hex, Hex>();
  const calls: string[] = [];
  const rankListeners = new Set<() => void>();
  const include = async (...raws: readonly Hex[]): Promise<void> => {
    const open = await chain.open();
    const groups: GroupRecord[] = [];
    for (const raw of raws) {
      const outcome = await open.get(CHAIN_A)!.apply(raw);
      if (outcome.status !== "applied") throw new Error(outcome.reason);
      const leg = {
        chainId: CHAIN_A,
        transactionHash: outcome.hash,
        kind: "user",
        gasUsed: outcome.gasUsed,
      } as const;
      const superblock = chain.store.head()!.superblock.number + 1n;
      groups.push({ id: outcome.hash, chainId: CHAIN_A, superblock, legs: [leg] });
    }
    await chain.append(open, groups);
    chain.store.sign(chain.store.head()!.superblock.number, "0x5167");
    heads.announce({ kind: "appended", superblock: chain.store.head()! });
  };
  const pool: TransactionPool = {
    async submit(_chainId, raw) {
      const open = await chain.open();
      const outcome = await open.get(CHAIN_A)!.apply(raw);
      for (const block of open.values()) await block.drop();
      if (outcome.status === "invalid") {
        const { status: _, reason, ...facts } = outcome;
        return {
          ok: false,
          reason,
          detail: `${reason.replaceAll("-", " ")}: ${Object.values(facts).join(", ")}`,
        };
      }
      await include(raw);
      return { ok: true, hash: keccak256(raw) };
    },
    pending: (_chainId, hash) => waiting.get(hash),
    nextNonce: (_chainId, _sender, stateNonce) => stateNonce + BigInt(waiting.size),
    dropped: (hash) => dropped.get(hash),
    counts: () => ({ pending: waiting.size, queued: 0 }),
  };
  const rollup: RpcRollup = {
    chain,
    clock,
    heads,
    dropped,
    waiting,
    include,
    impediments: [],
    calls,
    ranks: { soft: 0n, posted: 0n, mined: 0n, final: 0n },
    tellRanks: () => {
      for (const listener of rankListeners) listener();
    },
    server: createRpcServer({
      chainId: CHAIN_A,
      engine: chain.engine(CHAIN_A),
      store: chain.store,
      ranks: () => ({ ...rollup.ranks, soft: chain.store.head()!.superblock.number }),
      rankFeed: {
        subscribe: (listener) => {
          rankListeners.add(listener);
          return () => rankListeners.delete(listener);
        },
      },
      heads,
      impediments: () => rollup.impediments,
      onCall: (method, outcome) => calls.push(`${method} ${outcome}`),
      clock,
      clientVersion: "Lockstep/test",
      log: createLogger("silent"),
      ...(!options.withoutPool && { pool }),
      ...(options.simulator && { simulator: options.simulator }),
    }),
    async call(method, params = []) {
      const payload = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
      const headers = { "content-type": "application/json" };
      return (await rollup.server.inject({ method: "POST", url: "/", headers, payload })).json();
    },
    async result(method, params) {
      const answer = await rollup.call(method, params);
      if (answer.error) throw new Error(`${method}: ${answer.error.code} ${answer.error.message}`);
      return answer.result as never;
    },
  };
  return rollup;
}
