/**
 * The poster as a reducer. A range is sealed and journaled before anything is sent, and what is sent for it is
 * always the same data. The inbox is asked before every step, so a restart, an L1 reorganisation and somebody
 * else's posting all look alike: the range that continues the inbox's head is the one to send.
 */
import type { Hex } from "viem";
import type { BatchPlan } from "./batchPlanner.ts";
import type { Carrier } from "./carrier.ts";

/** A sealed range as it is journaled. */
export type SealedRange = {
  readonly first: bigint;
  readonly last: bigint;
  /** hash of the tip */
  readonly tip: Hex;
  /** batch data, version 1 */
  readonly data: Hex;
  /** chosen once, so that what is sent again is the same; calldata when absent */
  readonly carrier?: Carrier;
};

export type PostingState =
  | { readonly phase: "watching" }
  | {
      readonly phase: "sealed";
      readonly range: SealedRange;
      /** why the inbox would not have it the last time, so that the log says it once */
      readonly refusedFor: string | undefined;
      /** as below, until the answer */
      readonly unexpected?: string;
    }
  /** the inbox would not have it now */
  | {
      readonly phase: "held";
      readonly range: SealedRange;
      readonly reason: string;
      readonly retryAtMs: number;
      /** more about a refusal that a person must look into */
      readonly unexpected?: string;
    }
  /** a person must act */
  | { readonly phase: "stopped"; readonly reason: StopReason; readonly detail: string };

export type StopReason = "data-do-not-reproduce" | "superblock-too-large";

export type PostingEvent =
  | {
      readonly type: "polled";
      readonly nowMs: number;
      /** the inbox's newest tip, with our own hash of that number */
      readonly inbox: { readonly number: bigint; readonly superblock: Hex; readonly ours: Hex | undefined };
      readonly plan: BatchPlan;
      /** journaled range that begins after the inbox's head, if its tip is still timely */
      readonly journaled: SealedRange | undefined;
    }
  | { readonly type: "sealed"; readonly range: SealedRange }
  | { readonly type: "failed"; readonly reason: StopReason; readonly detail: string }
  | { readonly type: "posted"; readonly transactionHash: Hex }
  | {
      readonly type: "refused";
      readonly error: string;
      readonly detail: string;
      readonly nowMs: number;
    };

export type PostingEffect =
  | { readonly type: "seal"; readonly first: bigint; readonly last: bigint }
  | { readonly type: "send"; readonly range: SealedRange }
  | {
      readonly type: "report";
      readonly level: "info" | "warn" | "error";
      readonly what: string;
      readonly facts: Record<string, unknown>;
    };

export type PostingStep = { readonly state: PostingState; readonly effects: readonly PostingEffect[] };

export const initialPosting: PostingState = { phase: "watching" };

const RETRY_MS = 5_000;
const RETRY_UNEXPECTED_MS = 30_000;

/** Refusals that pass by themselves, once miners, L1's clock or its blocks have moved on. */
const PASSING = new Set([
  "InboxWorkOverdue",
  "InboxTooManyUnmined",
  "InboxNoRoom",
  "InboxTimestampTooLate",
  "aborted",
  "stuck",
  "nonce-taken",
  "reorganised",
  "fee-above-cap",
  "blob-fee-above-cap",
  "other-kind-pending",
]);

/** Refusals after which the inbox must be looked at anew, because it is not where we thought. */
const OUTDATED = new Set([
  "InboxWrongParent",
  "InboxTimestampTooEarly",
  "InboxWrongTerm",
  "InboxInFallback",
  "taken-back",
]);

export function reducePosting(state: PostingState, event: PostingEvent): PostingStep {
  if (state.phase === "stopped") return { state, effects: [] };
  switch (event.type) {
    case "polled":
      return polled(state, event);
    case "sealed":
      return {
        state: { phase: "sealed", range: event.range, refusedFor: undefined },
        effects: [{ type: "send", range: event.range }],
      };
    case "failed":
      return stop(event.reason, event.detail);
    case "posted":
      return posted(state, event.transactionHash);
    case "refused":
      return refused(state, event);
  }
}

type Polled = Extract<PostingEvent, { type: "polled" }>;

function polled(state: PostingState, event: Polled): PostingStep {
  const { inbox, plan, journaled, nowMs } = event;
  // A store that does not hold the inbox's head has to follow L1 first: behind it, or not yet rolled back with it.
  if (inbox.ours !== inbox.superblock) return { state: { phase: "watching" }, effects: [] };
  if (state.phase === "held" && nowMs < state.retryAtMs && isSame(state.range, journaled))
    return { state, effects: [] };
  if (journaled !== undefined)
    return {
      state: {
        phase: "sealed",
        range: journaled,
        refusedFor: state.phase === "held" ? state.reason : undefined,
        ...(state.phase === "held" && state.unexpected !== undefined && { unexpected: state.unexpected }),
      },
      effects: [{ type: "send", range: journaled }],
    };
  if (plan.action === "wait") return { state: { phase: "watching" }, effects: [] };
  return { state: { phase: "watching" }, effects: [{ type: "seal", first: plan.first, last: plan.last }] };
}

function posted(state: PostingState, transactionHash: Hex): PostingStep {
  const facts = state.phase === "sealed" ? { first: state.range.first, last: state.range.last } : {};
  const effect: PostingEffect = {
    type: "report",
    level: "info",
    what: "batch posted",
    facts: { ...facts, transactionHash },
  };
  return { state: { phase: "watching" }, effects: [effect] };
}

function refused(state: PostingState, event: Extract<PostingEvent, { type: "refused" }>): PostingStep {
  const { error, detail, nowMs } = event;
  if (state.phase !== "sealed") return { state, effects: [] };
  const { range } = state;
  const facts = { first: range.first, last: range.last, error, detail };
  if (OUTDATED.has(error))
    return {
      state: { phase: "watching" },
      effects: [
        { type: "report", level: "info", what: "batch is out of date, looking at the inbox again", facts },
      ],
    };
  const passes = PASSING.has(error);
  const held: PostingState = {
    phase: "held",
    range,
    reason: error,
    retryAtMs: nowMs + (passes || error === "leader-not-bonded" ? RETRY_MS : RETRY_UNEXPECTED_MS),
    ...(!passes && { unexpected: detail }),
  };
  if (error === state.refusedFor) return { state: held, effects: [] };
  const what = passes ? "inbox takes no batch now, will retry" : "inbox refuses the batch";
  return { state: held, effects: [{ type: "report", level: passes ? "warn" : "error", what, facts }] };
}

/** The refusal that a person must look into, while it lasts. */
export function standingRefusal(state: PostingState): { error: string; detail: string } | undefined {
  if (state.phase === "held" && state.unexpected !== undefined)
    return { error: state.reason, detail: state.unexpected };
  if (state.phase === "sealed" && state.refusedFor !== undefined && state.unexpected !== undefined)
    return { error: state.refusedFor, detail: state.unexpected };
  return undefined;
}

const isSame = (a: SealedRange, b: SealedRange | undefined): boolean =>
  b !== undefined && a.first === b.first && a.last === b.last && a.data === b.data;

const stop = (reason: StopReason, detail: string): PostingStep => ({
  state: { phase: "stopped", reason, detail },
  effects: [{ type: "report", level: "error", what: "posting stopped", facts: { reason, detail } }],
});
