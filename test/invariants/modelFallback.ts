/** The model without a leader: a tree of batches, of which what stands is the heaviest branch. */
import * as Clocks from "../../services/protocol/clocks.ts";
import {
  accepted,
  headOf,
  isStanding,
  type Model,
  type ModelBatch,
  type ModelCheckpoint,
  openedTerm,
  rolledBack,
  securedOf,
} from "./model.ts";

/** Whether miners have built it, and the leader not even signed. */
export const isUnsigned = ({ nodes }: Model, { hash }: ModelBatch): boolean =>
  nodes.get(hash)?.isSigned === false;

/** The checkpoint that a batch on this one has to name; nothing if none may follow in this term. */
export function baseOf(m: Model, parent: ModelBatch): ModelCheckpoint | undefined {
  if (m.fallback?.batch === parent) return m.fallback.checkpoint;
  return parent.batch.term === m.term ? m.nodes.get(parent.hash)?.checkpoint : undefined;
}

/** What does not stand of the way up to a batch, oldest first. */
export function branchTo(m: Model, to: ModelBatch): ModelBatch[] {
  const branch: ModelBatch[] = [];
  for (let b: ModelBatch | undefined = to; b !== undefined && !isStanding(m, b); b = b.parent)
    branch.unshift(b);
  return branch;
}

/** Since when anything could have been said against a batch: its work may be older than its standing. */
export function accusableSinceSec(
  m: Model,
  { acceptedAtSec }: ModelCheckpoint,
  { hash }: ModelBatch,
): bigint {
  const standsSinceSec = m.standsSinceSec.get(hash) ?? 0n;
  return standsSinceSec > acceptedAtSec ? standsSinceSec : acceptedAtSec;
}

/** The rollback after which the leader has not posted yet. */
export const freshSinceOf = (m: Model): bigint =>
  headOf(m).batch.term === m.term ? 0n : m.terms.get(m.term)!.freshSinceSec;

export type Silence = { readonly isRefusing: boolean; readonly isSilent: boolean; readonly isDry: boolean };

export function silenceOf(
  m: Model,
  limits: Clocks.DryLimits & { miningTimeoutSec: bigint; maxUnminedSuperblocks: bigint },
): Silence {
  const head = headOf(m).batch;
  const unmined = head.number - m.lead.over.batch.number;
  const clockSec = Clocks.miningClock(unmined, m.unminedSinceSec, m.nowSec);
  const isRefusing =
    Clocks.isWorkOverdue(clockSec, limits.miningTimeoutSec) || unmined >= limits.maxUnminedSuperblocks;
  const leadAtSec = m.lead.acceptedAtSec;
  const heardSec = Clocks.heardAtSec(head.postedAtSec, leadAtSec, freshSinceOf(m));
  return {
    isRefusing,
    isSilent: Clocks.isSilent({ heardSec, isRefusing }, limits.sequencerTimeoutSec, m.nowSec),
    isDry: Clocks.isDry(leadAtSec, limits, m.nowSec),
  };
}

/** Miners build from what is secured on. */
export function opened(m: Model): Model {
  const index = securedOf(m);
  return rolledBack({ ...m, fallback: { batch: m.chain[index]!, checkpoint: m.lead } }, index);
}

/** A superblock with its work. If it leads, its branch is what stands; if the leader has signed it too, it leads again. */
export function joined(m: Model, batch: ModelBatch, checkpoint: ModelCheckpoint, isSigned: boolean): Model {
  const nodes = new Map(m.nodes).set(batch.hash, { checkpoint, isSigned });
  const next = { ...accepted(m, checkpoint), nodes };
  if (next.lead !== checkpoint) return { ...next, aside: [...m.aside, batch] };
  const branch = branchTo(m, batch.parent!);
  const fork = (branch[0] ?? batch).parent!;
  const forkIndex = m.chain.indexOf(fork);
  const standsSinceSec = new Map(m.standsSinceSec);
  for (const { hash } of branch) standsSinceSec.set(hash, m.nowSec);
  const followed = {
    ...next,
    chain: [...m.chain.slice(0, forkIndex + 1), ...branch, batch],
    aside: [...m.aside.filter((b) => !branch.includes(b)), ...m.chain.slice(forkIndex + 1)],
    standsSinceSec,
  };
  return isSigned ? openedTerm({ ...followed, fallback: undefined }, batch) : followed;
}
