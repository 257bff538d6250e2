/** Drafts of superblocks for fallback, as a role has the parts for them. */
import type { Hex } from "viem";
import type { LocalAccount } from "viem/accounts";
import { createProducerKey } from "../adapters/keys.ts";
import { provenChainTo } from "../mining/provenChain.ts";
import type { Clock, SignedSuperblock } from "../ports.ts";
import type { Logger } from "../runtime/logger.ts";
import { DEFAULT_BUILDER_LIMITS } from "../sequencer/builderLimits.ts";
import { buildDraft, type DraftDeps } from "../sequencer/draft.ts";
import { createDraftKeeper, type DraftKeeper } from "../sequencer/draftKeeper.ts";
import type { Mempool } from "../sequencer/mempool.ts";
import { proveTip } from "../settlement/channelProofs.ts";
import { leadOf } from "./draftTurn.ts";
import type { NodeBase } from "./nodeRole.ts";
import { oracleCalls } from "./oracleCalls.ts";

export type DraftBase = Omit<NodeBase, "heads">;

export type DraftingOptions = {
  /** of the producer */
  readonly account: LocalAccount;
  readonly pool: Mempool;
  readonly stableMs: number;
  readonly isKept?: (superblock: Hex) => boolean;
  readonly clock: Clock;
  readonly log: Logger;
};

/** Part of `maxLag` for which a draft is mined on: what is found must reach L1 in the rest. */
const MAX_AGE_SHARE = 4;

/** @param base with engines that nobody else has a block open on */
export function openDrafts(base: DraftBase, options: DraftingOptions): DraftKeeper {
  const { store, engines, l1, deployment, domain } = base;
  const { pool, clock, log } = options;
  const { originDepth, maxLagSec } = deployment.limits;
  const deps: DraftDeps = {
    ...{ engines, store, domain, l1, pool, clock, log },
    limits: { originDepth },
    builder: {
      key: createProducerKey(options.account),
      l1ChainId: deployment.l1ChainId,
      limits: DEFAULT_BUILDER_LIMITS,
      log,
    },
    relays: (head) => relaysOn(base, head),
    ...(deployment.strict && { prove: (blocks) => proveTip(engines, blocks) }),
  };
  return createDraftKeeper({
    ...{ store, clock, l1 },
    build: (plan) => buildDraft(deps, plan),
    waiting: () => engines.reduce((sum, { chainId }) => sum + pool.counts(chainId).pending, 0),
    ...(options.isKept && { isKept: options.isKept }),
    limits: {
      stableMs: options.stableMs,
      maxAgeMs: Math.max(options.stableMs, Number(maxLagSec) * (1000 / MAX_AGE_SHARE)),
      originDepth,
    },
  });
}

/** The checkpoints under what we build on, for the rollups' oracles; a miner adds no money to their pots. */
async function relaysOn(base: DraftBase, head: SignedSuperblock): ReturnType<DraftDeps["relays"]> {
  const [standing, checkpoints] = await Promise.all([base.l1.standing(), base.l1.checkpoints()]);
  const lead = standing.fallback ? leadOf(standing) : (await base.l1.lead())?.id;
  const { auxChainId } = base.deployment.mining;
  const chain = lead === undefined ? [] : provenChainTo(lead, checkpoints, auxChainId);
  return oracleCalls(base, { mining: { provenChain: () => chain }, funding: async () => 0n }, head);
}
