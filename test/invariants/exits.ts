/**
 * No state without an exit: in every state somebody can make a call that moves the rollups on, at once or after a wait that
 * has an end.
 */
import { type Attempt, callOf, contractsOf, LEADER, type Scene } from "./attempt.ts";
import { stakeAttempt } from "./bondMoves.ts";
import { lieClaim } from "./claimMoves.ts";
import { HONEST } from "./drafts.ts";
import { honestJoining, openAttempt } from "./fallbackMoves.ts";
import { finalizeAttempt, isFull, revertAttempt, ripest, securedBatch } from "./finalityMoves.ts";
import { honestMining } from "./miningMoves.ts";
import { headOf, isBonded } from "./model.ts";
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
  add("postFallback", honestJoining(scene));
  if (headOf(model) !== model.lead.over) add("mine", honestMining(scene));
  const ripe = ripest(scene);
  add("finalize", ripe && finalizeAttempt(scene, ripe));
  add("revertUnmined", revertAttempt(scene, securedBatch(model)));
  add("claim", lieClaim(scene));
  // Without a place the miners would stand where the leader stands.
  if (!isFull(scene)) add("open", openAttempt(scene, headOf(model), securedBatch(model)));
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
