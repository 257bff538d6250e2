/** What follows from work, or from its absence. */
import * as Clocks from "../../services/protocol/clocks.ts";
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
  clockOf,
  finalised,
  headOf,
  indexOf,
  leadingAt,
  type Model,
  type ModelBatch,
  type ModelCheckpoint,
  rolledBack,
  securedOf,
} from "./model.ts";
import { accusableSinceSec } from "./modelFallback.ts";

/** All is mined and no place is left, so that no work can come before something is final. */
export const isFull = ({ model, world }: Scene): boolean =>
  headOf(model) === model.lead.over &&
  model.chain.length - model.finalIndex === Number(world.parameters.inbox.batchesKept);

export function finalizeAttempt(scene: Scene, checkpoint: ModelCheckpoint, batch = checkpoint.over): Attempt {
  const { model, world } = scene;
  const { challengeWindowSec, miningTimeoutSec } = world.parameters.limits;
  const proofs = batch.blocks.map(({ header, accountProof, storageProof }) => ({
    header,
    accountProof,
    storageProof,
  }));
  const leaves = batch.blocks.map(({ leaf }) => leaf);
  const at = leadingAt(model, checkpoint.height);
  const isFresh = Clocks.isFresh(model.lead.acceptedAtSec, miningTimeoutSec, model.nowSec);
  return {
    name: isFresh ? "finalize" : "finalize when full and stale",
    call: callOf(contractsOf(scene).settlement, "finalize", [
      batch.batch,
      checkpoint.height,
      leaves,
      batch.channels,
      proofs,
    ]),
    against: reasons(
      [...unlessStanding(model, batch)],
      [indexOf(batch) <= model.finalIndex, "SettlementNotNewer", "InboxWrongParent"],
      [at === undefined, "SettlementNotLeading"],
      [at !== undefined && indexOf(batch) !== indexOf(at.over), "SettlementWrongCheckpoint"],
      [
        at !== undefined &&
          Clocks.challengeEndsAtSec(accusableSinceSec(model, at, batch), challengeWindowSec) > model.nowSec,
        "SettlementChallengeOpen",
      ],
      [!isFull(scene) && !isFresh, "SettlementStale"],
      [batch.lie === "channel", "SettlementChannelsDiffer"],
    ),
    after: (m) => finalised(m, indexOf(batch)),
  };
}

/** The newest on the leading chain whose time has come, or any. */
export function ripest({ model, world }: Scene): ModelCheckpoint | undefined {
  const { challengeWindowSec } = world.parameters.limits;
  let cursor: ModelCheckpoint | undefined = model.lead;
  while (
    cursor !== undefined &&
    (accusableSinceSec(model, cursor, cursor.over) + challengeWindowSec > model.nowSec ||
      cursor.over.lie === "channel")
  )
    cursor = cursor.parent;
  return cursor !== undefined && indexOf(cursor.over) > model.finalIndex ? cursor : undefined;
}

export function someFinality(scene: Scene): Attempt {
  const { model, random } = scene;
  const checkpoint =
    (chance(scene, 3) ? undefined : ripest(scene)) ?? random.pick(model.checkpoints.slice(-10));
  return finalizeAttempt(scene, checkpoint, chance(scene, 20) ? someBatch(scene) : checkpoint.over);
}

export function revertAttempt(scene: Scene, target: ModelBatch): Attempt {
  const { model, world } = scene;
  return {
    name: "revertUnmined",
    call: callOf(contractsOf(scene).settlement, "revertUnmined", [target.batch]),
    against: reasons(
      [!Clocks.isRevertDue(clockOf(model), world.parameters.limits.revertDelaySec), "SettlementNotOverdue"],
      [indexOf(target) !== securedOf(model), "SettlementWrongTarget"],
      [headOf(model) === model.chain[securedOf(model)], "SettlementNothingToRevert"],
      [...unlessStanding(model, target)],
    ),
    tolerated: unlessKept(model, target),
    after: (m) => rolledBack(m, indexOf(target)),
  };
}

export const securedBatch = (m: Model): ModelBatch => m.chain[securedOf(m)]!;

export const someRevert = (scene: Scene): Attempt =>
  revertAttempt(scene, chance(scene, 4) ? someBatch(scene) : securedBatch(scene.model));
