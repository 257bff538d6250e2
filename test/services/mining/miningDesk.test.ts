import { expect } from "chai";
import {
  HISTORY_WINDOW_BLOCKS,
  MAX_RUN,
  nextOldRun,
  nextOracleSubmission,
  type ProvenCheckpoint,
} from "../../../services/mining/oracleRelay.ts";
import { relayVerdict } from "../../../services/mining/relay.ts";
import { FAILURES } from "../../../services/protocol/superblock/checkpointChain.ts";
import {
  MINER_A,
  MINER_B,
  miningFixture,
  postedBatch,
  solvedHex,
  word,
} from "../../support/miningFixture.ts";

const noSignal = new AbortController().signal;
const SENT = { ok: true, transactionHash: word(1), blockNumber: 1n, gasUsed: 1n } as const;

const ready = async (limits = {}) => {
  const fixture = miningFixture(limits);
  fixture.l1.batches = [postedBatch(1)];
  await fixture.service.refresh();
  const work = (miner: `0x${string}` = MINER_A) => {
    const outcome = fixture.service.createWork(miner);
    if (!outcome.ok) throw new Error(outcome.reason);
    return outcome.template;
  };
  const find = (template: ReturnType<typeof work>) => {
    const display = Buffer.from(template.id.slice(2), "hex").reverse().toString("hex");
    return fixture.service.submit(template.id, solvedHex(display, template.checkpoint.nBits));
  };
  return { ...fixture, work, find };
};

describe("templates", () => {
  it("stay the same for an account while stable, and differ between accounts", async () => {
    const { work, clock, l1, service } = await ready();
    const first = work();
    l1.batches.push(postedBatch(2));
    clock.nowMs += 4_999;
    await service.refresh();
    expect(work().id).to.equal(first.id);
    expect(work(MINER_B).id).not.to.equal(first.id);
    clock.nowMs += 1;
    expect(work().tip.number).to.equal(20n);
  });

  it("change at once when the lead moves, and name it as their parent", async () => {
    const { work, find, l1, service } = await ready();
    const first = work();
    expect(await find(first)).to.deep.equal({ ok: true });
    l1.batches.push(postedBatch(2));
    await service.refresh();
    expect(work().checkpoint.parentCheckpoint).to.equal(first.id);
    expect(work().height).to.equal(2);
  });

  it("wait until a batch is minSpacing after the lead's, or that long after the lead", async () => {
    const { service, l1, clock } = await ready();
    // One second less than minSpacing after the root, on the clock that is held to be L1's.
    clock.nowMs -= 1_000;
    l1.batches = [postedBatch(1, Number(START + 4n))];
    await service.refresh();
    expect(service.createWork(MINER_A)).to.deep.equal({ ok: false, reason: "nothing-to-mine" });
    l1.batches = [postedBatch(1, Number(START + 5n))];
    await service.refresh();
    expect(service.createWork(MINER_A).ok).to.equal(true);
    l1.batches = [postedBatch(1, Number(START + 4n))];
    clock.nowMs += 1_000;
    await service.refresh();
    expect(service.createWork(MINER_A).ok).to.equal(true);
  });

  it("are forgotten after their lifetime, and the least recently used above the bound", async () => {
    const { work, find, clock, service } = await ready({ maxTemplates: 2, lifetimeMs: 10_000 });
    const a = work(MINER_A);
    work(MINER_B);
    work("0x3333333333333333333333333333333333333333");
    expect(await find(a)).to.deep.equal({ ok: false, kind: "unknown-work" });
    const again = work(MINER_A);
    clock.nowMs += 10_000;
    await service.refresh();
    expect(await find(again)).to.deep.equal({ ok: false, kind: "unknown-work" });
  });
});

const START = 1_800_000_000n;

describe("accepted work", () => {
  it("survives a restart and is sent to L1 until L1 knows it", async () => {
    const { work, find, open, l1 } = await ready();
    const template = work();
    await find(template);
    const service = open();
    await service.refresh();
    l1.answer = {
      ok: false,
      error: "LedgerRefused",
      args: [FAILURES.indexOf("TargetNotReached")],
      detail: "",
    };
    await service.relay(noSignal);
    expect(service.waiting()).to.have.length(1);
    l1.answer = { ok: true, transactionHash: word(1), blockNumber: 1n, gasUsed: 1n };
    await service.relay(noSignal);
    expect(l1.sent).to.have.length(2);
    const { checkpoint, tip } = template;
    l1.checkpoints = [
      {
        id: template.id,
        parent: word(0),
        superblock: checkpoint.superblock,
        miner: checkpoint.miner,
        nBits: checkpoint.nBits,
        batchIndex: 1n,
        number: tip.number,
        height: 1,
        auxPow: word(0xa1),
        l1BlockNumber: 5n,
        acceptedAtSec: START,
      },
    ];
    l1.lead = template.id;
    await service.refresh();
    await service.relay(noSignal);
    expect(l1.sent).to.have.length(2);
    expect(service.provenChain(), "with the proof that L1 took, not ours").to.deep.equal([
      { id: template.id, checkpoint, auxPow: word(0xa1) },
    ]);
  });

  it("of strangers is proven to the oracles as well, from L1's own record", async () => {
    const { service, l1 } = await ready();
    const [mine, over] = [1, 2].map((n) => ({
      id: word(0xe0 + n),
      parent: n === 1 ? word(0) : word(0xe1),
      superblock: postedBatch(n).batch.superblock,
      miner: MINER_B,
      nBits: 0x207fffff,
      batchIndex: BigInt(n),
      number: BigInt(10 * n),
      height: n,
      auxPow: word(0xa0 + n),
      l1BlockNumber: 5n,
      acceptedAtSec: START,
    }));
    l1.checkpoints = [mine!, over!];
    l1.lead = over!.id;
    await service.refresh();
    expect(service.provenChain().map(({ id, auxPow }) => [id, auxPow])).to.deep.equal([
      [word(0xe1), word(0xa1)],
      [word(0xe2), word(0xa2)],
    ]);
    expect(service.provenChain()[1]!.checkpoint).to.deep.equal({
      auxChainId: 7251,
      nBits: 0x207fffff,
      parentCheckpoint: word(0xe1),
      superblock: postedBatch(2).batch.superblock,
      miner: MINER_B,
    });
  });

  it("is given up when L1 refuses it for good", async () => {
    const { work, find, service, l1 } = await ready();
    await find(work());
    l1.answer = { ok: false, error: "LedgerNotLater", args: [10n, 10n], detail: "" };
    await service.relay(noSignal);
    expect(service.waiting()).to.have.length(0);
  });

  it("relayVerdict retries what time heals and nothing else", () => {
    const refused = (name: (typeof FAILURES)[number]) =>
      relayVerdict({ ok: false, error: "LedgerRefused", args: [FAILURES.indexOf(name)], detail: "" }).kind;
    expect(refused("TargetNotReached")).to.equal("retry");
    expect(refused("UnknownParent")).to.equal("retry");
    expect(refused("HashAboveTarget")).to.equal("refused");
  });

  // All that the sender of L1 transactions refuses with before the ledger is asked.
  for (const error of [
    "insufficient-funds",
    "fee-above-cap",
    "blob-fee-above-cap",
    "other-kind-pending",
    "nonce-taken",
    "stuck",
    "reorganised",
    "aborted",
  ])
    it(`outlasts what is not its fault, ${error}, for longer than an hour, and is sent then`, async () => {
      const { work, find, service, l1, clock } = await ready();
      await find(work());
      l1.answer = { ok: false, error, args: [], detail: "" };
      clock.nowMs += 7_200_000;
      await service.refresh();
      await service.relay(noSignal);
      expect(service.waiting()).to.have.length(1);
      l1.answer = SENT;
      await service.relay(noSignal);
      expect(l1.sent).to.have.length(2);
    });

  it("is given up when what time may heal is not healed after an hour", async () => {
    const { work, find, service, l1, clock } = await ready();
    await find(work());
    l1.answer = { ok: false, error: "LedgerTooClose", args: [2n, 1n], detail: "" };
    await service.relay(noSignal);
    expect(service.waiting()).to.have.length(1);
    clock.nowMs += 3_600_001;
    await service.relay(noSignal);
    expect(service.waiting()).to.have.length(0);
  });

  it("is not sent while its parent waits, nor given up for that", async () => {
    const { work, find, service, l1, clock } = await ready();
    await find(work());
    l1.batches.push(postedBatch(2));
    await service.refresh();
    await find(work());
    l1.answer = { ok: false, error: "fee-above-cap", args: [2n, 1n], detail: "" };
    clock.nowMs += 7_200_000;
    await service.relay(noSignal);
    expect([service.waiting().length, l1.sent.length]).to.deep.equal([2, 1]);
    l1.answer = SENT;
    await service.relay(noSignal);
    expect(l1.sent).to.have.length(3);
  });
});

describe("nextOracleSubmission", () => {
  const proven = Array.from({ length: 40 }, (_, i) => i + 1).map(
    (n): ProvenCheckpoint => ({
      id: word(n),
      auxPow: "0x",
      checkpoint: {
        auxChainId: 7251,
        nBits: 0x207fffff,
        parentCheckpoint: word(n - 1),
        superblock: word(0x50 + n),
        miner: MINER_A,
      },
    }),
  );
  const facts = (head: bigint, known = 0) => ({
    chainId: 1n,
    known,
    accepted: proven.slice(0, 3),
    blockNumber: head + 1n,
    superblockByHash: (hash: string) => {
      const number = 10n * (BigInt(hash) - 0x50n);
      return { ...superblock, number };
    },
    nextHeader: (_: bigint, number: bigint) => (number <= head ? { rlp: word(Number(number)) } : undefined),
  });
  const superblock = {
    term: word(1),
    number: 0n,
    timestamp: START,
    producer: MINER_A,
    parent: word(0),
    historyRoot: word(0),
    blocksRoot: word(0),
    channelsRoot: word(0),
    l1OriginNumber: 0n,
    l1Origin: word(0),
  } as const;

  it("takes the run after the rollup's lead up to the newest that can be opened", () => {
    const run = nextOracleSubmission(facts(21n, 1));
    expect(run?.checkpoints.map(({ superblock }) => superblock)).to.deep.equal([word(0x52)]);
    expect(run?.nextHeader).to.equal(word(21));
    expect(nextOracleSubmission(facts(31n))?.checkpoints).to.have.length(3);
  });

  it("is an ordinary run at most, unless every one of that is too old: then up to the first that is not", () => {
    const many = { ...facts(401n), accepted: proven };
    expect(nextOracleSubmission(many)?.checkpoints).to.have.length(MAX_RUN);
    const oldUpTo = (n: bigint) => ({ ...many, blockNumber: 10n * n + 2n + HISTORY_WINDOW_BLOCKS });
    expect(nextOracleSubmission(oldUpTo(15n))?.checkpoints).to.have.length(MAX_RUN);
    expect(nextOracleSubmission(oldUpTo(30n))?.checkpoints).to.have.length(31);
    expect(nextOracleSubmission(oldUpTo(40n))).to.equal(undefined);
  });

  it("is left to the history when even a long run is too old: up to the newest of an ordinary one", () => {
    const many = { ...facts(401n), accepted: proven };
    const oldUpTo = (n: bigint) => ({ ...many, blockNumber: 10n * n + 2n + HISTORY_WINDOW_BLOCKS });
    expect(nextOldRun(oldUpTo(40n))?.checkpoints).to.have.length(MAX_RUN);
    expect(nextOldRun(oldUpTo(40n))?.superblock.number).to.equal(10n * BigInt(MAX_RUN));
    expect(nextOldRun({ ...oldUpTo(40n), known: 38 })?.superblock.number).to.equal(400n);
    expect(nextOldRun(many), "all of it is young").to.equal(undefined);
    expect(nextOldRun({ ...oldUpTo(40n), known: 40 }), "all is known").to.equal(undefined);
  });

  it("is nothing while the block after the mined one is missing, too old, or all is known", () => {
    expect(nextOracleSubmission(facts(10n))).to.equal(undefined);
    expect(nextOracleSubmission(facts(31n, 3))).to.equal(undefined);
    expect(nextOracleSubmission({ ...facts(31n), blockNumber: 9_000n })).to.equal(undefined);
  });
});
