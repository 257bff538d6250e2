/**
 * State nodes of the store's environment, read in another thread of the process that writes it. That the folder has
 * this program's schema is the store's care, which was opened before.
 */
import type { Store } from "../../ports.ts";
import { openEnvironment } from "./lmdbTables.ts";

export type StateReader = Pick<Store, "stateNode" | "close">;

export function openStateReader(options: {
  readonly path: string;
  readonly chainIds: readonly bigint[];
}): StateReader {
  const env = openEnvironment(options);
  const tables = new Map(options.chainIds.map((chainId) => [chainId, env.bytes(`state-${chainId}`)]));
  return {
    stateNode: (chainId, key) => tables.get(chainId)?.get(key),
    close: () => env.root.close(),
  };
}
