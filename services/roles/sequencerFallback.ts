/**
 * A sequencer in fallback: it follows what miners post, and when its policy names it leader, it has a superblock of its
 * own mined through the mining RPC, signs it once work is found and posts it. With that it is back.
 */
import { type Hex, isAddressEqual } from "viem";
import type { LocalAccount } from "viem/accounts";
import { followHistory } from "../execution/history.ts";
import type { MiningRelay, MiningRelayDeps } from "../mining/miningRelay.ts";
import { createDerivation, type Derivation } from "../node/derivation.ts";
import type { Clock, HeadChange, L1Reader, L1Sender, Store } from "../ports.ts";
import type { BatchTip } from "../protocol/batch/batch.ts";
import type { Deployment } from "../protocol/deployment.ts";
import type { Logger } from "../runtime/logger.ts";
import { tipOf } from "../sequencer/draft.ts";
import { removeIncluded } from "../sequencer/followedPool.ts";
import type { Mempool } from "../sequencer/mempool.ts";
import type { FallbackConduct } from "../sequencer/sequencerLoop.ts";
import { createFallbackPoster } from "../settlement/fallbackPosting.ts";
import type { LeaderSigner } from "./configuredSequencer.ts";
import { openDrafts } from "./drafting.ts";
import { draftTurn, planOn } from "./draftTurn.ts";
import type { RollupState } from "./rollupState.ts";

export type SequencerFallbackParts = RollupState & {
  readonly deployment: Deployment;
  readonly l1: L1Reader;
  readonly pool: Mempool;
  readonly signer: LeaderSigner;
  readonly producer: LocalAccount;
  /** the leader's account: L1 takes what it signed from nobody else */
  readonly sender: L1Sender;
  /** asked later than this is made */
  readonly mining: () => Pick<MiningRelay, "facts">;
  readonly templateStableMs: number;
  readonly announce: (change: HeadChange) => void;
  readonly clock: Clock;
  readonly log: Logger;
};

export type SequencerFallback = {
  readonly conduct: FallbackConduct;
  /** what the mining side needs of it */
  readonly relay: NonNullable<MiningRelayDeps["fallback"]>;
  /** of what is to be mined in fallback */
  readonly draftTip: () => BatchTip | undefined;
  readonly derivation: Pick<Derivation, "outcome">;
};

const FOLLOWED = "sequencer/followed/";

export function createSequencerFallback(parts: SequencerFallbackParts): SequencerFallback {
  const { store, l1, pool, deployment, signer, log, announce } = parts;
  const history = followHistory(store);
  const derivation = createDerivation({
    ...parts,
    store: markingFollowed(store),
    announce: (change) => {
      removeIncluded(pool, change, store);
      announce(change);
    },
  });
  const drafts = openDrafts(parts, {
    ...parts,
    account: parts.producer,
    stableMs: parts.templateStableMs,
    isKept: (superblock) => signer.last?.digest === superblock,
  });
  const isLeader = async (number: bigint): Promise<boolean> => {
    const leader = await l1.leader(number);
    return leader !== undefined && isAddressEqual(leader, signer.address);
  };
  /**
   * A number that was signed in a term is spent: a second superblock with it would be an equivocation. If what was
   * signed has lost, miners have to pass that number, or a new term has to come, before the leader can return.
   */
  const isSpent = (number: bigint, term: Hex): boolean => {
    const { last } = signer;
    const isPosted = drafts.present?.superblock.hash === last?.digest;
    return last?.term === term && last.number >= number && !isPosted;
  };
  let mayReturn = false;

  const step = async (): Promise<void> => {
    const standing = await l1.standing();
    const plan = standing.fallback && (await planOn({ l1, store, history }, standing));
    const facts = parts.mining().facts();
    if (plan === undefined || facts === undefined) return drafts.drop();
    const number = plan.head.superblock.number + 1n;
    const isOurs = (await isLeader(number)) && !isSpent(number, standing.term.term);
    if (isOurs !== mayReturn) log.info({ number, mayReturn: isOurs }, "return from fallback");
    mayReturn = isOurs;
    if (!isOurs) return drafts.drop();
    await draftTurn(drafts, plan, {
      works: facts.works,
      known: new Set(facts.checkpoints.map(({ id }) => id)),
    });
  };

  return {
    derivation,
    draftTip: () => drafts.present && tipOf(drafts.present),
    relay: {
      isOpen: async () => (await l1.standing()).fallback !== undefined,
      post: createFallbackPoster({ ...parts, ledger: l1, draftOf: drafts.find, deployment, signer }),
    },
    conduct: {
      follow: async (signal) => (await derivation.step(signal)).ok,
      isFollowed: (hash) => store.records.get(`${FOLLOWED}${hash}`) !== undefined,
      step,
      rest: () => drafts.drop(),
    },
  };
}

/** What comes from L1 is noted before the store has it, so that nobody ever takes it for ours and signs it. */
const markingFollowed = (store: Store): Store => ({
  ...store,
  append: (superblock, blocks, groups) => {
    store.records.put(`${FOLLOWED}${superblock.hash}`, superblock.superblock.number);
    store.append(superblock, blocks, groups);
  },
});
