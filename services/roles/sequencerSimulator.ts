/** Group simulations over the rollups of a sequencer, on engines of their own: the builder's have a block open. */
import type { LocalAccount } from "viem/accounts";
import { createProducerKey } from "../adapters/keys.ts";
import { createEngine } from "../execution/ethereumjs/engine.ts";
import type { Clock, Engine, GroupSimulator } from "../ports.ts";
import { DEFAULT_BUILDER_LIMITS } from "../sequencer/builderLimits.ts";
import { createGroupSimulator } from "../sequencer/groupSimulation.ts";
import type { RollupState } from "./rollupState.ts";

export async function createSequencerSimulator(
  { engines, store, domain }: RollupState,
  producer: LocalAccount,
  clock: Clock,
): Promise<GroupSimulator> {
  const key = createProducerKey(producer);
  const own: Engine[] = [];
  for (const { chainId } of engines)
    own.push(await createEngine({ chainId, readNode: (node) => store.stateNode(chainId, node) }));
  return createGroupSimulator({ engines: own, store, domain, key, clock, limits: DEFAULT_BUILDER_LIMITS });
}
