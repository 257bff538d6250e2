import { expect } from "chai";
import { createOperationsServer, type OperationsDeps } from "../../../services/api/operationsServer.ts";
import {
  findImpediments,
  IMPEDIMENT_REASONS,
  type Impediment,
  type ReadinessFacts,
} from "../../../services/api/readiness.ts";
import { createHeartbeats } from "../../../services/runtime/heartbeats.ts";
import { createLogger } from "../../../services/runtime/logger.ts";
import { createMetrics } from "../../../services/runtime/metrics.ts";
import { fakeClock } from "../../support/fakeClock.ts";

const rethrow = (_name: string, err: unknown): never => {
  throw err;
};

function arrange(impediments: readonly Impediment[] = [], more: Partial<OperationsDeps> = {}) {
  const clock = fakeClock();
  const heartbeats = createHeartbeats(clock);
  const server = createOperationsServer({
    role: "sequencer",
    impediments: () => impediments,
    loops: heartbeats.readings,
    metrics: createMetrics(rethrow),
    log: createLogger("silent"),
    ...more,
  });
  const get = (url: string) => server.inject({ method: "GET", url });
  return { clock, heartbeats, get };
}

describe("createOperationsServer", () => {
  describe("/readyz", () => {
    it("200 when nothing keeps the process from its work", async () => {
      const response = await arrange().get("/readyz");
      expect(response.statusCode).to.equal(200);
      expect(response.json()).to.deep.equal({ ready: true, role: "sequencer", reasons: [] });
    });

    it("503 with the reasons and their numbers, as JSON numbers", async () => {
      const { get } = arrange([
        { reason: "work-overdue", clockSec: 301n, timeoutSec: 300n },
        { reason: "posting-stopped", cause: "superblock-too-large", detail: "superblock 7" },
      ]);
      const response = await get("/readyz");
      expect(response.statusCode).to.equal(503);
      expect(response.json()).to.deep.equal({
        ready: false,
        role: "sequencer",
        reasons: [
          { reason: "work-overdue", clockSec: 301, timeoutSec: 300 },
          { reason: "posting-stopped", cause: "superblock-too-large", detail: "superblock 7" },
        ],
      });
    });
  });

  describe("/healthz", () => {
    it("200 while every loop goes round, even when nothing is produced", async () => {
      const { get, heartbeats, clock } = arrange([{ reason: "l1-not-read" }]);
      const beat = heartbeats.watch("settlement", 1_000);
      await clock.advance(900);
      beat();
      await clock.advance(900);
      const response = await get("/healthz");
      expect(response.statusCode).to.equal(200);
      expect(response.json()).to.deep.equal({
        alive: true,
        role: "sequencer",
        reasons: [],
        loops: [{ loop: "settlement", limitMs: 1_000, silentMs: 900 }],
      });
    });

    it("503: loop-stuck, names the one that hangs", async () => {
      const { get, heartbeats, clock } = arrange();
      heartbeats.watch("settlement", 1_000);
      const beat = heartbeats.watch("mining", 1_000);
      await clock.advance(1_001);
      beat();
      const response = await get("/healthz");
      expect(response.statusCode).to.equal(503);
      expect(response.json().reasons).to.deep.equal([
        { reason: "loop-stuck", loop: "settlement", silentMs: 1_001 },
      ]);
    });
  });

  it("/metrics is text that Prometheus takes", async () => {
    const response = await arrange().get("/metrics");
    expect(response.statusCode).to.equal(200);
    expect(response.headers["content-type"]).to.match(/^text\/plain; version=0\.0\.4/);
    expect(response.body).to.match(/^process_resident_memory_bytes \d+$/m);
  });

  it("500 without a word about the inside when a question fails", async () => {
    const { get } = arrange([], {
      impediments: () => {
        throw new Error("secret");
      },
    });
    const response = await get("/readyz");
    expect(response.statusCode).to.equal(500);
    expect(response.body).to.not.include("secret");
  });

  it("404 for anything else", async () => {
    expect((await arrange().get("/admin")).statusCode).to.equal(404);
  });
});

describe("findImpediments", () => {
  const well = { isStopping: false, isStoreOpen: true, nowMs: 100_000, l1AtMs: 99_000, stuck: [] } as const;

  it("finds none when all is well", () => {
    expect(findImpediments({ ...well, failedSlots: 2 })).to.deep.equal([]);
  });

  const stuck = { loop: "mining", silentMs: 9, limitMs: 8 };
  const halts = [
    { reason: "work-overdue", clockSec: 2n, timeoutSec: 1n },
    { reason: "too-many-unmined", unmined: 3n, maximum: 3n },
    { reason: "l1-unreachable", sinceMs: 5 },
    { reason: "fallback", base: 4n },
    { reason: "l1-origin-gone", number: 4n },
    { reason: "inbox-diverged", number: 4n, superblock: "0x04" },
  ] as const;
  const cases: readonly (readonly [Partial<Parameters<typeof findImpediments>[0]>, Impediment])[] = [
    [{ isStopping: true }, { reason: "stopping" }],
    [{ isStoreOpen: false }, { reason: "store-closed" }],
    [{ l1AtMs: undefined }, { reason: "l1-not-read" }],
    [{ l1AtMs: 69_999 }, { reason: "l1-silent", silentMs: 30_001, limitMs: 30_000 }],
    ...halts.map((halt) => [{ halt }, halt] as const),
    [{ failedSlots: 3 }, { reason: "slots-failing", slots: 3 }],
    [
      { postingStop: { reason: "superblock-too-large", detail: "there" } },
      { reason: "posting-stopped", cause: "superblock-too-large", detail: "there" },
    ],
    [
      { postingRefusal: { error: "leader-not-bonded", detail: "stake" } },
      { reason: "posting-refused", error: "leader-not-bonded", detail: "stake" },
    ],
    [{ deriving: { derived: 1n, posted: 9n } }, { reason: "deriving", derived: 1n, posted: 9n }],
    [
      {
        mismatch: {
          batchIndex: 2n,
          mismatch: { reason: "wrong-superblock-count", expected: 1n, actual: 2n },
        },
      },
      { reason: "derivation-mismatch", batchIndex: 2n, why: "wrong-superblock-count" },
    ],
    [
      { withheld: { batchIndex: 2n, detail: "nobody has it" } },
      { reason: "data-withheld", batchIndex: 2n, detail: "nobody has it" },
    ],
    ...(
      [
        { reason: "superblock-false", number: 7n, hash: "0x07", why: "tip-differs" },
        { reason: "equivocation", term: "0x01", number: 8n, evidence: "equivocation.json" },
      ] as const
    ).map((found): [Partial<ReadinessFacts>, Impediment] => [{ misconduct: [found] }, found]),
    [{ stuck: [stuck] }, { reason: "loop-stuck", loop: "mining", silentMs: 9 }],
  ];
  for (const [change, impediment] of cases)
    it(`finds ${impediment.reason}`, () => {
      expect(findImpediments({ ...well, ...change })).to.deep.equal([impediment]);
    });

  it("every reason is one of the list, and every one of the list is tested here", () => {
    expect([...new Set(cases.map(([, { reason }]) => reason))].sort()).to.deep.equal(
      [...IMPEDIMENT_REASONS].sort(),
    );
  });
});
