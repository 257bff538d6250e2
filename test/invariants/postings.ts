/** Batches on their way to the inbox. */
import { type Attempt, chance, reasons, type Scene } from "./attempt.ts";
import { draft, type Plan } from "./drafts.ts";
import {
  clockOf,
  finalOf,
  headOf,
  indexOf,
  isBonded,
  type Model,
  type ModelBatch,
  posted,
  unminedOf,
} from "./model.ts";

/** Whether a message from L1 is left out that was due, and the batch has not done its share. */
function leavesOverdue({ model, world }: Scene, { consumed, parent, batch, tip }: ModelBatch): boolean {
  const { forceDelaySec, forcedGasPerSuperblock } = world.parameters.limits;
  const share = forcedGasPerSuperblock * (batch.number - parent!.batch.number);
  return model.sent.some((sent, rollup) => {
    const next = sent[Number(consumed[rollup])];
    const taken = sent.slice(Number(parent!.consumed[rollup]), Number(consumed[rollup]));
    const takenGas = taken.reduce((sum, { gasLimit }) => sum + gasLimit, 0n);
    return next !== undefined && next.sentAtSec + forceDelaySec < tip.timestamp && takenGas < share;
  });
}

/** What no batch may do, the leader's or a miner's. */
export function againstTip(scene: Scene, made: ModelBatch, { drops }: Plan): string[] {
  const { model, world } = scene;
  const { consumed, parent, tip } = made;
  return reasons(
    [tip.timestamp > model.nowSec + world.parameters.limits.maxLeadSec, "InboxTimestampTooLate"],
    [consumed.some((count, r) => count < parent!.consumed[r]!), "InboxMessageCountFell"],
    [consumed.some((count, r) => count > BigInt(model.sent[r]!.length)), "InboxMessagesUnknown"],
    [leavesOverdue(scene, made), "InboxForcedMessageOverdue"],
    [drops === "a rollup", "InboxWrongRollupCount"],
  );
}

export function postAttempt(scene: Scene, plan: Plan): Attempt {
  const { model, world } = scene;
  const { limits, inbox, bond } = world.parameters;
  const made = draft(scene, plan);
  const unmined = unminedOf(model) + plan.superblocks;
  const room = model.finalIndex + Number(inbox.batchesKept) - 1 - indexOf(headOf(model));
  const against = reasons(
    [clockOf(model) > limits.miningTimeoutSec, "InboxWorkOverdue"],
    [unmined > limits.maxUnminedSuperblocks, "InboxTooManyUnmined"],
    [room === 0, "InboxNoRoom"],
    [!isBonded(model, bond.minBondWei), "InboxWrongSigner"],
    [model.fallback !== undefined, "InboxInFallback"],
  );
  return {
    name: "post",
    call: made.call!,
    against: [...against, ...againstTip(scene, made, plan)],
    after: (m) => posted(m, made),
  };
}

/** What an honest leader takes of the messages, at least: all. */
export const allSent = ({ sent }: Model): bigint[] => sent.map((list) => BigInt(list.length));

export function somePosting(scene: Scene): Attempt {
  const superblocks = BigInt(chance(scene, 8) ? 1 + scene.random.int(26) : 1 + scene.random.int(3));
  return postAttempt(scene, { ...somePlan(scene, headOf(scene.model)), superblocks });
}

/** One superblock on a batch, seldom an honest one. */
export function somePlan(scene: Scene, parent: ModelBatch): Plan {
  const { model, random } = scene;
  const consumed = parent.consumed.map((count, rollup) => {
    const waiting = model.sent[rollup]!.length - Number(count);
    if (chance(scene, 60)) return count + BigInt(waiting) + 1n;
    if (count > 0n && chance(scene, 60)) return count - 1n;
    return (
      count +
      BigInt(waiting === 0 || chance(scene, 8) ? 0 : chance(scene, 3) ? random.int(waiting) + 1 : waiting)
    );
  });
  return {
    superblocks: 1n,
    consumed,
    withdraws: parent.outbox.length < 12 && chance(scene, 3),
    lie: chance(scene, 12) ? "channel" : chance(scene, 12) ? "header" : "none",
    drops: chance(scene, 40) ? "a rollup" : "nothing",
  };
}

const ONCE_IN_FALLBACK = [
  "FallbackNotOpen",
  "FallbackWrongTerm",
  "FallbackParentUnknown",
  "FallbackWrongSigner",
  "FallbackKnown",
  "LedgerRefused",
];

/** What the leader signed before it fell, or what stands already. */
export function someReplay(scene: Scene): Attempt | undefined {
  const { fallen, chain, aside } = scene.model;
  const old = scene.random.pick(
    [...aside, ...fallen.slice(-8), ...chain.slice(1)].concat(finalOf(scene.model)),
  );
  if (old?.call === undefined) return undefined;
  const against = [
    ...ONCE_IN_FALLBACK,
    "InboxInFallback",
    "InboxWrongTerm",
    "InboxWrongParent",
    "InboxNotLinked",
    "InboxEmptyRange",
    "InboxTimestampNotLater",
    "InboxTimestampTooEarly",
    "InboxWrongSigner",
    "InboxOriginDecreased",
  ];
  return { name: "replay", call: old.call, against, after: (m) => m };
}
