import * as Asert from "../bitcoin/asert.ts";
import * as AuxPow from "../bitcoin/auxPow.ts";
import * as CompactTarget from "../bitcoin/compactTarget.ts";
import * as Checkpoint from "./checkpoint.ts";

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

export interface Rules {
  /** Target at the start and the easiest ever allowed. */
  readonly anchorBits: number;
  readonly anchorTimeSec: number;
  readonly spacingSec: number;
  readonly halfLifeSec: number;
  readonly auxChainId: number;
}

export interface Link {
  readonly parent: Hex;
  readonly superblock: Hex;
  readonly miner: Hex;
  readonly nBits: number;
  readonly height: number;
  readonly acceptedAtSec: number;
  readonly creditedWork: bigint;
  readonly totalWork: bigint;
}

export interface State {
  readonly links: ReadonlyMap<Hex, Link>;
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
const MAX_EASING = 256n;
const MAX_CREDIT = (1n << 96n) - 1n;
const MAX_WORD = (1n << 256n) - 1n;

/** The tree with the root checkpoint: id zero, height 0. */
export function init(rules: Rules, genesisSuperblock: Hex, nowSec: number): State {
  const root: Link = {
    parent: Checkpoint.ROOT_ID,
    superblock: genesisSuperblock,
    miner: `0x${"00".repeat(20)}`,
    nBits: rules.anchorBits,
    height: 0,
    acceptedAtSec: nowSec,
    creditedWork: CompactTarget.work(CompactTarget.decode(rules.anchorBits)),
    totalWork: 0n,
  };
  return { links: new Map([[Checkpoint.ROOT_ID, root]]), leading: [Checkpoint.ROOT_ID] };
}

/** The state with a checkpoint added, or why not. `Known` is no refusal; `TargetNotReached` is temporary. */
export function tryAccept(
  state: State,
  rules: Rules,
  submission: { readonly checkpoint: Checkpoint.Checkpoint; readonly auxPow: Uint8Array },
  nowSec: number,
): Acceptance {
  const { checkpoint, auxPow } = submission;
  const id = Checkpoint.id(checkpoint);
  const refuse = (failure: Failure): Acceptance => ({ failure, id, leadChanged: false, state });
  if (checkpoint.auxChainId !== rules.auxChainId) return refuse("WrongAuxChainId");
  if (isKnown(state, id)) return refuse("Known");
  const parent = state.links.get(checkpoint.parentCheckpoint);
  if (parent === undefined) return refuse("UnknownParent");
  const hard = checkTarget(rules, parent, checkpoint.nBits, nowSec);
  if (hard !== "None") return refuse(hard);
  const proved = AuxPow.tryVerify(Checkpoint.hash(checkpoint), rules.auxChainId, checkpoint.nBits, auxPow);
  if (proved !== "None") return refuse(proved);

  const credited = creditedWork(rules, parent.creditedWork, checkpoint.nBits);
  const link: Link = {
    parent: checkpoint.parentCheckpoint,
    superblock: checkpoint.superblock,
    miner: checkpoint.miner,
    nBits: checkpoint.nBits,
    height: parent.height + 1,
    acceptedAtSec: nowSec,
    creditedWork: credited,
    totalWork: parent.totalWork + credited,
  };
  const added = { links: new Map(state.links).set(id, link), leading: state.leading };
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

/** `requiredBits` for whoever knows the parent's place without the tree. */
export function childBits(rules: Rules, parent: Pick<Link, "height" | "nBits">, nowSec: number): number {
  const onSchedule = allowedTarget(rules, parent.height + 1, nowSec);
  const besideParent = easiestAfter(parent.nBits);
  if (besideParent < onSchedule) return CompactTarget.encode(besideParent);
  return CompactTarget.encode(onSchedule);
}

/** Work of the target, but not more than the parent's credit grown at the pace of an unbroken schedule. */
export function creditedWork(
  rules: Pick<Rules, "spacingSec" | "halfLifeSec">,
  parent: bigint,
  nBits: number,
): bigint {
  const growth = Asert.exponent(BigInt(rules.spacingSec), BigInt(rules.halfLifeSec));
  const grown = Asert.scale(parent, growth) + 1n;
  const cap = grown < MAX_CREDIT ? grown : MAX_CREDIT;
  const proved = CompactTarget.work(CompactTarget.decode(nBits));
  return proved < cap ? proved : cap;
}

function checkTarget(rules: Rules, parent: Link, nBits: number, nowSec: number): Failure {
  const { failure, target } = CompactTarget.tryDecode(nBits);
  if (failure !== "None") return failure;
  if (target > easiestAfter(parent.nBits)) return "TargetTooEasyForParent";
  return target > allowedTarget(rules, parent.height + 1, nowSec) ? "TargetNotReached" : "None";
}

function easiestAfter(parentBits: number): bigint {
  const target = CompactTarget.decode(parentBits) * MAX_EASING;
  return target < MAX_WORD ? target : MAX_WORD;
}

function allowedTarget(rules: Rules, height: number, nowSec: number): bigint {
  const anchor = CompactTarget.decode(rules.anchorBits);
  const driftSec = BigInt(nowSec) - BigInt(rules.anchorTimeSec) - BigInt(rules.spacingSec) * BigInt(height);
  return Asert.target(anchor, driftSec, BigInt(rules.halfLifeSec), anchor);
}

function linkOf(state: State, id: Hex): Link {
  const link = state.links.get(id);
  if (link === undefined) throw new RangeError(`checkpoint ${id} is unknown`);
  return link;
}
