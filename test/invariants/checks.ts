/**
 * What must hold in every state, each by the number it has in its interface. The model says what must be; the history says
 * what must never have been otherwise.
 */

import { isFallbackTerm } from "../../services/protocol/superblock/superblock.ts";
import { ZERO_WORD } from "../support/l1/l1Fixture.ts";
import { LEADER } from "./attempt.ts";
import { rootOf } from "./drafts.ts";
import {
  clockOf,
  finalOf,
  headOf,
  indexOf,
  isBonded,
  isLeading,
  isStanding,
  type Model,
  type ModelBatch,
  securedOf,
} from "./model.ts";
import { accusableSinceSec } from "./modelFallback.ts";
import type { Look, World } from "./world.ts";

/** What has been seen of a walk so far. */
export type History = {
  /** batches that have become final, oldest first */
  readonly finals: readonly ModelBatch[];
  /** ETH sent into the Portal, fees not counted */
  readonly depositedWei: bigint;
  /** a rollback may leave a lead that a standing checkpoint outweighs, until somebody promotes it */
  readonly mayBeOutweighed: boolean;
};

export type Broken = { readonly invariant: string; readonly detail: string };
type Check = (look: Look, model: Model, history: History, world: World) => boolean;

const CHECKS: Readonly<Record<string, Check>> = {
  "IRollupInbox K1: one chain, each batch continues the one before": (_, { chain }) =>
    chain.every(
      ({ batch, parent }, i) =>
        i === 0 || (parent === chain[i - 1] && batch.firstNumber === parent!.batch.number + 1n),
    ),
  "IRollupInbox K2: every batch has every rollup": ({ headIndex, headNumber }, m, _, { parameters }) =>
    headIndex === headOf(m).batch.index &&
    headNumber === headOf(m).batch.number &&
    m.chain.slice(1).every(({ blocks }) => blocks.length === parameters.rollups.length) &&
    headOf(m).blocks.every(({ leaf }) => leaf.number === headNumber),
  "IRollupInbox K5: the mining clock": ({ miningClockSec }, m) => miningClockSec === clockOf(m),
  "IRollupInbox K6: a new term for every rollback": ({ term }, m) => term === m.term,
  "IRollupInbox K7: every hash from the newest final batch to the head": ({ standing }, m) =>
    standing.length === m.chain.length - m.finalIndex &&
    standing.every((hash, i) => hash === m.chain[m.finalIndex + i]!.hash),
  "ICheckpointLedger K1: over batches that stand, later than the parent's": (_, m) =>
    m.lead.parent === undefined || m.lead.over.batch.number > m.lead.parent.over.batch.number,
  "ICheckpointLedger K2: the heaviest leads": ({ lead }, m, { mayBeOutweighed }) =>
    lead === m.lead.id &&
    (mayBeOutweighed ||
      m.checkpoints.every((c) => c.totalWork <= m.lead.totalWork || !isStanding(m, c.over))),
  "ICheckpointLedger K3: what leads stands": ({ leadStands, minedIndex }, m) =>
    leadStands && isStanding(m, m.lead.over) && minedIndex === m.lead.over.batch.index,
  "ISettlement K1: what is final was under leading work": ({ finalIndex }, m) =>
    finalIndex === finalOf(m).batch.index,
  "ISettlement K2: what is final stands and only grows": ({ finalIndex, standing }, m, { finals }) =>
    finalIndex >= (finals.at(-1)?.batch.index ?? 0n) &&
    (finals.length === 0 || standing[0] === finalOf(m).hash) &&
    finals.every((batch) => isStanding(m, batch)),
  "ISettlement K3: the outbox is the one in the rollup's state": ({ outboxCount, outboxRoot }, m) =>
    m.finalIndex === 0
      ? outboxCount === 0n
      : outboxCount === BigInt(finalOf(m).outbox.length) && outboxRoot === rootOf(finalOf(m).outboxTree),
  "ISettlement K4: secured is what work or finality holds": ({ securedIndex }, m) =>
    securedIndex === BigInt(securedOf(m)),
  "IPortal K1: ETH leaves only for what is final, once": ({ lockedWei }, m, { depositedWei }) => {
    const nonces = new Set(m.paid.map(({ message }) => message.nonce));
    const paidWei = m.paid.reduce((sum, { message }) => sum + message.value, 0n);
    const final = new Set(finalOf(m).outbox.map(({ leaf }) => leaf));
    return (
      nonces.size === m.paid.length &&
      m.paid.every(({ leaf }) => final.has(leaf)) &&
      lockedWei === depositedWei - paidWei
    );
  },
  "IFallback K1: miners build in terms of their own": ({ isFallback, term }, m) =>
    isFallback === (m.fallback !== undefined) && isFallbackTerm(term) === isFallback,
  "IFallback K2: one superblock on one of its term, with work over its work": ({ headCheckpoint }, m) =>
    headCheckpoint === (m.nodes.get(headOf(m).hash)?.checkpoint.id ?? ZERO_WORD) &&
    m.chain.every(({ hash, batch, parent }) => {
      const node = m.nodes.get(hash);
      if (node === undefined) return !isFallbackTerm(batch.term);
      const below = node.checkpoint.parent!;
      const isFirst = parent!.batch.term !== batch.term;
      return (
        isFallbackTerm(batch.term) &&
        batch.firstNumber === batch.number &&
        (isFirst || m.nodes.get(parent!.hash)?.checkpoint === below)
      );
    }),
  "IFallback K3: what stands is the branch that leads": ({ isFallback, lead, headCheckpoint, standing }, m) =>
    !isFallback || standing.at(-1) === m.fallback?.batch.hash || headCheckpoint === lead,
  "IFallback K4: from its author": (_, m) =>
    m.chain.every(({ hash, call, tip }) => {
      const node = m.nodes.get(hash);
      return node === undefined || call?.from === (node.isSigned ? LEADER.address : tip.producer);
    }),
  "IBondedSequencer K1: the bond": ({ stakeWei, isBonded: bonded }, m, _, { parameters }) =>
    stakeWei === m.bond.stakeWei && bonded === isBonded(m, parameters.bond.minBondWei),
};

export const INVARIANTS: readonly string[] = Object.keys(CHECKS);

/** The invariants that do not hold. */
export function brokenIn(look: Look, model: Model, history: History, world: World): Broken[] {
  return Object.entries(CHECKS)
    .filter(([, holds]) => !holds(look, model, history, world))
    .map(([invariant]) => ({ invariant, detail: describeState(look, model) }));
}

const describeState = (look: Look, m: Model): string =>
  `contracts: head ${look.headIndex}, final ${look.finalIndex}, mined ${look.minedIndex}, clock ${look.miningClockSec}; ` +
  `model: head ${indexOf(headOf(m))}, final ${m.finalIndex}, mined ${indexOf(m.lead.over)}, clock ${clockOf(m)}`;

/** What a call has done to the history. Asked of every call that succeeded, before the state is compared. */
export function witnessed(
  history: History,
  before: Model,
  after: Model,
  nowSec: bigint,
  world: World,
): History | Broken {
  const { challengeWindowSec, miningTimeoutSec } = world.parameters.limits;
  const depositedWei =
    history.depositedWei + (after.lockedWei > before.lockedWei ? after.lockedWei - before.lockedWei : 0n);
  const finals = [...history.finals];
  if (after.finalIndex !== before.finalIndex) {
    const batch = finalOf(after);
    const under = before.checkpoints.find((c) => c.over === batch && isLeading(before, c));
    const isFull =
      headOf(before) === before.lead.over &&
      before.chain.length - before.finalIndex === Number(world.parameters.inbox.batchesKept);
    const isValid =
      under !== undefined &&
      accusableSinceSec(before, under, batch) + challengeWindowSec <= nowSec &&
      (before.lead.acceptedAtSec + miningTimeoutSec >= nowSec || isFull) &&
      batch.lie !== "channel";
    if (!isValid)
      return {
        invariant: "ISettlement K1: what is final was under leading work",
        detail: `batch ${indexOf(batch)}`,
      };
    finals.push(batch);
  }
  const changed = brokenByMode(before, after, world);
  if (changed !== undefined) return changed;
  const isOutweighed = after.checkpoints.some(
    (c) => c.totalWork > after.lead.totalWork && isStanding(after, c.over),
  );
  const hasFallen = after.fallen.length > before.fallen.length;
  return { finals, depositedWei, mayBeOutweighed: isOutweighed && (hasFallen || history.mayBeOutweighed) };
}

/** What opens and ends fallback. */
function brokenByMode(before: Model, after: Model, world: World): Broken | undefined {
  const { bond, limits } = world.parameters;
  const [was, is] = [before.fallback !== undefined, after.fallback !== undefined];
  const head = headOf(after);
  if (!was && is) {
    const { postedAtSec } = headOf(before).batch;
    const isSilent = postedAtSec + limits.sequencerTimeoutSec < before.nowSec;
    const isDry =
      before.lead.acceptedAtSec + limits.sequencerTimeoutSec + limits.revertDelaySec < before.nowSec;
    const isDue = !isBonded(before, bond.minBondWei) || isSilent || isDry;
    if (!isDue || indexOf(head) !== securedOf(before))
      return { invariant: "IFallback K1: when it opens, and where", detail: `at batch ${indexOf(head)}` };
  }
  const isReturn = after.nodes.get(head.hash)?.isSigned === true && after.lead.over === head;
  if (was && !is && !(isReturn && isBonded(before, bond.minBondWei)))
    return { invariant: "IFallback K5: how it ends", detail: `at batch ${indexOf(head)}` };
  return undefined;
}
