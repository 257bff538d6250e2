/** The mempool over the rollups of a role: accounts are those at the head. */
import type { Address, Hex } from "viem";
import type { Clock, Engine } from "../ports.ts";
import { Mempool } from "../sequencer/mempool.ts";
import type { RollupState } from "./rollupState.ts";

export function createPool(
  { engines, store }: Pick<RollupState, "engines" | "store">,
  producer: Address,
  clock: Clock,
): Mempool {
  const byId = new Map<bigint, Engine>(engines.map((engine) => [engine.chainId, engine]));
  const rootAtHead = stateRoots(store);
  return new Mempool({
    clock,
    producer,
    chainIds: [...byId.keys()],
    senderState: (chainId, sender) => {
      const root = rootAtHead(chainId);
      const engine = byId.get(chainId);
      if (root === undefined || engine === undefined)
        throw new RangeError(`chain ${chainId} is not in the set`);
      return engine.account(root, sender);
    },
  });
}

/** State roots at the head, read once per head instead of once per transaction that arrives. */
function stateRoots(store: RollupState["store"]): (chainId: bigint) => Hex | undefined {
  let read: { readonly head: ReturnType<typeof store.head>; readonly roots: Map<bigint, Hex> } | undefined;
  return (chainId) => {
    const head = store.head();
    if (read?.head !== head) read = { head, roots: new Map() };
    const known = read!.roots.get(chainId);
    if (known !== undefined) return known;
    const root = store.header(chainId, head?.superblock.number ?? 0n)?.stateRoot;
    if (root !== undefined) read!.roots.set(chainId, root);
    return root;
  };
}
