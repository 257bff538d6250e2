/** What is done when nobody leads. */
import type { Hex } from "viem";
import { postingOf } from "../../services/protocol/batch/postBatch.ts";
import { bob, miner, producer } from "../support/l1/l1Fixture.ts";
import {
  ANYBODY,
  type Attempt,
  callOf,
  chance,
  contractsOf,
  LEADER,
  reasons,
  type Scene,
  someBatch,
  unlessStanding,
} from "./attempt.ts";
import { draftOn, HONEST, type Plan, partsOf, signDigest } from "./drafts.ts";
import { securedBatch } from "./finalityMoves.ts";
import { atCap, easiestBits, unlessRemembered, workFor } from "./miningMoves.ts";
import { headOf, indexOf, isBonded, type Model, type ModelBatch, securedOf } from "./model.ts";
import { baseOf, branchTo, joined, opened, silenceOf } from "./modelFallback.ts";
import { againstTip, allSent, somePlan } from "./postings.ts";

export function openAttempt(scene: Scene, head: ModelBatch, target: ModelBatch): Attempt {
  const { model, world } = scene;
  const hasLeader = isBonded(model, world.parameters.bond.minBondWei) || indexOf(head) === 0;
  const { isRefusing, isSilent, isDry } = silenceOf(model, world.parameters.limits);
  const withLeader = isSilent || !isDry ? "open for silence" : "open for lack of work";
  return {
    name: hasLeader ? withLeader : "open without a leader",
    call: callOf(contractsOf(scene).fallback, "open", [head.batch, target.batch]),
    against: reasons(
      [model.fallback !== undefined, "FallbackAlreadyOpen"],
      [indexOf(target) !== securedOf(model), "FallbackWrongTarget"],
      [head !== headOf(model), "FallbackNotHead", "InboxWrongParent"],
      [hasLeader && isRefusing && !isDry, "FallbackWorkAwaited"],
      [hasLeader && !isRefusing && !isSilent && !isDry, "FallbackLeaderHasTime"],
      [...unlessStanding(model, target)],
    ),
    after: opened,
  };
}

export const someOpening = (scene: Scene): Attempt =>
  openAttempt(
    scene,
    chance(scene, 8) ? someBatch(scene) : headOf(scene.model),
    chance(scene, 8) ? someBatch(scene) : securedBatch(scene.model),
  );

export type Joining = {
  readonly parent: ModelBatch;
  readonly plan: Plan;
  /** how hard its work is */
  readonly bits: "easiest" | "at the cap";
  readonly isSigned: boolean;
  /** whom the work names */
  readonly account: Hex;
  readonly from: Hex;
  readonly producer: Hex;
  /** how the way to it is opened */
  readonly way: "whole" | "without its oldest" | "from below the fork";
};

function wayTo(model: Model, { parent, way }: Joining): readonly ModelBatch[] {
  const branch = branchTo(model, parent);
  if (way === "without its oldest") return branch.slice(1);
  const fork = branch[0]?.parent ?? parent;
  return way === "whole" || fork.parent === undefined ? branch : [fork, ...branch];
}

/** @returns what is said against the branch only if it would lead */
function againstSwitch({ model, world }: Scene, joining: Joining): string[] {
  const way = wayTo(model, joining);
  const whole = branchTo(model, joining.parent);
  const openedFrom = indexOf(joining.parent) - way.length;
  const kept = Number(world.parameters.inbox.batchesKept);
  return reasons(
    [openedFrom < model.finalIndex, "FallbackBelowFinal"],
    [way.length < whole.length, "FallbackForkNotThere", "FallbackBelowFinal"],
    [way.length > whole.length, "FallbackBranchStands"],
    [indexOf(joining.parent) + 1 >= model.finalIndex + kept, "InboxNoRoom"],
  );
}

/** What a switch is, or what becomes of a superblock otherwise. */
function nameOf(model: Model, { parent, isSigned }: Joining, leads: boolean): string {
  if (!leads) return "postFallback aside";
  if (isSigned) return "return of the leader";
  return parent === headOf(model) ? "postFallback" : "postFallback that overtakes";
}

/** A superblock of fallback with its work, by a miner or signed by the leader. */
export function joinAttempt(scene: Scene, joining: Joining): Attempt {
  const { model, world } = scene;
  const { parent, plan, isSigned, account, from } = joining;
  const base = baseOf(model, parent);
  const named = base ?? model.lead;
  const made = draftOn(scene, plan, { parent, producer: isSigned ? producer : joining.producer });
  const nBits = joining.bits === "easiest" ? easiestBits(scene, named) : atCap(scene, named);
  const work = workFor(scene, { parent: named, over: made, nBits, account });
  const leads = named === model.lead || work.made.totalWork > model.lead.totalWork;
  const author = isSigned ? LEADER.address : account;
  const mayLead = isBonded(model, world.parameters.bond.minBondWei);
  const signature = isSigned ? signDigest(made.batch.superblock) : undefined;
  const { checkpoint, auxPow } = work.made;
  const opening = {
    parent: parent.batch,
    checkpoint,
    parentHeight: named.height,
    auxPow,
    branch: wayTo(model, joining).map(({ batch }) => batch),
  };
  const args = [postingOf({ ...partsOf(made, plan.drops), signature }), opening];
  const call = callOf(contractsOf(scene).fallback, "postFallback", args, { from });
  const batch = { ...made, call };
  return {
    name: nameOf(model, joining, leads),
    call,
    against: [
      ...againstTip(scene, made, plan),
      ...work.against,
      ...reasons(
        [model.fallback === undefined, "FallbackNotOpen"],
        [base === undefined, "FallbackParentUnknown"],
        [isSigned && !mayLead, "FallbackWrongSigner"],
        [!isSigned && joining.producer !== account, "FallbackWrongProducer"],
        [from !== author, "FallbackWrongPoster"],
        [work.known !== undefined, "LedgerRefused"],
        [model.nodes.has(made.hash), "FallbackKnown"],
      ),
      ...(leads ? againstSwitch(scene, joining) : []),
    ],
    tolerated: unlessRemembered(model, named),
    after: (m) => joined(m, batch, { ...work.made, over: batch }, isSigned),
  };
}

const honestly = (scene: Scene): Joining => ({
  parent: headOf(scene.model),
  plan: { ...HONEST, consumed: allSent(scene.model) },
  bits: "easiest",
  isSigned: false,
  account: miner,
  from: miner,
  producer: miner,
  way: "whole",
});

export const honestJoining = (scene: Scene, change: Partial<Joining> = {}): Attempt =>
  joinAttempt(scene, { ...honestly(scene), ...change });

/** Mostly on the head, now and then on one before it or on a branch aside, seldom on what nobody may build on. */
function someParent(scene: Scene): ModelBatch {
  const { model, random } = scene;
  if (chance(scene, 20)) return someBatch(scene);
  const nodes = model.chain.filter((b) => baseOf(model, b) !== undefined);
  if (model.aside.length > 0 && chance(scene, 3)) return random.pick(model.aside.slice(-4));
  return nodes.length > 0 && chance(scene, 3) ? random.pick(nodes.slice(-4)) : headOf(model);
}

export function someJoining(scene: Scene): Attempt {
  const { random } = scene;
  const parent = someParent(scene);
  const isSigned = chance(scene, 8);
  const account = random.pick([miner, bob]);
  return joinAttempt(scene, {
    parent,
    plan: somePlan(scene, parent),
    bits: chance(scene, 4) ? "at the cap" : "easiest",
    isSigned,
    account,
    from: chance(scene, 20) ? ANYBODY : isSigned ? LEADER.address : account,
    producer: chance(scene, 20) ? producer : account,
    way: chance(scene, 12) ? random.pick(["without its oldest", "from below the fork"]) : "whole",
  });
}
