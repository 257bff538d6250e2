/** A miner with real work for a superblock that is false: its state roots are nobody's. */
import type { Hex } from "viem";
import { createL1Sender } from "../../services/adapters/l1/l1Sender.ts";
import { systemClock } from "../../services/adapters/systemClock.ts";
import { loadHistory } from "../../services/execution/history.ts";
import type { L1SendOutcome } from "../../services/ports.ts";
import { id } from "../../services/protocol/superblock/checkpoint.ts";
import { childBits } from "../../services/protocol/superblock/checkpointDifficulty.ts";
import { blocksRoot, hashSuperblock } from "../../services/protocol/superblock/superblock.ts";
import { openDrafts } from "../../services/roles/drafting.ts";
import { leadOf, planOn } from "../../services/roles/draftTurn.ts";
import { createPool } from "../../services/roles/sequencerPool.ts";
import { type Draft, tipOf } from "../../services/sequencer/draft.ts";
import { createFallbackPoster } from "../../services/settlement/fallbackPosting.ts";
import { findWork } from "./findWork.ts";
import { domainOf, startFollowingNode } from "./followingNode.ts";
import { type LivePair, person, quiet } from "./livePair.ts";

const LIE: Hex = `0x${"5a".repeat(32)}`;

/** Posts a false superblock on what leads now. */
export async function postLie(pair: LivePair, account = person(6)): Promise<L1SendOutcome> {
  const { deployment, l1 } = pair;
  const node = await startFollowingNode(pair, []);
  await node.derive();
  const { store } = node;
  const standing = await l1.standing();
  const plan = (await planOn({ l1, store, history: () => loadHistory(store) }, standing))!;
  const base = { store, engines: node.engines, l1, deployment, domain: domainOf(deployment) };
  const pool = createPool(base, account.address, systemClock);
  const drafts = openDrafts(base, { account, pool, clock: systemClock, log: quiet, stableMs: 1000 });
  await drafts.refresh(plan);
  const lie = falsify(drafts.present!, base.domain);
  node.stop();

  const leads = leadOf(standing);
  const parent = (await l1.checkpoints()).find((checkpoint) => checkpoint.id === leads);
  const place = { height: parent?.height ?? 0, nBits: parent?.nBits ?? deployment.mining.anchorBits };
  const rules = { ...deployment.mining, anchorTimeSec: Number(deployment.mining.anchorTimeSec) };
  const checkpoint = {
    auxChainId: deployment.mining.auxChainId,
    nBits: childBits(rules, place, Number(standing.head.timestamp)),
    parentCheckpoint: leads,
    superblock: lie.superblock.hash,
    miner: account.address,
  };
  const sender = createL1Sender({ url: pair.url, account, clock: systemClock, log: quiet });
  const post = createFallbackPoster({ l1, ledger: l1, sender, draftOf: () => lie, deployment });
  const work = {
    checkpoint,
    auxPow: findWork(checkpoint),
    id: id(checkpoint),
    tip: tipOf(lie),
    foundAtMs: 0,
  };
  return post(work, new AbortController().signal);
}

/** L1 opens the roots, so a lie in a leaf is a lie in its root. */
function falsify(draft: Draft, domain: ReturnType<typeof domainOf>): Draft {
  const blocks = draft.superblock.blocks.map((leaf) => ({ ...leaf, stateRoot: LIE }));
  const superblock = { ...draft.superblock.superblock, blocksRoot: blocksRoot(blocks) };
  const hash = hashSuperblock(superblock, domain);
  return { ...draft, superblock: { ...draft.superblock, superblock, blocks, hash } };
}
