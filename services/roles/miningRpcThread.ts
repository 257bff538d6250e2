/**
 * The thread that serves pools: the mining RPC over a desk of its own. Building and sealing full blocks keeps the
 * sequencer's thread busy for tenths of a second; who mines Bitcoin must not wait for that.
 */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { type JsonJournal, openJsonJournal } from "../adapters/jsonJournal.ts";
import { systemClock as clock } from "../adapters/systemClock.ts";
import { createMiningServer } from "../api/miningServer.ts";
import type { AcceptedWork } from "../mining/acceptedWork.ts";
import { createDeskWorks } from "../mining/deskWorks.ts";
import { createMiningDesk } from "../mining/miningDesk.ts";
import { NO_FACTS, patchedFacts } from "../mining/miningFacts.ts";
import { createLogger, Secret } from "../runtime/logger.ts";
import { runLoop } from "../runtime/runLoop.ts";
import { UsageError } from "../runtime/serviceError.ts";
import { listen } from "./listen.ts";
import type { MiningRpcOrder, MiningRpcReport, MiningRpcSetup } from "./miningRpcMessages.ts";
import { createTallyCounter } from "./tally.ts";

const TALLY_EVERY_MS = 250;
/** The journal is emptied at this size, when the database has all of it. */
const JOURNAL_LIMIT_BYTES = 1 << 20;

const setup = workerData as MiningRpcSetup;
const tell = (report: MiningRpcReport): void => parentPort?.postMessage(report);
const log = createLogger(setup.logLevel, { write: (line) => tell({ type: "log", line }) });
const stopping = new AbortController();
const calls = createTallyCounter<{ readonly method: string; readonly outcome: string }>();
const rejected = createTallyCounter<{ readonly reason: string }>();
let facts: Parameters<typeof patchedFacts>[0] = NO_FACTS;
let creditWei = 0n;
/** written here, not yet said to be in the database */
const unkept = new Set<AcceptedWork["id"]>();

mkdirSync(dirname(setup.journalPath), { recursive: true });
const journal: JsonJournal<AcceptedWork> = await openJsonJournal(setup.journalPath);
// The sequencer has read it and has all of it in the database.
await journal.clear();
const desk = createMiningDesk({
  clock,
  rules: setup.rules,
  genesisSuperblock: setup.genesisSuperblock,
  works: createDeskWorks(write),
  log,
  ...(setup.stableMs !== undefined && { limits: { stableMs: setup.stableMs } }),
  onRejected: (reason) => rejected.count({ reason }),
});
const server = createMiningServer({
  service: desk,
  user: setup.user,
  password: new Secret(setup.password),
  workers: setup.workers.map((worker) => ({ ...worker, password: new Secret(worker.password) })),
  ...(setup.defaultAddress && { defaultAddress: setup.defaultAddress }),
  nextCreditWei: () => creditWei,
  startedAtMs: clock.now(),
  onCall: (method, outcome) => calls.count({ method, outcome }),
  clock,
  log,
});

async function write(work: AcceptedWork): Promise<void> {
  unkept.add(work.id);
  try {
    await journal.append(work);
  } catch (cause) {
    unkept.delete(work.id);
    throw cause;
  }
  tell({ type: "accepted", work });
}

async function kept(id: AcceptedWork["id"]): Promise<void> {
  unkept.delete(id);
  if (unkept.size === 0 && journal.bytes >= JOURNAL_LIMIT_BYTES) await journal.clear();
}

async function obey(order: MiningRpcOrder): Promise<void> {
  if (order.type === "kept") return kept(order.id);
  if (order.type === "stop") return stop();
  const now = patchedFacts(facts, order.patch);
  facts = now;
  creditWei = order.creditWei;
  desk.look(now);
}

async function sendTally(): Promise<void> {
  tell({
    type: "tally",
    tally: { calls: calls.take(), rejected: rejected.take(), workAtMs: desk.workAtMs },
  });
}

async function stop(): Promise<void> {
  stopping.abort();
  await server.close();
  await journal.close();
  await sendTally();
  parentPort?.close();
}

parentPort?.on("message", obey);
try {
  tell({ type: "serving", url: await listen(server, "mining", setup.port) });
} catch (err) {
  if (!(err instanceof UsageError)) throw err;
  tell({ type: "usage", message: err.message });
  await stop();
}
await runLoop("tally", sendTally, { clock, log, everyMs: TALLY_EVERY_MS, signal: stopping.signal });
