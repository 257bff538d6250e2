import { expect } from "chai";
import {
  initialPosting,
  type PostingEvent,
  type PostingState,
  reducePosting,
  type SealedRange,
  standingRefusal,
} from "../../../services/settlement/postingState.ts";

const TIP = `0x${"aa".repeat(32)}` as const;
const OTHER = `0x${"bb".repeat(32)}` as const;
const range: SealedRange = { first: 4n, last: 9n, tip: TIP, data: "0x01" };
const sealed: PostingState = { phase: "sealed", range, refusedFor: undefined };

type Polled = Extract<PostingEvent, { type: "polled" }>;
const polled = (change: Partial<Polled> = {}): Polled => ({
  type: "polled",
  nowMs: 1_000,
  inbox: { number: 3n, superblock: TIP, ours: TIP },
  plan: { action: "wait", reason: "nothing-new", waiting: 0n },
  journaled: undefined,
  ...change,
});
const refused = (error: string): PostingEvent => ({ type: "refused", error, detail: "", nowMs: 1_000 });
const effectsOf = (state: PostingState, event: PostingEvent) =>
  reducePosting(state, event).effects.map((effect) => effect.type);

describe("reducePosting", () => {
  it("seals what is due, journals it, and sends only after that", () => {
    const plan = { action: "seal", first: 4n, last: 9n } as const;
    expect(reducePosting(initialPosting, polled({ plan })).effects).to.deep.equal([
      { type: "seal", first: 4n, last: 9n },
    ]);
    expect(reducePosting(initialPosting, { type: "sealed", range })).to.deep.equal({
      state: sealed,
      effects: [{ type: "send", range }],
    });
  });

  it("sends a journaled range again after a restart, instead of sealing another (f14, f16)", () => {
    const plan = { action: "seal", first: 4n, last: 12n } as const;
    expect(reducePosting(initialPosting, polled({ plan, journaled: range })).effects).to.deep.equal([
      { type: "send", range },
    ]);
  });

  it("seals anew when the journaled range is of no use any more", () => {
    const plan = { action: "seal", first: 4n, last: 30n } as const;
    expect(effectsOf(sealed, polled({ plan }))).to.deep.equal(["seal"]);
  });

  it("goes back to watching once the range is posted", () => {
    expect(reducePosting(sealed, { type: "posted", transactionHash: TIP }).state).to.deep.equal({
      phase: "watching",
    });
  });

  for (const error of ["InboxWorkOverdue", "InboxTooManyUnmined", "InboxTimestampTooLate"]) {
    it(`holds the range on ${error}, says so once, and retries later`, () => {
      const held = reducePosting(sealed, refused(error));
      expect(held.state).to.deep.equal({ phase: "held", range, reason: error, retryAtMs: 6_000 });
      expect(held.effects).to.deep.include.members([
        {
          type: "report",
          level: "warn",
          what: "inbox takes no batch now, will retry",
          facts: { first: 4n, last: 9n, error, detail: "" },
        },
      ]);
      expect(effectsOf(held.state, polled({ nowMs: 5_999, journaled: range }))).to.deep.equal([]);
      const retried = reducePosting(held.state, polled({ nowMs: 6_000, journaled: range }));
      expect(retried.effects).to.deep.equal([{ type: "send", range }]);
      expect(effectsOf(retried.state, refused(error))).to.deep.equal([]);
    });
  }

  it("calls a person for a refusal that does not pass by itself, until L1 has answered otherwise", () => {
    const { state, effects } = reducePosting(sealed, refused("InboxWrongSigner"));
    expect(effects[0]).to.include({ type: "report", level: "error" });
    const standing = { error: "InboxWrongSigner", detail: "" };
    expect(standingRefusal(state)).to.deep.equal(standing);
    const retried = reducePosting(state, polled({ nowMs: 31_000, journaled: range })).state;
    expect(retried.phase).to.equal("sealed");
    expect(standingRefusal(retried)).to.deep.equal(standing);
    expect(standingRefusal(reducePosting(retried, refused("stuck")).state)).to.equal(undefined);
    expect(standingRefusal(reducePosting(retried, { type: "posted", transactionHash: TIP }).state)).to.equal(
      undefined,
    );
  });

  it("tries again soon for a leader that is not bonded", () => {
    const { state } = reducePosting(sealed, refused("leader-not-bonded"));
    expect(state).to.include({ phase: "held", retryAtMs: 6_000 });
  });

  for (const error of ["InboxWrongParent", "InboxTimestampTooEarly"]) {
    it(`looks at the inbox again on ${error}`, () => {
      expect(reducePosting(sealed, refused(error)).state).to.deep.equal({ phase: "watching" });
    });
  }

  it("posts nothing while the store does not hold the inbox's head", () => {
    const plan = { action: "seal", first: 4n, last: 9n } as const;
    for (const ours of [OTHER, undefined]) {
      const inbox = { number: 3n, superblock: TIP, ours };
      expect(reducePosting(sealed, polled({ plan, inbox, journaled: range }))).to.deep.equal({
        state: { phase: "watching" },
        effects: [],
      });
    }
  });

  it("stops for superblock-too-large, and stays stopped", () => {
    const stopped = reducePosting(sealed, { type: "failed", reason: "superblock-too-large", detail: "" });
    expect(stopped.state).to.include({ phase: "stopped", reason: "superblock-too-large" });
    expect(reducePosting(stopped.state, polled({ journaled: range }))).to.deep.equal({
      state: stopped.state,
      effects: [],
    });
  });

  it("stops for data-do-not-reproduce", () => {
    const event = { type: "failed", reason: "data-do-not-reproduce", detail: "superblock 5" } as const;
    expect(reducePosting(sealed, event).state).to.deep.equal({
      phase: "stopped",
      reason: event.reason,
      detail: event.detail,
    });
  });
});
