/** Filters that clients poll (eth_newFilter and the like). They expire when nobody asks. */
import { randomBytes } from "node:crypto";
import { bytesToHex, type Hex } from "viem";
import type { LogCriteria } from "./params.ts";
import { headNumber } from "./ranks.ts";
import type { RpcServerDeps } from "./rpcDeps.ts";

const EXPIRES_MS = 5 * 60_000;
const MAX_FILTERS = 10_000;

export type Filter = {
  /** undefined: block hashes */
  readonly criteria: LogCriteria | undefined;
  /** first block that was not reported yet */
  next: bigint;
  askedAtMs: number;
};

export type Filters = {
  /** undefined when there are too many */
  add(criteria: LogCriteria | undefined): Hex | undefined;
  /** The filter, if it exists, marked as asked for. */
  get(id: string): Filter | undefined;
  remove(id: string): boolean;
  close(): void;
};

export function createFilters(deps: Pick<RpcServerDeps, "store" | "heads" | "clock">): Filters {
  const filters = new Map<string, Filter>();
  const stop = deps.heads.subscribe((change) => {
    if (change.kind !== "rolledBack") return;
    for (const filter of filters.values()) if (filter.next > change.to) filter.next = change.to + 1n;
  });
  const expire = (nowMs: number): void => {
    for (const [id, filter] of filters) if (nowMs - filter.askedAtMs > EXPIRES_MS) filters.delete(id);
  };
  return {
    add(criteria) {
      expire(deps.clock.now());
      if (filters.size >= MAX_FILTERS) return undefined;
      const id = bytesToHex(randomBytes(16));
      filters.set(id, { criteria, next: headNumber(deps) + 1n, askedAtMs: deps.clock.now() });
      return id;
    },
    get(id) {
      expire(deps.clock.now());
      const filter = filters.get(id);
      if (filter) filter.askedAtMs = deps.clock.now();
      return filter;
    },
    remove: (id) => filters.delete(id),
    close: stop,
  };
}
