/** Work over batches, and what follows from it or from its absence. */
import type { Hex } from "viem";
import * as CompactTarget from "../../services/protocol/bitcoin/compactTarget.ts";
import * as Checkpoint from "../../services/protocol/superblock/checkpoint.ts";
import {
  allowedTarget,
  childBits,
  creditedWork,
  type Rules,
} from "../../services/protocol/superblock/checkpointDifficulty.ts";
import { findWork } from "../support/findWork.ts";
import { bob, miner } from "../support/l1/l1Fixture.ts";
import {
  type Attempt,
  callOf,
  chance,
  contractsOf,
  reasons,
  type Scene,
  someBatch,
  unlessKept,
  unlessStanding,
} from "./attempt.ts";
import {
  accepted,
  headOf,
  indexOf,
  isStanding,
  type Model,
  type ModelBatch,
  type ModelCheckpoint,
} from "./model.ts";
import type { World } from "./world.ts";

/** One in 512 hashes. */
const HARD_BITS = 0x1f7fffff;
const HARDEST_BITS = 0x1b7fffff;

const rulesOf = ({ world }: Scene): Rules => {
  const { deployment } = world.fixture;
  return { ...deployment.mining, anchorTimeSec: Number(deployment.mining.anchorTimeSec) };
};

type Mining = {
  readonly parent: ModelCheckpoint;
  readonly over: ModelBatch;
  readonly nBits: number;
  readonly account: Hex;
};

/** A checkpoint, whether there is one like it, and what its work may be refused for. */
export function workFor(scene: Scene, { parent, over, nBits, account }: Mining) {
  const { model, world } = scene;
  const rules = rulesOf(scene);
  const checkpoint: Checkpoint.Checkpoint = {
    auxChainId: rules.auxChainId,
    nBits,
    parentCheckpoint: parent.id,
    superblock: over.batch.superblock,
    miner: account,
  };
  const known = model.checkpoints.find(({ id }) => id === Checkpoint.id(checkpoint));
  const isReached =
    CompactTarget.decode(nBits) <= allowedTarget(rules, parent.height + 1, Number(model.nowSec));
  const { minSpacingSec } = world.parameters.mining;
  const isTooClose =
    over.batch.timestamp < timeOf(scene, parent) + minSpacingSec &&
    model.nowSec < parent.acceptedAtSec + minSpacingSec;
  const against = reasons(
    [over.batch.number <= parent.over.batch.number, "LedgerNotLater"],
    [isTooClose, "LedgerTooClose"],
    [!isReached, "LedgerRefused"],
  );
  return { known, against, made: known ?? newCheckpoint(scene, checkpoint, { parent, over }) };
}

export function mineAttempt(scene: Scene, mining: Mining): Attempt {
  const { model } = scene;
  const { parent, over } = mining;
  const { known, made, against } = workFor(scene, mining);
  const leads = made.totalWork > model.lead.totalWork;
  return {
    name: known === undefined ? "mine" : "mine again",
    call: submitCall(scene, made),
    against:
      known === undefined
        ? reasons(
            [...unlessStanding(model, over)],
            [!isStanding(model, parent.over), "LedgerFallen", "LedgerRefused"],
            [model.fallback !== undefined && leads, "InboxInFallback"],
            [against.length > 0, ...against],
          )
        : reasons([...unlessStanding(model, over)]),
    tolerated: [...unlessKept(model, over), ...unlessRemembered(model, parent)],
    after: (m) => (known === undefined ? accepted(m, made) : m),
  };
}

function newCheckpoint(
  { model, world }: Scene,
  checkpoint: Checkpoint.Checkpoint,
  { parent, over }: Pick<Mining, "parent" | "over">,
): ModelCheckpoint {
  const { mining } = world.fixture.deployment;
  const credited = creditedWork(mining, parent.creditedWork, checkpoint.nBits);
  return {
    id: Checkpoint.id(checkpoint),
    checkpoint,
    auxPow: findWork(checkpoint),
    parent,
    over,
    height: parent.height + 1,
    creditedWork: credited,
    totalWork: parent.totalWork + credited,
    acceptedAtSec: model.nowSec,
  };
}

/** What led so long ago that its place has been used again, or lies beside what is final, gets no children. */
export const unlessRemembered = (model: Model, { over }: ModelCheckpoint): string[] =>
  indexOf(over) < model.finalIndex ? ["LedgerFallen", "LedgerRefused", "CheckpointTreeForgotten"] : [];

/** The root checkpoint is dated by the anchor of the schedule. */
const timeOf = ({ world }: Scene, { parent, over }: ModelCheckpoint): bigint =>
  parent === undefined ? world.fixture.deployment.mining.anchorTimeSec : over.batch.timestamp;

/** `submitCheckpoint`, and what it has to be given. */
const submitCall = (scene: Scene, { checkpoint, over, height, auxPow }: ModelCheckpoint) =>
  callOf(contractsOf(scene).ledger, "submitCheckpoint", [checkpoint, over.batch, height - 1, auxPow]);

/** The easiest bits that a child may have now. */
export const easiestBits = (scene: Scene, parent: ModelCheckpoint): number =>
  childBits(
    rulesOf(scene),
    { height: parent.height, nBits: parent.checkpoint.nBits },
    Number(scene.model.nowSec),
  );

/** Work on the lead over the head: what a miner does. */
export const honestMining = (scene: Scene): Attempt =>
  mineAttempt(scene, {
    parent: scene.model.lead,
    over: headOf(scene.model),
    nBits: easiestBits(scene, scene.model.lead),
    account: miner,
  });

export function someMining(scene: Scene): Attempt {
  const { model, random } = scene;
  const known = random.pick(model.checkpoints.slice(-6));
  if (known.parent !== undefined && chance(scene, 12))
    return mineAttempt(scene, {
      parent: known.parent,
      over: known.over,
      nBits: known.checkpoint.nBits,
      account: known.checkpoint.miner,
    });
  const parent = chance(scene, 3) ? random.pick(model.checkpoints.slice(-8)) : model.lead;
  if (model.lead.parent !== undefined && chance(scene, 8)) return mineBeside(scene, model.lead);
  const over = chance(scene, 3) ? someBatch(scene) : headOf(model);
  const easiest = easiestBits(scene, parent);
  const isHarder = chance(scene, 10) && CompactTarget.decode(HARD_BITS) < CompactTarget.decode(easiest);
  return mineAttempt(scene, {
    parent,
    over,
    nBits: isHarder ? HARD_BITS : easiest,
    account: random.pick([miner, bob]),
  });
}

/**
 * A branch over what the lead has mined, or over what the checkpoint below it has: too light to lead, it may outweigh what a
 * rollback leaves.
 */
function mineBeside(scene: Scene, lead: ModelCheckpoint): Attempt {
  const old = lead.parent?.parent !== undefined && chance(scene, 2) ? lead.parent : lead;
  const parent = old.parent!;
  return mineAttempt(scene, { parent, over: old.over, nBits: atCap(scene, parent), account: bob });
}

/** The most that a child's work can count for. */
export const capOf = ({ fixture }: World, parent: ModelCheckpoint): bigint =>
  creditedWork(fixture.deployment.mining, parent.creditedWork, HARDEST_BITS);

/** Bits whose work a child of `parent` is credited with to the last bit, or the easiest allowed if they are harder. */
export function atCap(scene: Scene, parent: ModelCheckpoint): number {
  const work = capOf(scene.world, parent);
  const target = (1n << 256n) / (work + 1n);
  const easiest = CompactTarget.decode(easiestBits(scene, parent));
  return CompactTarget.encode(target < easiest ? target : easiest);
}
