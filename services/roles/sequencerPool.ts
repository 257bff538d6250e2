/** The mempool over the rollups of a role: accounts are those at the head. */
import type { Address } from "viem";
import type { Clock, Engine } from "../ports.ts";
import { Mempool } from "../sequencer/mempool.ts";
import type { RollupState } from "./rollupState.ts";

/** Whose accounts are remembered, by rollup, until the head changes. */
const MOST_SENDERS = 20_000;

export function createPool(
  { engines, store }: Pick<RollupState, "engines" | "store">,
  producer: Address,
  clock: Clock,
): Mempool {
  const byId = new Map<bigint, Engine>(engines.map((engine) => [engine.chainId, engine]));
  return new Mempool({
    clock,
    producer,
    engines,
    senderState: accountsAtHead(store, byId),
  });
}

type SenderStates = Map<Address, ReturnType<Engine["account"]>>;

/** Senders' accounts at the head, each read once per head instead of once per transaction that arrives. */
function accountsAtHead(
  store: RollupState["store"],
  engines: ReadonlyMap<bigint, Engine>,
): (chainId: bigint, sender: Address) => ReturnType<Engine["account"]> {
  let head = store.head();
  const known = new Map<bigint, SenderStates>();
  return (chainId, sender) => {
    if (head !== store.head()) known.clear();
    head = store.head();
    const states: SenderStates = known.get(chainId) ?? new Map();
    known.set(chainId, states);
    if (states.size > MOST_SENDERS) states.clear();
    const remembered = states.get(sender);
    if (remembered !== undefined) return remembered;
    const header = store.header(chainId, head?.superblock.number ?? 0n);
    const engine = engines.get(chainId);
    if (header === undefined || engine === undefined)
      throw new RangeError(`chain ${chainId} is not in the set`);
    const state = engine.account(header.stateRoot, sender);
    states.set(sender, state);
    // A read that failed is tried again.
    state.catch(() => states.delete(sender));
    return state;
  };
}
