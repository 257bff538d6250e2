/**
 * One L1 transaction as a reducer, from its nonce to its block. The nonce is always the account's next in a block:
 * so a gap fills itself, and what an earlier life left there is either the same payload and goes on, or is replaced.
 * An entry is journaled before its first signature and every signature before it leaves; every effect may run twice.
 */
import type { Hex } from "viem";
import { type FeeCaps, type Fees, type Market, offer, raise, type SendKind } from "./fees.ts";

export type Attempt = { readonly hash: Hex; readonly fees: Fees };

/** What was or will be signed for a nonce, as it is journaled. */
export type Entry = {
  readonly nonce: number;
  /** of the payload; never changes while the entry stands */
  readonly digest: Hex;
  readonly kind: SendKind;
  readonly attempts: readonly Attempt[];
};

export type SendingLimits = {
  readonly caps: FeeCaps;
  /** wait for inclusion before fees are raised */
  readonly stuckAfterMs: number;
};

export type SendingState =
  | { readonly phase: "new"; readonly limits: SendingLimits }
  /** journaled; signing or handing over what was signed */
  | {
      readonly phase: "signing";
      readonly limits: SendingLimits;
      readonly entry: Entry;
      readonly raises: number;
    }
  | {
      readonly phase: "waiting";
      readonly limits: SendingLimits;
      readonly entry: Entry;
      readonly raises: number;
      readonly sinceMs: number;
      /** a block had the nonce, but none of our attempts, when we last looked */
      readonly isTaken?: boolean;
    }
  | { readonly phase: "over" };

export type SendRefusal = {
  readonly error: string;
  readonly args: readonly unknown[];
  readonly detail: string;
};

export type SendingEvent =
  | {
      readonly type: "begun";
      /** transactions of the account in blocks */
      readonly count: number;
      readonly digest: Hex;
      readonly kind: SendKind;
      readonly market: Market;
      /** journaled for that nonce, and whether L1's pool still has it */
      readonly earlier: { readonly entry: Entry; readonly isPending: boolean } | undefined;
    }
  | { readonly type: "signed"; readonly attempt: Attempt }
  | { readonly type: "handed-over"; readonly nowMs: number }
  | {
      readonly type: "looked";
      readonly nowMs: number;
      readonly count: number;
      /** which of the entry's attempts a block holds */
      readonly included: Hex | undefined;
      readonly market: Market;
    }
  | ({ readonly type: "stopped" } & SendRefusal);

export type SendingEffect =
  | { readonly type: "journal"; readonly entry: Entry }
  | { readonly type: "sign"; readonly entry: Entry; readonly fees: Fees }
  | { readonly type: "hand-over"; readonly hash: Hex }
  | { readonly type: "wait" }
  | { readonly type: "report"; readonly what: string; readonly facts: Record<string, unknown> }
  | { readonly type: "included"; readonly hash: Hex }
  | ({ readonly type: "refuse" } & SendRefusal);

export type SendingStep = { readonly state: SendingState; readonly effects: readonly SendingEffect[] };

const MAX_RAISES = 20;

export const initialSending = (limits: SendingLimits): SendingState => ({ phase: "new", limits });

export function reduceSending(state: SendingState, event: SendingEvent): SendingStep {
  if (event.type === "stopped" && state.phase !== "over")
    return refuse(event.error, event.detail, event.args);
  if (state.phase === "new" && event.type === "begun") return begin(state.limits, event);
  if (state.phase === "signing" && event.type === "signed") return signed(state, event.attempt);
  if (state.phase === "signing" && event.type === "handed-over")
    return { state: { ...state, phase: "waiting", sinceMs: event.nowMs }, effects: [{ type: "wait" }] };
  if (state.phase === "waiting" && event.type === "looked") return looked(state, event);
  return { state, effects: [] };
}

type Begun = Extract<SendingEvent, { type: "begun" }>;

function begin(limits: SendingLimits, { count, digest, kind, market, earlier }: Begun): SendingStep {
  const left = earlier?.entry;
  const paid = left?.attempts.at(-1)?.fees;
  if (left !== undefined && left.digest === digest && paid !== undefined)
    return sign({ phase: "signing", limits, entry: left, raises: 0 }, paid);
  // geth keeps an account's blob transactions and its others apart: it takes neither while it has the other.
  if (earlier?.isPending && left?.kind !== kind)
    return refuse("other-kind-pending", `a ${left?.kind} transaction with nonce ${count} waits in L1's pool`);
  const isRaise = earlier?.isPending && paid !== undefined;
  const quote = isRaise ? raise(kind, paid, market, limits.caps) : offer(kind, market, limits.caps);
  if (!quote.ok) {
    const { error, needed, cap } = quote;
    return refuse(error, `L1 asks ${needed} wei a gas, the cap is ${cap}`, [needed, cap]);
  }
  const entry: Entry = { nonce: count, digest, kind, attempts: [] };
  const step = sign({ phase: "signing", limits, entry, raises: 0 }, quote.fees);
  return { state: step.state, effects: [{ type: "journal", entry }, ...step.effects] };
}

type Signing = Extract<SendingState, { phase: "signing" }>;
type Waiting = Extract<SendingState, { phase: "waiting" }>;

const sign = (state: Signing, fees: Fees): SendingStep => ({
  state,
  effects: [{ type: "sign", entry: state.entry, fees }],
});

function signed(state: Signing, attempt: Attempt): SendingStep {
  const handOver: SendingEffect = { type: "hand-over", hash: attempt.hash };
  if (state.entry.attempts.some(({ hash }) => hash === attempt.hash)) return { state, effects: [handOver] };
  const entry: Entry = { ...state.entry, attempts: [...state.entry.attempts, attempt] };
  return { state: { ...state, entry }, effects: [{ type: "journal", entry }, handOver] };
}

function looked(state: Waiting, event: Extract<SendingEvent, { type: "looked" }>): SendingStep {
  const { entry, limits, raises } = state;
  const { nonce, kind } = entry;
  if (event.included !== undefined)
    return { state: { phase: "over" }, effects: [{ type: "included", hash: event.included }] };
  // Looked at twice: a node, or several behind one address, may know the block before its receipts.
  if (event.count > nonce)
    return state.isTaken
      ? refuse("nonce-taken", `nonce ${nonce} went to another transaction`)
      : { state: { ...state, isTaken: true }, effects: [{ type: "wait" }] };
  if (event.nowMs < state.sinceMs + limits.stuckAfterMs) return { state, effects: [{ type: "wait" }] };
  const paid = entry.attempts.at(-1)!.fees;
  const quote = raise(kind, paid, event.market, limits.caps);
  const signing: Signing = { phase: "signing", limits, entry, raises: raises + 1 };
  if (raises >= MAX_RAISES) return refuse("stuck", `not included after ${MAX_RAISES} replacements`);
  const facts = { nonce, ...(quote.ok ? quote.fees : { needed: quote.needed, cap: quote.cap }) };
  const what = quote.ok
    ? "L1 transaction is stuck, fees raised"
    : "L1 transaction is stuck, fees are at the cap";
  const step = sign(signing, quote.ok ? quote.fees : paid);
  return { state: step.state, effects: [{ type: "report", what, facts }, ...step.effects] };
}

const refuse = (error: string, detail: string, args: readonly unknown[] = []): SendingStep => ({
  state: { phase: "over" },
  effects: [{ type: "refuse", error, args, detail }],
});
