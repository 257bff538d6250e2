/** The sequencer's side of the thread that serves pools. */
import { Worker } from "node:worker_threads";
import type { AcceptedWork } from "../mining/acceptedWork.ts";
import { factsPatch, type MiningFacts, NO_FACTS } from "../mining/miningFacts.ts";
import type { Logger, LogLevel } from "../runtime/logger.ts";
import { ServiceError, UsageError } from "../runtime/serviceError.ts";
import type { MiningRpcOrder, MiningRpcReport, MiningRpcSetup, Tally } from "./miningRpcMessages.ts";

export type MiningRpcOptions = {
  readonly setup: Omit<MiningRpcSetup, "logLevel">;
  readonly log: Logger;
  /** Work that is on disk in the thread's journal; it is dropped from there some time after this has resolved. */
  readonly onAccepted: (work: AcceptedWork) => Promise<void>;
  /** at least once a second */
  readonly onTally: (tally: Tally) => void;
};

export interface MiningRpc {
  readonly url: string;
  /** Has it serve from these. */
  look(facts: MiningFacts, creditWei: bigint): void;
  /** Rejects when the thread fails; resolves when it was stopped. */
  readonly done: Promise<void>;
  stop(): Promise<void>;
}

/** @returns when pools can call */
export async function startMiningRpc(options: MiningRpcOptions): Promise<MiningRpc> {
  const { setup, log } = options;
  const workerData: MiningRpcSetup = { ...setup, logLevel: log.level as LogLevel };
  const worker = new Worker(new URL("miningRpcThread.ts", import.meta.url), { workerData });
  const order = (message: MiningRpcOrder): void => worker.postMessage(message);
  const exited = new Promise<void>((resolve) => {
    worker.once("exit", () => resolve());
  });
  let told: Parameters<typeof factsPatch>[0] = NO_FACTS;
  let isStopping = false;
  const { serving, done } = attend(worker, { ...options, order, isStopping: () => isStopping });
  return {
    url: await Promise.race([serving, done.then(() => "")]),
    done,
    look: (facts, creditWei) => {
      order({ type: "facts", patch: factsPatch(told, facts), creditWei });
      told = facts;
    },
    stop: async () => {
      isStopping = true;
      order({ type: "stop" });
      await exited;
    },
  };
}

/** Listens to the thread until it ends. */
function attend(
  worker: Worker,
  options: Omit<MiningRpcOptions, "setup"> & {
    readonly order: (message: MiningRpcOrder) => void;
    readonly isStopping: () => boolean;
  },
): { readonly serving: Promise<string>; readonly done: Promise<void> } {
  const { log, order } = options;
  const serving = Promise.withResolvers<string>();
  const done = Promise.withResolvers<void>();
  const fail = (message: string, cause?: unknown): void =>
    done.reject(new ServiceError("mining-thread", `the thread of the mining RPC ${message}`, { cause }));
  const keep = async (work: AcceptedWork): Promise<void> => {
    await options.onAccepted(work);
    order({ type: "kept", id: work.id });
  };
  worker.on("message", (report: MiningRpcReport) => {
    if (report.type === "tally") options.onTally(report.tally);
    else if (report.type === "log") logLine(log, report.line);
    else if (report.type === "accepted") keep(report.work).catch(done.reject);
    else if (report.type === "usage") done.reject(new UsageError(report.message));
    else serving.resolve(report.url);
  });
  worker.on("error", (cause) => fail("failed", cause));
  worker.on("exit", (code) => (options.isStopping() ? done.resolve() : fail(`ended with code ${code}`)));
  return { serving: serving.promise, done: done.promise };
}

/** A line of the thread's logger, said again by ours. */
function logLine(log: Logger, line: string): void {
  const { level, time: _, msg, ...fields } = JSON.parse(line) as { level: number; time: string; msg: string };
  log[log.levels.labels[level] as "info"](fields, msg);
}
