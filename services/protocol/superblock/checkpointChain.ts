import * as AuxPow from "../bitcoin/auxPow.ts";
import * as CompactTarget from "../bitcoin/compactTarget.ts";
import * as Checkpoint from "./checkpoint.ts";
import { allowedTarget, childBits, creditedWork, easiestAfter, type Rules } from "./checkpointDifficulty.ts";

export type { Rules } from "./checkpointDifficulty.ts";

type Hex = `0x${string}`;

/** In the order of the Solidity enum; from NBitsNegative on the names are AuxPow's. */
export const FAILURES = [
  "None",
  "Known",
  "WrongAuxChainId",
  "UnknownParent",
  "TargetTooEasyForParent",
  "TargetNotReached",
  ...AuxPow.FAILURES.slice(1),
] as const;
export type Failure =
  | AuxPow.Failure
  | "Known"
  | "WrongAuxChainId"
  | "UnknownParent"
  | "TargetTooEasyForParent"
  | "TargetNotReached";

export interface Link {
  readonly parent: Hex;
  readonly totalWork: bigint;
  readonly creditedWork: bigint;
  readonly nBits: number;
  /** Whatever the caller keeps beside a checkpoint; 160 bits. */
  readonly note: bigint;
  readonly acceptedAtSec: number;
  readonly height: number;
  /** Among the checkpoints of its height, in order of acceptance from 1 on; the root's is 0. */
  readonly ordinal: number;
}

export interface State {
  readonly links: ReadonlyMap<Hex, Link>;
  /** How many checkpoints there are at each height, the root not counted. */
  readonly counts: readonly number[];
  /** The leading chain by height, the root at 0, the lead last. */
  readonly leading: readonly Hex[];
}

export interface Acceptance {
  readonly failure: Failure;
  readonly id: Hex;
  readonly leadChanged: boolean;
  readonly state: State;
}

export const MAX_AUX_CHAIN_ID = 0x1fff;

/** The tree with the root checkpoint: id zero, height 0. */
export function init(rules: Rules, note: bigint, nowSec: number): State {
  const root: Link = {
    parent: Checkpoint.ROOT_ID,
    totalWork: 0n,
    creditedWork: CompactTarget.work(CompactTarget.decode(rules.anchorBits)),
    nBits: rules.anchorBits,
    note,
    acceptedAtSec: nowSec,
    height: 0,
    ordinal: 0,
  };
  return { links: new Map([[Checkpoint.ROOT_ID, root]]), counts: [0], leading: [Checkpoint.ROOT_ID] };
}

export interface Submission {
  readonly checkpoint: Checkpoint.Checkpoint;
  /** Calldata layout. */
  readonly auxPow: Uint8Array;
  /** To be kept beside the checkpoint. */
  readonly note: bigint;
}

/** The state with a checkpoint added, or why not. `Known` is no refusal; `TargetNotReached` is temporary. */
export function tryAccept(
  state: State,
  rules: Rules,
  { checkpoint, auxPow, note }: Submission,
  nowSec: number,
): Acceptance {
  const id = Checkpoint.id(checkpoint);
  const refuse = (failure: Failure): Acceptance => ({ failure, id, leadChanged: false, state });
  if (isKnown(state, id)) return refuse("Known");
  const parent = state.links.get(checkpoint.parentCheckpoint);
  if (parent === undefined) return refuse("UnknownParent");
  if (checkpoint.auxChainId !== rules.auxChainId) return refuse("WrongAuxChainId");
  const hard = checkTarget(rules, parent, checkpoint.nBits, nowSec);
  if (hard !== "None") return refuse(hard);
  const proved = AuxPow.tryVerify(Checkpoint.hash(checkpoint), rules.auxChainId, checkpoint.nBits, auxPow);
  if (proved !== "None") return refuse(proved);

  const credited = creditedWork(rules, parent.creditedWork, checkpoint.nBits);
  const height = parent.height + 1;
  const ordinal = (state.counts[height] ?? 0) + 1;
  const link: Link = {
    parent: checkpoint.parentCheckpoint,
    totalWork: parent.totalWork + credited,
    creditedWork: credited,
    nBits: checkpoint.nBits,
    note,
    acceptedAtSec: nowSec,
    height,
    ordinal,
  };
  const added = {
    links: new Map(state.links).set(id, link),
    counts: [...state.counts.slice(0, height), ordinal, ...state.counts.slice(height + 1)],
    leading: state.leading,
  };
  return { failure: "None", id, ...promote(added, id) };
}

/** Makes a known checkpoint the lead if it carries more credited work than the present lead. */
export function promote(state: State, id: Hex): { leadChanged: boolean; state: State } {
  if (linkOf(state, id).totalWork <= linkOf(state, lead(state)).totalWork)
    return { leadChanged: false, state };
  const branch: Hex[] = [];
  let cursor = id;
  let height = linkOf(state, id).height;
  while (state.leading[height] !== cursor) {
    branch.unshift(cursor);
    cursor = linkOf(state, cursor).parent;
    height--;
  }
  return {
    leadChanged: true,
    state: { ...state, leading: [...state.leading.slice(0, height + 1), ...branch] },
  };
}

/** Moves the lead back to a checkpoint of the leading chain, because what came after it has fallen. */
export function moveLead(state: State, id: Hex): State {
  if (!isLeading(state, id)) throw new RangeError(`${id} is not on the leading chain`);
  return { ...state, leading: state.leading.slice(0, linkOf(state, id).height + 1) };
}

export const lead = (state: State): Hex => state.leading.at(-1)!;
export const isKnown = (state: State, id: Hex): boolean => state.links.has(id);

/** Whether the checkpoint lies on the leading chain. */
export function isLeading(state: State, id: Hex): boolean {
  const link = state.links.get(id);
  return link !== undefined && state.leading[link.height] === id;
}

/** The easiest target that a child of `parentId` may have at `nowSec`, its parent's own bound not counted. */
export function requiredTarget(state: State, rules: Rules, parentId: Hex, nowSec: number): bigint {
  return allowedTarget(rules, linkOf(state, parentId).height + 1, nowSec);
}

/** The easiest `nBits` for a child of `parentId` at `nowSec`: what a template carries. */
export function requiredBits(state: State, rules: Rules, parentId: Hex, nowSec: number): number {
  return childBits(rules, linkOf(state, parentId), nowSec);
}

function checkTarget(rules: Rules, parent: Link, nBits: number, nowSec: number): Failure {
  const { failure, target } = CompactTarget.tryDecode(nBits);
  if (failure !== "None") return failure;
  if (target > easiestAfter(parent.nBits)) return "TargetTooEasyForParent";
  return target > allowedTarget(rules, parent.height + 1, nowSec) ? "TargetNotReached" : "None";
}

function linkOf(state: State, id: Hex): Link {
  const link = state.links.get(id);
  if (link === undefined) throw new RangeError(`checkpoint ${id} is unknown`);
  return link;
}
