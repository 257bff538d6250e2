import { bytesToHex } from "@noble/hashes/utils.js";
import { expect } from "chai";
import type { Address, Hex } from "viem";
import { answerCall } from "../../../services/api/mining/rpcCall.ts";
import type { AuxWork } from "../../../services/mining/auxClient.ts";
import { createWorkVerifier } from "../../../services/mining/verifyWork.ts";
import type { MinedCheckpoint, SignedSuperblock } from "../../../services/ports.ts";
import { reverse } from "../../../services/protocol/bitcoin/bitcoinHash.ts";
import { type Checkpoint, encode, id, ROOT_ID } from "../../../services/protocol/superblock/checkpoint.ts";
import { fakeClock } from "../../support/fakeClock.ts";
import {
  MINER_A,
  MINER_B,
  miningFixture,
  postedBatch,
  solvedHex,
  word,
} from "../../support/miningFixture.ts";

const TRUE = word(0xb1);
const LATE = word(0xb2);
const AUX_CHAIN = 7251;
const noSignal = new AbortController().signal;

const display = (wire: Hex): string => bytesToHex(reverse(Buffer.from(wire.slice(2), "hex")));

/** A miner whose node has executed superblock TRUE, over checkpoints that the mining RPC tells of. */
function arrange() {
  const clock = fakeClock();
  const verified = new Set<Hex>([TRUE]);
  const told = new Map<Hex, Uint8Array>();
  const state: { lead: Hex; objection: string | undefined } = { lead: ROOT_ID, objection: undefined };
  const verify = createWorkVerifier({
    node: {
      store: {
        superblockByHash: (hash) => (verified.has(hash) ? ({} as SignedSuperblock) : undefined),
      },
      l1: {
        lead: async () => (state.lead === ROOT_ID ? undefined : ({ id: state.lead } as MinedCheckpoint)),
      },
      objection: () => state.objection,
    },
    checkpointOf: async (wanted) => told.get(wanted),
    auxChainId: AUX_CHAIN,
    miner: MINER_A,
    clock,
    patienceMs: 1_000,
  });
  const work = (change: Partial<Checkpoint> = {}): AuxWork & { readonly id: Hex } => {
    const checkpoint: Checkpoint = {
      auxChainId: AUX_CHAIN,
      nBits: 0x207fffff,
      parentCheckpoint: state.lead,
      superblock: TRUE,
      miner: MINER_A,
      ...change,
    };
    const wire = id(checkpoint);
    told.set(wire, encode(checkpoint));
    const target = "f".repeat(64);
    return {
      hash: display(wire),
      chainid: checkpoint.auxChainId,
      bits: "207fffff",
      height: 1,
      target,
      id: wire,
    };
  };
  const reasonFor = async (given: AuxWork): Promise<string> => {
    const verdict = await verify(given, noSignal);
    return verdict.ok ? "ok" : verdict.reason.split(":")[0]!;
  };
  return { clock, verified, told, state, verify, work, reasonFor };
}

describe("a verifying miner", () => {
  it("takes up work on a superblock that its node has executed", async () => {
    const { work, verify } = arrange();
    expect(await verify(work(), noSignal)).to.deep.equal({ ok: true });
  });

  it("takes up work on work that was found and is not on L1 yet, if all of it stands", async () => {
    const { work, reasonFor, state } = arrange();
    state.lead = word(0xe1);
    const found = work({ parentCheckpoint: state.lead, miner: MINER_B });
    expect(await reasonFor(work({ parentCheckpoint: found.id }))).to.equal("ok");
  });

  it("waits for its node, so long and no longer", async () => {
    const { work, verify, verified, clock } = arrange();
    const soon = verify(work({ superblock: LATE }), noSignal);
    for (let i = 0; i < 20; i++) await Promise.resolve();
    verified.add(LATE);
    await clock.advance(250);
    expect(await soon).to.deep.equal({ ok: true });
    const never = verify(work({ superblock: word(0xb3) }), noSignal);
    for (let i = 0; i < 20; i++) await clock.advance(250);
    expect(await never).to.deep.equal({
      ok: false,
      reason: `superblock-not-verified: our node has not executed ${word(0xb3)}`,
    });
  });

  describe("refuses", () => {
    it("checkpoint-unknown: the mining RPC does not tell what it hands out", async () => {
      const { work, reasonFor, told } = arrange();
      const given = work();
      told.clear();
      expect(await reasonFor(given)).to.equal("checkpoint-unknown");
    });

    it("checkpoint-malformed and checkpoint-differs: the bytes are none, or another's", async () => {
      const { work, reasonFor, told } = arrange();
      const given = work();
      const other = told.get(work({ superblock: LATE }).id)!;
      told.set(given.id, other);
      expect(await reasonFor(given)).to.equal("checkpoint-differs");
      told.set(given.id, other.subarray(1));
      expect(await reasonFor(given)).to.equal("checkpoint-malformed");
    });

    it("other-chain, other-target, other-miner: work for somebody else", async () => {
      const { work, reasonFor } = arrange();
      expect(await reasonFor(work({ auxChainId: 1 }))).to.equal("other-chain");
      expect(await reasonFor({ ...work(), chainid: 1 })).to.equal("other-chain");
      expect(await reasonFor(work({ nBits: 0x1d00ffff }))).to.equal("other-target");
      expect(await reasonFor(work({ miner: MINER_B }))).to.equal("other-miner");
    });

    it("other-parent: it does not build on what L1 leads with", async () => {
      const { work, reasonFor, state } = arrange();
      state.lead = word(0xe1);
      expect(await reasonFor(work({ parentCheckpoint: ROOT_ID })), "from before").to.equal("other-parent");
      expect(await reasonFor(work({ parentCheckpoint: word(0xe2) })), "from nowhere").to.equal(
        "other-parent",
      );
    });

    it("superblock-not-verified: found work below it stands on what the node has not executed", async () => {
      const { work, verify, clock } = arrange();
      const below = work({ superblock: LATE });
      const verdict = verify(work({ parentCheckpoint: below.id }), noSignal);
      for (let i = 0; i < 20; i++) await clock.advance(250);
      expect(await verdict).to.deep.equal({
        ok: false,
        reason: `superblock-not-verified: our node has not executed ${LATE}`,
      });
    });

    it("what the node objects to, even on a superblock that it has executed", async () => {
      const { work, reasonFor, state } = arrange();
      state.objection = "equivocation: two superblocks are signed for 7";
      expect(await reasonFor(work())).to.equal("equivocation");
    });
  });
});

describe("lockstep_getCheckpoint", () => {
  const ask = async (fixture: ReturnType<typeof miningFixture>, hash: string) => {
    const request = { jsonrpc: "2.0", id: 1, method: "lockstep_getCheckpoint", params: [hash] };
    const deps = { service: fixture.service, clock: fixture.clock, startedAtMs: 0 };
    const { body } = await answerCall(deps as unknown as Parameters<typeof answerCall>[0], request, (err) => {
      throw err;
    });
    return body as { result?: { checkpoint: string }; error?: { code: number } };
  };

  it("tells what was handed out and what was found, and knows nothing else", async () => {
    const fixture = miningFixture();
    fixture.l1.batches = [postedBatch(1)];
    await fixture.service.refresh();
    const outcome = fixture.service.createWork(MINER_A as Address);
    if (!outcome.ok) throw new Error(outcome.reason);
    const { id: wire, checkpoint } = outcome.template;
    expect((await ask(fixture, display(wire))).result?.checkpoint).to.equal(bytesToHex(encode(checkpoint)));
    expect(checkpoint.superblock).to.equal(postedBatch(1).batch.superblock);
    expect(await fixture.service.submit(wire, solvedHex(display(wire), checkpoint.nBits))).to.deep.equal({
      ok: true,
    });
    fixture.clock.nowMs += 3_600_000;
    expect((await ask(fixture, display(wire))).result?.checkpoint).to.equal(bytesToHex(encode(checkpoint)));
    expect((await ask(fixture, "00".repeat(32))).error?.code).to.equal(-5);
  });
});
