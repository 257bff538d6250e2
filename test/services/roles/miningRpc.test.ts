import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { expect } from "chai";
import { readJsonJournal } from "../../../services/adapters/jsonJournal.ts";
import { systemClock } from "../../../services/adapters/systemClock.ts";
import type { AcceptedWork } from "../../../services/mining/acceptedWork.ts";
import { createAuxClient } from "../../../services/mining/auxClient.ts";
import type { MiningFacts } from "../../../services/mining/miningFacts.ts";
import { type MiningRpc, startMiningRpc } from "../../../services/roles/miningRpc.ts";
import type { Tally } from "../../../services/roles/miningRpcMessages.ts";
import { createLogger } from "../../../services/runtime/logger.ts";
import { MINER_A, postedBatch, solvedHex, word } from "../../support/miningFixture.ts";

const CREDENTIALS = { user: "pool", password: "secret" };
const noSignal = new AbortController().signal;

/** Long ago, so that any hash is work. */
const ANCHOR_SEC = 1_600_000_000;

/** L1 with some batches, read now. */
const facts = (batches = [1]): MiningFacts => ({
  atMs: systemClock.now(),
  checkpoints: [],
  lead: word(0),
  batches: batches.map((n) => postedBatch(n, ANCHOR_SEC + 10 * n).batch),
  sealed: undefined,
  works: [],
});

describe("the thread of the mining RPC", function () {
  this.timeout(60_000);
  let folder: string;
  let journalPath: string;
  let rpc: MiningRpc | undefined;
  let accepted: AcceptedWork[];
  let lines: { readonly msg: string }[];
  let tallied: (tally: Tally) => void;
  let keep: () => Promise<void>;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "lockstep-mining-rpc-"));
    journalPath = join(folder, "mining", "accepted.jsonl");
    accepted = [];
    lines = [];
    tallied = () => undefined;
    keep = async () => undefined;
  });
  afterEach(async () => {
    await rpc?.stop();
    rpc = undefined;
    await rm(folder, { recursive: true });
  });

  const open = (port = 0) =>
    startMiningRpc({
      setup: {
        ...CREDENTIALS,
        port,
        journalPath,
        workers: [],
        rules: {
          anchorBits: 0x207fffff,
          anchorTimeSec: BigInt(ANCHOR_SEC),
          spacingSec: 10,
          halfLifeSec: 120,
          auxChainId: 7251,
          minSpacingSec: 5n,
        },
        genesisSuperblock: word(0xfe),
      },
      log: createLogger("info", { write: (line) => lines.push(JSON.parse(line)) }),
      onAccepted: (work) => {
        accepted.push(work);
        return keep();
      },
      onTally: (tally) => tallied(tally),
    });
  const start = async () => {
    rpc = await open();
    rpc.look(facts(), 3_000_000_000n);
    const client = createAuxClient({ url: rpc.url, ...CREDENTIALS });
    return {
      rpc,
      client,
      fetch: async () => {
        const answer = await client.createAuxBlock(MINER_A, noSignal);
        if (!answer.ok) throw new Error(answer.message);
        return answer.work;
      },
      submit: ({ hash, bits }: { hash: string; bits: string }) =>
        client.submitAuxBlock(hash, solvedHex(hash, Number.parseInt(bits, 16)), noSignal),
    };
  };

  it("answers pools while the sequencer's thread is busy", async () => {
    const { rpc } = await start();
    const shared = new Int32Array(new SharedArrayBuffer(8));
    const pool = new Worker(
      `const { workerData: { url, shared, authorization, body } } = require("node:worker_threads");
       const tell = (status) => { Atomics.store(shared, 1, status); Atomics.store(shared, 0, 1); Atomics.notify(shared, 0); };
       fetch(url, { method: "POST", headers: { authorization }, body }).then((answer) => tell(answer.status), () => tell(-1));`,
      {
        eval: true,
        workerData: {
          url: rpc.url,
          shared,
          authorization: `Basic ${Buffer.from("pool:secret").toString("base64")}`,
          body: JSON.stringify({ id: 1, method: "createauxblock", params: [MINER_A] }),
        },
      },
    );
    expect(Atomics.wait(shared, 0, 0, 30_000), "this thread does nothing else meanwhile").not.to.equal(
      "timed-out",
    );
    expect(shared[1]).to.equal(200);
    await pool.terminate();
  });

  it("says true once work is in its journal, before the sequencer has it in its database", async () => {
    const { rpc, fetch, submit } = await start();
    let kept: () => void = () => undefined;
    keep = () =>
      new Promise((resolve) => {
        kept = resolve;
      });
    const work = await fetch();
    expect(await submit(work)).to.equal(true);
    const id = `0x${Buffer.from(work.hash, "hex").reverse().toString("hex")}`;
    const journal = readJsonJournal<AcceptedWork>(journalPath);
    expect(journal.map((entry) => entry.id)).to.deep.equal([id]);
    expect(accepted, "the same that the sequencer was given").to.deep.equal(journal);
    expect(await submit(work), "again").to.equal(true);
    expect(accepted).to.have.length(1);
    rpc.look(facts([1, 2]), 0n);
    expect((await fetch()).height, "the next work builds on it").to.equal(2);
    kept();
  });

  it("takes what the sequencer keeps and gives up", async () => {
    const { rpc, fetch, submit, client } = await start();
    const first = await fetch();
    expect(await submit(first)).to.equal(true);
    expect(await client.createAuxBlock(MINER_A, noSignal), "nothing above it").to.include({ ok: false });
    rpc.look({ ...facts(), works: [{ ...accepted[0]!, refusedBecause: "LedgerNotLater" }] }, 0n);
    expect((await fetch()).height, "on L1's lead again").to.equal(1);
  });

  it("tells the sequencer its counts and its log", async () => {
    const { client } = await start();
    const calls = new Promise<Tally>((resolve) => {
      tallied = (tally) => tally.calls.length > 0 && resolve(tally);
    });
    await client.submitAuxBlock("ab".repeat(32), "00", noSignal).catch(() => undefined);
    const { calls: counted, rejected } = await calls;
    expect(counted).to.deep.equal([{ method: "submitauxblock", outcome: "-8", count: 1 }]);
    expect(rejected).to.deep.equal([{ reason: "UnknownWork", count: 1 }]);
    expect(lines.map(({ msg }) => msg)).to.include("work rejected");
  });

  it("usage: an occupied port is a sentence for a person", async () => {
    const { rpc } = await start();
    const refused = await open(Number(new URL(rpc.url).port)).catch((err: unknown) => err);
    expect(refused).to.include({ code: "usage" });
    expect(String(refused)).to.include("for mining is occupied");
  });

  it("mining-thread: a thread that fails to start, or fails later, is an error of its own", async () => {
    await writeFile(join(folder, "mining"), "a file in the place of the folder");
    expect(await open().catch((err: unknown) => err)).to.include({ code: "mining-thread" });
    await rm(join(folder, "mining"));
    const failing = await open();
    failing.look({ ...facts(), sealed: null as never }, 0n);
    expect(await failing.done.catch((err: unknown) => err)).to.include({ code: "mining-thread" });
    await failing.stop();
  });

  it("begins with an empty journal, which the sequencer has read", async () => {
    const { fetch, submit } = await start();
    expect(await submit(await fetch())).to.equal(true);
    await rpc?.stop();
    expect(readJsonJournal(journalPath)).to.have.length(1);
    await start();
    expect(readFileSync(journalPath, "utf8")).to.equal("");
  });
});
