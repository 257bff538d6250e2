import { expect } from "chai";
import { type Hex, keccak256, toHex } from "viem";
import type { AcceptedWork } from "../../../services/mining/acceptedWork.ts";
import type { L1Standing, MinedCheckpoint, PostedBatch, SuperblockSigner } from "../../../services/ports.ts";
import type { Draft } from "../../../services/sequencer/draft.ts";
import { branchTo, createFallbackPoster } from "../../../services/settlement/fallbackPosting.ts";

const hashOf = (name: string): Hex => keccak256(toHex(name));
const TWO = 0x207fffff;
const TERM = hashOf("term");
const RULES = { anchorBits: TWO, spacingSec: 10, halfLifeSec: 120 };

const node = (name: string, parent: string): PostedBatch =>
  ({
    batch: { index: 1n, parent: hashOf(parent), superblock: hashOf(`tip of ${name}`) },
    hash: hashOf(name),
    checkpoint: hashOf(`${name}'s`),
  }) as unknown as PostedBatch;
const checkpoint = (name: string, parent: Hex): MinedCheckpoint =>
  ({ id: hashOf(`${name}'s`), parent, nBits: TWO, height: 1 }) as unknown as MinedCheckpoint;
const ROOT: Hex = `0x${"00".repeat(32)}`;

/** Two branches on genesis, `a` and `b` then `b2`; what stands is the test's. */
const [A, B, B2] = [node("a", "genesis"), node("b", "genesis"), node("b2", "b")];
const CHECKPOINTS = [checkpoint("a", ROOT), checkpoint("b", ROOT), checkpoint("b2", hashOf("b's"))] as const;
const standingOn = (...batches: readonly PostedBatch[]): L1Standing => ({
  head: { number: 9n, hash: hashOf("l1"), parentHash: ROOT, timestamp: 1_000n },
  term: { term: TERM, startNumber: 0n, startSuperblock: ROOT },
  batches,
  fallback: { base: { index: 0n, hash: hashOf("genesis") }, baseCheckpoint: ROOT, nodes: [A, B, B2] },
});

type Case = {
  readonly there?: L1Standing;
  readonly ours?: L1Standing;
  readonly draft?: { readonly parent?: string; readonly term?: Hex; readonly timestamp?: bigint } | undefined;
  /** name of the batch whose checkpoint the work names as its parent */
  readonly on?: Hex;
  readonly signer?: SuperblockSigner;
};

/** The name of the refusal of work for a draft on `b2`, which leads, but for what the case changes. */
async function refusal({ there = standingOn(B, B2), ours = there, on, signer, ...change }: Case) {
  const { parent = "b2", term = TERM, timestamp = 990n } = change.draft ?? {};
  const draft = {
    superblock: { superblock: { term, timestamp, number: 3n } },
    parent: { index: 2n },
    parentHash: hashOf(parent),
  } as unknown as Draft;
  const post = createFallbackPoster({
    l1: { standing: async () => ours, checkpoints: async () => CHECKPOINTS },
    ledger: { standing: async () => there },
    sender: {
      address: "0x1111111111111111111111111111111111111111",
      send: () => Promise.reject(new Error("sent")),
    },
    draftOf: () => ("draft" in change && change.draft === undefined ? undefined : draft),
    deployment: { mining: RULES, limits: { maxLagSec: 60n } } as never,
    ...(signer && { signer }),
  });
  const work = { checkpoint: { parentCheckpoint: on ?? hashOf("b2's"), nBits: TWO, superblock: ROOT } };
  const outcome = await post(work as unknown as AcceptedWork, new AbortController().signal);
  return outcome.ok ? "sent" : outcome.error;
}

describe("posting in fallback", () => {
  const { fallback: _, ...sequenced } = standingOn();
  const cases: readonly [reason: string, change: Case][] = [
    ["draft-missing", { draft: undefined }],
    ["FallbackNotOpen", { there: sequenced }],
    ["term-over", { draft: { term: hashOf("another") } }],
    ["too-old", { draft: { timestamp: 939n } }],
    ["parent-not-there", { draft: { parent: "gone" } }],
    // On a, which has one checkpoint below it; b2 has two.
    ["lighter", { draft: { parent: "a" }, on: hashOf("a's") }],
  ];
  for (const [reason, change] of cases)
    it(`refuses by itself: ${reason}`, async () => {
      expect(await refusal(change)).to.equal(reason);
    });

  it("takes for the heaviest what it holds for good, not what L1 leads with", async () => {
    const lighter = { draft: { parent: "a" }, on: hashOf("a's") };
    // b is false here, so a leads, and a third superblock on it is not asked to outweigh b2.
    const outcome = refusal({ ...lighter, ours: standingOn(A) }).catch(() => "asked L1");
    expect(await outcome).to.equal("asked L1");
  });

  it("has the leader sign nothing on a branch that does not lead", async () => {
    let signed = 0;
    const signer: SuperblockSigner = {
      address: "0x1111111111111111111111111111111111111111",
      sign: async () => {
        signed++;
        return { ok: false, reason: "second-digest", detail: "signed already" };
      },
    };
    const behind = { draft: { parent: "a" }, on: hashOf("a's"), ours: standingOn(A), signer };
    expect([await refusal(behind), signed]).to.deep.equal(["not-leading", 0]);
    expect([await refusal({ signer }), signed]).to.deep.equal(["signer-refused", 1]);
  });

  it("opens the branch from what stands up to the parent, and none that stands", () => {
    const superblocks = (hash: Hex, there: L1Standing) =>
      branchTo(hash, there).map(({ superblock }) => superblock);
    const tips = [B, B2].map(({ batch }) => batch.superblock);
    expect(superblocks(B2.hash, standingOn(A))).to.deep.equal(tips);
    expect(superblocks(B2.hash, standingOn(B))).to.deep.equal(tips.slice(1));
    expect(superblocks(B2.hash, standingOn(B, B2))).to.deep.equal([]);
    expect(superblocks(hashOf("genesis"), standingOn(A))).to.deep.equal([]);
  });
});
