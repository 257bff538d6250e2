/** Desk and relay of the mining side in one thread, joined directly: what a sequencer has in two. */
import { createDeskWorks } from "../../services/mining/deskWorks.ts";
import { createMiningDesk, type MiningDesk, type MiningDeskDeps } from "../../services/mining/miningDesk.ts";
import {
  createMiningRelay,
  genesisHash,
  type MiningRelay,
  type MiningRelayDeps,
} from "../../services/mining/miningRelay.ts";

export type MiningService = MiningDesk & Pick<MiningRelay, "provenChain" | "refresh" | "relay">;

export function createMiningService(
  deps: MiningRelayDeps & Pick<MiningDeskDeps, "limits" | "onRejected">,
): MiningService {
  const relay = createMiningRelay(deps);
  const desk = createMiningDesk({
    ...deps,
    rules: deps.deployment.mining,
    genesisSuperblock: genesisHash(deps.deployment),
    works: createDeskWorks((work) => relay.take(work)),
  });
  const tell = (): void => {
    const facts = relay.facts();
    if (facts !== undefined) desk.look(facts);
  };
  // As a sequencer's thread is told what was kept before it serves anybody.
  return Object.assign(desk, {
    provenChain: relay.provenChain,
    refresh: async () => {
      await relay.refresh();
      tell();
    },
    relay: async (signal: AbortSignal) => {
      await relay.relay(signal);
      tell();
    },
  });
}
