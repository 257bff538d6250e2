import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { IMPEDIMENT_REASONS } from "../../../services/api/readiness.ts";
import type { DerivationOutcome } from "../../../services/node/derivation.ts";
import { observeFeed, registerFollowing } from "../../../services/roles/feedMetrics.ts";
import { attachNode, type Followed } from "../../../services/roles/nodeService.ts";
import { type Operations, openOperations } from "../../../services/roles/operations.ts";
import { countRpcCalls } from "../../../services/roles/roleMetrics.ts";
import { attachSequencer, openSequencerOperations } from "../../../services/roles/sequencerOperations.ts";
import { createLifecycle, type Lifecycle } from "../../../services/runtime/lifecycle.ts";
import { createLogger } from "../../../services/runtime/logger.ts";
import type { PostingState } from "../../../services/settlement/postingState.ts";
import { createMemoryStore } from "../../support/memoryStore.ts";
import { createSequencerBench, type SequencerBench } from "../../support/sequencerBench.ts";

const ROOT = join(import.meta.dirname, "../../..");
const MANUAL = readFileSync(join(ROOT, "docs/operating.md"), "utf8");
const SAMPLE = /^[a-z0-9_]+(\{([a-z]+="[^"\\]*",?)+\})? (-?\d+(\.\d+)?(e[+-]\d+)?|\+Inf)$/;
const log = createLogger("silent");

/** Metrics that the manual lists for a role: rows "| `name` | labels | role | what |". */
const documented = (role: "sequencer" | "node"): string[] =>
  [...MANUAL.matchAll(/^\| `(lockstep_\w+)` \|[^|]*\| (all|sequencer|node) \|/gm)]
    .filter(([, , who]) => who === "all" || who === role)
    .map(([, name]) => name!)
    .sort();

type Outcome = { readonly outcome: DerivationOutcome | undefined };

/** A node that follows one feed, which it does not hear. */
const followingOf = (derivation: Outcome) => ({
  derivation,
  misconduct: () => [],
  register: (metrics: Operations["metrics"]) =>
    registerFollowing(metrics, {
      clock: { now: () => 0 },
      statuses: () => [{ url: "ws://feed", isConnected: false, heardAtMs: undefined, halt: undefined }],
      count: { equivocations: 0, falseSuperblocks: 0 },
    }),
});

const registered = async ({ metrics }: Operations): Promise<string[]> =>
  [...(await metrics.text()).matchAll(/^# TYPE (lockstep_\w+) /gm)].map(([, name]) => name!).sort();

const MINER = "0x0000000000000000000000000000000000005001";

describe("operations of a sequencer", () => {
  let bench: SequencerBench;
  let lifecycle: Lifecycle;
  let operations: ReturnType<typeof openSequencerOperations>;
  let posting: PostingState;
  let url: string;
  let halted: () => string | undefined;

  beforeEach(async () => {
    bench = await createSequencerBench();
    lifecycle = createLifecycle(log);
    operations = openSequencerOperations({ clock: bench.clock, log, lifecycle });
    posting = { phase: "watching" };
    url = await operations.serve(0);
    const { sequencer, stop } = bench.start(operations.observers.onSlot);
    lifecycle.onStop("sequencer", stop);
    halted = () => sequencer.halt?.reason;
    operations.observers.onMiningTally({ calls: [], rejected: [{ reason: "HashAboveTarget", count: 5 }] });
    attachSequencer(operations, {
      store: bench.store,
      engines: bench.rollups.engines,
      deployment: { limits: { maxLagSec: 60n, miningTimeoutSec: 300n } },
      sequencer,
      settlement: {
        ranks: { soft: 3n, posted: 2n, mined: 0n, final: 0n },
        get posting() {
          return posting;
        },
      },
      mining: {
        accepted: () => 4,
        waiting: () => [],
        health: () => ({
          workAgeSec: 1,
          checkpointAgeSec: 2,
          spacingSec: 10,
          top: { miner: MINER, share: 1 },
        }),
      },
      pool: bench.pool,
    });
  });
  afterEach(async () => {
    await lifecycle.stop();
    bench.close();
  });

  const ready = async () => {
    const response = await fetch(`${url}/readyz`);
    const { reasons } = (await response.json()) as { reasons: { reason: string }[] };
    return { status: response.status, reasons: reasons.map(({ reason }) => reason) };
  };
  const scrape = async (): Promise<string[]> => (await (await fetch(`${url}/metrics`)).text()).split("\n");

  it("is not ready before L1 has answered, and ready when superblocks come", async () => {
    expect(await ready()).to.deep.equal({ status: 503, reasons: ["l1-not-read"] });
    await bench.slots(1);
    expect(await ready()).to.deep.equal({ status: 200, reasons: [] });
  });

  it("halted: 503 with the reason, alive all the same, in the metrics, and ready again afterwards", async () => {
    await bench.slots(1);
    bench.l1.clockSec = 301n;
    await bench.slots(1);
    expect(halted()).to.equal("work-overdue");
    expect(await ready()).to.deep.equal({ status: 503, reasons: ["work-overdue"] });
    expect((await fetch(`${url}/healthz`)).status).to.equal(200);
    const lines = await scrape();
    expect(lines).to.include('lockstep_impediment{reason="work-overdue"} 1');
    expect(lines).to.include("lockstep_ready 0");
    expect(lines).to.include("lockstep_mining_clock_seconds 301");
    expect(lines).to.include('lockstep_slots_total{status="halted"} 1');
    bench.l1.clockSec = 0n;
    await bench.slots(1);
    expect(await ready()).to.deep.equal({ status: 200, reasons: [] });
  });

  it("posting-stopped: 503, although superblocks come", async () => {
    await bench.slots(1);
    posting = { phase: "stopped", reason: "superblock-too-large", detail: "superblock 1" };
    expect(await ready()).to.deep.equal({ status: 503, reasons: ["posting-stopped"] });
    expect(await scrape()).to.include('lockstep_posting_phase{phase="stopped"} 1');
  });

  it("stopping: 503 from the first moment", async () => {
    await bench.slots(1);
    const closing = lifecycle.stop();
    expect(operations.impediments()).to.deep.equal([{ reason: "stopping" }]);
    await closing;
  });

  it("a scrape is in Prometheus' format and tells what parts reported", async () => {
    await bench.slots(2);
    operations.observers.onPosted({
      superblocks: 2,
      dataBytes: 321,
      gasUsed: 90_000n,
      carrier: "blobs",
      blobGasUsed: 131_072n,
    });
    operations.observers.onRpcCall(42101n, "eth_call", "ok");
    const call = { method: "submitauxblock", outcome: "-8", count: 1 };
    operations.observers.onMiningTally({ calls: [call], rejected: [] });
    const lines = (await scrape()).filter((line) => line.startsWith("lockstep_"));
    expect(lines.filter((line) => !SAMPLE.test(line))).to.deep.equal([]);
    expect(lines).to.include.members([
      "lockstep_ready 1",
      'lockstep_superblock_number{rank="soft"} 3',
      "lockstep_slot_sealing_seconds_count 2",
      'lockstep_slots_total{status="produced"} 2',
      "lockstep_batches_posted_total 1",
      "lockstep_batch_superblocks_total 2",
      "lockstep_batch_bytes_total 321",
      "lockstep_batch_gas_total 90000",
      "lockstep_work_accepted_total 4",
      'lockstep_work_rejected_total{reason="HashAboveTarget"} 5',
      'lockstep_rpc_calls_total{chain="42101",method="eth_call",outcome="ok"} 1',
      'lockstep_mining_rpc_calls_total{method="submitauxblock",outcome="-8"} 1',
    ]);
    const reasons = lines.filter((line) => line.startsWith("lockstep_impediment{"));
    expect(reasons.length).to.equal(IMPEDIMENT_REASONS.length);
  });

  it("has the metrics that the manual lists, no more and no less", async () => {
    observeFeed(operations.metrics, () => 0);
    expect(await registered(operations)).to.deep.equal(documented("sequencer"));
  });
});

describe("operations of a node", () => {
  let lifecycle: Lifecycle;
  let bench: SequencerBench;
  before(async () => {
    bench = await createSequencerBench();
    lifecycle = createLifecycle(log);
  });
  after(async () => {
    await lifecycle.stop();
    bench.close();
  });

  it("is deriving until all is derived, and has the metrics that the manual lists", async () => {
    const operations = openOperations({ role: "node", clock: bench.clock, log, lifecycle });
    countRpcCalls(operations.metrics);
    const derivation: { outcome: DerivationOutcome | undefined } = { outcome: undefined };
    const followed: Followed = {
      ranks: { soft: 9n, posted: 9n, mined: 0n, final: 0n },
      l1: { head: await bench.l1.head(), miningClockSec: 7n, atMs: bench.clock.now() },
      postedIndex: 3n,
    };
    const deployment = { limits: { maxLagSec: 60n, miningTimeoutSec: 300n } };
    attachNode(
      operations,
      { store: bench.store, deployment, following: followingOf(derivation) },
      () => followed,
    );
    expect(operations.impediments()).to.deep.equal([{ reason: "deriving", derived: 0n, posted: 9n }]);
    derivation.outcome = { ok: true, number: 9n, batchIndex: 3n };
    expect(operations.impediments()).to.deep.equal([]);
    expect(await operations.metrics.text()).to.match(/^lockstep_derived_batch_index 3$/m);
    expect(await registered(operations)).to.deep.equal(documented("node"));
  });

  it("store-closed: reads nothing else from a store that is closed", () => {
    const operations = openOperations({ role: "node", clock: bench.clock, log, lifecycle });
    const closed = (): never => {
      throw new Error("closed");
    };
    const store = { ...createMemoryStore([1n]), head: closed, superblock: closed };
    const deployment = { limits: { maxLagSec: 60n, miningTimeoutSec: 300n } };
    const followed: Followed = {
      ranks: { soft: 0n, posted: 0n, mined: 0n, final: 0n },
      l1: undefined,
      postedIndex: undefined,
    };
    attachNode(
      operations,
      { store, deployment, following: followingOf({ outcome: undefined }) },
      () => followed,
    );
    expect(operations.impediments().map(({ reason }) => reason)).to.deep.equal([
      "store-closed",
      "l1-not-read",
    ]);
  });
});

describe("the manual", () => {
  it("quotes no log message that the services do not have", () => {
    const sources = globSync("services/**/*.ts", { cwd: ROOT }).map((file) =>
      readFileSync(join(ROOT, file), "utf8"),
    );
    const quoted = [...MANUAL.matchAll(/^\| ([^|`]+) \| (error|warn) \|/gm)];
    expect(quoted.length).to.be.greaterThan(15);
    const missing = quoted.filter(([, message]) => !sources.some((text) => text.includes(`"${message}"`)));
    expect(missing.map(([row]) => row)).to.deep.equal([]);
  });

  it("explains every reason for which a process does not do its work", () => {
    const explained = [...MANUAL.matchAll(/^\| `([a-z0-9-]+)` \|/gm)].map(([, reason]) => reason!);
    expect(explained.filter((reason) => !IMPEDIMENT_REASONS.some((known) => known === reason))).to.deep.equal(
      [],
    );
    expect([...explained].sort()).to.deep.equal([...IMPEDIMENT_REASONS].sort());
  });
});
