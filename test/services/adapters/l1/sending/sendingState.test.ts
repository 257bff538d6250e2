import { expect } from "chai";
import type { Hex } from "viem";
import type { Market, SendKind } from "../../../../../services/adapters/l1/sending/fees.ts";
import {
  type Attempt,
  type Entry,
  initialSending,
  reduceSending,
  type SendingEvent,
  type SendingState,
} from "../../../../../services/adapters/l1/sending/sendingState.ts";

const hash = (byte: string): Hex => `0x${byte.repeat(32)}`;
const [MINE, OTHER] = [hash("aa"), hash("bb")];
const market: Market = { baseFee: 100n, priorityFee: 10n, blobBaseFee: 10n ** 9n };
const limits = { caps: {}, stuckAfterMs: 1_000 };
const FIRST = { maxFeePerGas: 210n, maxPriorityFeePerGas: 10n };
const attempt: Attempt = { hash: hash("01"), fees: FIRST };
const entry: Entry = { nonce: 7, digest: MINE, kind: "ordinary", attempts: [attempt] };
const fresh = initialSending(limits);
const waiting: SendingState = { phase: "waiting", limits, entry, raises: 0, sinceMs: 5_000 };

type Of<T extends SendingEvent["type"]> = Extract<SendingEvent, { type: T }>;
const begun = (change: Partial<Of<"begun">> = {}): SendingEvent => ({
  type: "begun",
  count: 7,
  digest: MINE,
  kind: "ordinary",
  market,
  earlier: undefined,
  ...change,
});
const looked = (change: Partial<Of<"looked">> = {}): SendingEvent => ({
  type: "looked",
  nowMs: 5_500,
  count: 7,
  included: undefined,
  market,
  ...change,
});
const effectsOf = (state: SendingState, event: SendingEvent) => reduceSending(state, event).effects;
const leftBy = (digest: Hex, kind: SendKind, isPending = true) => ({
  entry: { ...entry, digest, kind },
  isPending,
});

describe("reduceSending", () => {
  it("journals payload and nonce, then signs; journals the signature, then hands over; then waits", () => {
    const numbered = { ...entry, attempts: [] };
    const first = reduceSending(fresh, begun());
    expect(first.effects).to.deep.equal([
      { type: "journal", entry: numbered },
      { type: "sign", entry: numbered, fees: FIRST },
    ]);
    const second = reduceSending(first.state, { type: "signed", attempt });
    expect(second.effects).to.deep.equal([
      { type: "journal", entry },
      { type: "hand-over", hash: attempt.hash },
    ]);
    const third = reduceSending(second.state, { type: "handed-over", nowMs: 5_000 });
    expect(third).to.deep.equal({ state: waiting, effects: [{ type: "wait" }] });
    expect(effectsOf(third.state, looked({ included: attempt.hash }))).to.deep.equal([
      { type: "included", hash: attempt.hash },
    ]);
  });

  describe("given something journaled for the nonce by an earlier life", () => {
    it("hands the same signature over again for the same payload (f14, f16)", () => {
      const step = reduceSending(fresh, begun({ earlier: leftBy(MINE, "ordinary") }));
      expect(step.effects).to.deep.equal([{ type: "sign", entry, fees: FIRST }]);
      expect(effectsOf(step.state, { type: "signed", attempt })).to.deep.equal([
        { type: "hand-over", hash: attempt.hash },
      ]);
    });

    it("signs for the first time what was only journaled", () => {
      const earlier = { entry: { ...entry, attempts: [] }, isPending: false };
      expect(effectsOf(fresh, begun({ earlier })).map(({ type }) => type)).to.deep.equal(["journal", "sign"]);
    });

    it("replaces another payload that still waits, at the fees of a replacement", () => {
      const [, sign] = effectsOf(fresh, begun({ earlier: leftBy(OTHER, "ordinary") }));
      expect(sign).to.deep.include({ type: "sign", fees: { maxFeePerGas: 263n, maxPriorityFeePerGas: 13n } });
    });

    it("takes no account of another payload that L1 has forgotten", () => {
      for (const kind of ["ordinary", "blob"] as const) {
        const [, sign] = effectsOf(fresh, begun({ earlier: leftBy(OTHER, kind, false) }));
        expect(sign).to.deep.include({ type: "sign", fees: FIRST });
      }
    });

    it("refuses other-kind-pending: geth has an account's blobs or its other transactions in its pool", () => {
      expect(effectsOf(fresh, begun({ earlier: leftBy(OTHER, "blob") }))).to.deep.equal([
        {
          type: "refuse",
          error: "other-kind-pending",
          args: [],
          detail: "a blob transaction with nonce 7 waits in L1's pool",
        },
      ]);
    });
  });

  it("raises fees of what is stuck, with the same nonce and payload", () => {
    expect(effectsOf(waiting, looked({ nowMs: 5_999 }))).to.deep.equal([{ type: "wait" }]);
    const stuck = reduceSending(waiting, looked({ nowMs: 6_000 }));
    expect(stuck.effects[1]).to.deep.equal({
      type: "sign",
      entry,
      fees: { maxFeePerGas: 263n, maxPriorityFeePerGas: 13n },
    });
    const second: Attempt = { hash: hash("02"), fees: FIRST };
    const [journal] = effectsOf(stuck.state, { type: "signed", attempt: second });
    expect(journal).to.deep.equal({ type: "journal", entry: { ...entry, attempts: [attempt, second] } });
  });

  it("stays at the cap, says so, and hands the same transaction over again", () => {
    const capped: SendingState = { ...waiting, limits: { ...limits, caps: { maxFeePerGas: 220n } } };
    expect(effectsOf(capped, looked({ nowMs: 6_000 }))).to.deep.equal([
      {
        type: "report",
        what: "L1 transaction is stuck, fees are at the cap",
        facts: { nonce: 7, needed: 263n, cap: 220n },
      },
      { type: "sign", entry, fees: FIRST },
    ]);
  });

  it("refuses fee-above-cap before anything is journaled or signed", () => {
    const frugal = initialSending({ ...limits, caps: { maxFeePerGas: 109n } });
    expect(effectsOf(frugal, begun())).to.deep.equal([
      {
        type: "refuse",
        error: "fee-above-cap",
        args: [110n, 109n],
        detail: "L1 asks 110 wei a gas, the cap is 109",
      },
    ]);
  });

  it("refuses nonce-taken when a block has the nonce and none of our attempts, seen twice", () => {
    const once = reduceSending(waiting, looked({ count: 8 }));
    expect(once.effects).to.deep.equal([{ type: "wait" }]);
    expect(effectsOf(once.state, looked({ count: 8 }))[0]).to.include({
      type: "refuse",
      error: "nonce-taken",
    });
    expect(effectsOf(once.state, looked({ count: 8, included: attempt.hash }))[0]?.type).to.equal("included");
    expect(effectsOf(waiting, looked({ count: 8, included: attempt.hash }))[0]?.type).to.equal("included");
  });

  it("refuses stuck after twenty raises", () => {
    const tired: SendingState = { ...waiting, raises: 20 };
    expect(effectsOf(tired, looked({ nowMs: 6_000 }))[0]).to.include({ type: "refuse", error: "stuck" });
  });

  it("does nothing after the end", () => {
    const over = reduceSending(waiting, { type: "stopped", error: "aborted", args: [], detail: "" });
    expect(over.effects).to.have.length(1);
    for (const event of [looked({ included: attempt.hash }), begun(), { type: "signed", attempt } as const])
      expect(effectsOf(over.state, event)).to.deep.equal([]);
  });
});
