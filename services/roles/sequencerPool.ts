/** The mempool over the rollups of a role: accounts are those at the head. */
import type { Address } from "viem";
import type { Clock, Engine } from "../ports.ts";
import { Mempool } from "../sequencer/mempool.ts";
import type { RollupState } from "./rollupState.ts";

export function createPool(
  { engines, store }: Pick<RollupState, "engines" | "store">,
  producer: Address,
  clock: Clock,
): Mempool {
  const byId = new Map<bigint, Engine>(engines.map((engine) => [engine.chainId, engine]));
  return new Mempool({
    clock,
    producer,
    chainIds: [...byId.keys()],
    senderState: (chainId, sender) => {
      const header = store.header(chainId, store.head()?.superblock.number ?? 0n);
      const engine = byId.get(chainId);
      if (header === undefined || engine === undefined)
        throw new RangeError(`chain ${chainId} is not in the set`);
      return engine.account(header.stateRoot, sender);
    },
  });
}
