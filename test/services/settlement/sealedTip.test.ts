import { expect } from "chai";
import type { Hex } from "viem";
import type { SealedRange } from "../../../services/settlement/postingState.ts";
import { type SealedTipFacts, sealedTip } from "../../../services/settlement/sealedTip.ts";

const TIP: Hex = `0x${"ab".repeat(32)}`;
const range: SealedRange = { first: 11n, last: 20n, tip: TIP, data: "0x01" };
const records = new Map<string, unknown>([["poster/range/00000000000000000011", range]]);

/** A batch of superblocks 11 to 20 is journaled; superblock n is of second n. */
const facts = (change: Partial<SealedTipFacts> = {}): SealedTipFacts => ({
  store: {
    superblock: (number: bigint) => ({ hash: TIP, superblock: { number, timestamp: number } }) as never,
    records: { get: <T>(key: string) => records.get(key) as T | undefined } as never,
  },
  posted: 10n,
  posting: { phase: "watching" },
  nowSec: 40n,
  limits: { maxSuperblocks: 120n, everySec: 10n, maxLagSec: 60n },
  ...change,
});

describe("sealedTip", () => {
  it("is the tip of the journaled range behind what is posted", () => {
    expect(sealedTip(facts())).to.deep.equal({ superblock: TIP, number: 20n, timestamp: 20n });
    expect(sealedTip(facts({ posted: 20n })), "posted already").to.equal(undefined);
  });

  it("is none while the inbox refuses it: it might wait for work on what it holds back", () => {
    const held = { phase: "held", range, reason: "InboxWorkOverdue", retryAtMs: 1 } as const;
    expect(sealedTip(facts({ posting: held }))).to.equal(undefined);
    const stopped = { phase: "stopped", reason: "superblock-too-large", detail: "" } as const;
    expect(sealedTip(facts({ posting: stopped }))).to.equal(undefined);
  });

  it("is none when its tip is too old for the inbox or another by now: it will be sealed anew", () => {
    expect(sealedTip(facts({ nowSec: 60n }))).not.to.equal(undefined);
    expect(sealedTip(facts({ nowSec: 61n }))).to.equal(undefined);
    const other = { hash: `0x${"cd".repeat(32)}`, superblock: { number: 20n, timestamp: 20n } };
    const store = { ...facts().store, superblock: () => other as never };
    expect(sealedTip(facts({ store }))).to.equal(undefined);
  });
});
