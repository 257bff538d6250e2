/**
 * No state without an exit: in every state somebody can make a call that moves the rollups on, at once or after a wait that
 * has an end.
 */
import { type Attempt, callOf, contractsOf, LEADER, type Scene } from "./attempt.ts";
import { stakeAttempt } from "./bondMoves.ts";
import { lieClaim } from "./claimMoves.ts";
import { HONEST } from "./drafts.ts";
import { finalizeAttempt, revertAttempt, ripest, securedBatch } from "./finalityMoves.ts";
import { atCap, capOf, honestMining, mineAttempt } from "./miningMoves.ts";
import { headOf, indexOf, isBonded, type ModelCheckpoint } from "./model.ts";
import { allSent, postAttempt } from "./postings.ts";

export type Exit = { readonly name: string; readonly attempt: Attempt };

/** The calls that move on from here, those of the ordinary road first. */
export function exits(scene: Scene): readonly Exit[] {
  const { model, world } = scene;
  const { minBondWei } = world.parameters.bond;
  const found: Exit[] = [];
  const add = (name: string, attempt: Attempt | undefined): void => {
    if (attempt !== undefined && attempt.against.length === 0) found.push({ name, attempt });
  };
  add("post", postAttempt(scene, { ...HONEST, consumed: allSent(model) }));
  if (headOf(model) !== model.lead.over) add("mine", honestMining(scene));
  const ripe = ripest(scene);
  add("finalize", ripe && finalizeAttempt(scene, ripe));
  add("revertUnmined", revertAttempt(scene, securedBatch(model)));
  add("claim", lieClaim(scene));
  if (model.bond.exitAtSec !== 0n) add("cancelExit", comeBack(scene));
  else if (!isBonded(model, minBondWei)) add("stake", stakeAttempt(scene, minBondWei));
  return found;
}

const comeBack = (scene: Scene): Attempt => ({
  name: "bond cancelExit",
  call: callOf(contractsOf(scene).sequencerPolicy, "cancelExit", [], { from: LEADER.address }),
  against: [],
  after: (m) => ({ ...m, bond: { ...m.bond, exitAtSec: 0n } }),
});

/**
 * The exit of last resort. Nothing waits for work, so nothing new can be mined, and the newest work is too old for anything to
 * become final on it: miners build the leading chain again from where it has slack, each checkpoint as heavy as its credit
 * may be, which outweighs it. These are the checkpoints to outdo, oldest first.
 */
export function outdone({ world, model }: Scene): readonly ModelCheckpoint[] {
  const chain: ModelCheckpoint[] = [];
  for (let c = model.lead; c.parent !== undefined && indexOf(c.over) >= model.finalIndex; c = c.parent) {
    chain.unshift(c);
    if (c.creditedWork < capOf(world, c.parent)) return chain;
  }
  return [];
}

/** One checkpoint of that chain. */
export const outdo = (
  scene: Scene,
  parent: ModelCheckpoint,
  { over, checkpoint }: ModelCheckpoint,
): Attempt => mineAttempt(scene, { parent, over, nBits: atCap(scene, parent), account: checkpoint.miner });
