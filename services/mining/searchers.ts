/** The threads that search nonces. */
import { Worker } from "node:worker_threads";
import type { Logger } from "../runtime/logger.ts";
import type { WorkerOrder, WorkerReport } from "./minerWorker.ts";

export type SearchersOptions = {
  readonly threads: number;
  /** rest of a thread after each piece of some 30 ms */
  readonly pauseMs: number;
  readonly log: Logger;
  /** a nonce that meets the target of order `id`; the thread rests until it is ordered on */
  readonly onFound: (thread: number, id: number, nonce: number) => void;
  /** all nonces of order `id` were tried in vain */
  readonly onExhausted: (thread: number, id: number) => void;
};

export interface Searchers {
  readonly threads: number;
  order(thread: number, order: WorkerOrder): void;
  /** Hashes tried since the last call. */
  takeCount(): number;
  stop(): Promise<void>;
}

export function startSearchers({ threads, pauseMs, log, onFound, onExhausted }: SearchersOptions): Searchers {
  let hashes = 0;
  const workers = Array.from({ length: threads }, (_, thread) => {
    const worker = new Worker(new URL("minerWorker.ts", import.meta.url), { workerData: { pauseMs } });
    worker.on("message", (report: WorkerReport) => {
      if (report.type === "hashes") hashes += report.count;
      else if (report.type === "found") onFound(thread, report.id, report.nonce);
      else onExhausted(thread, report.id);
    });
    worker.on("error", (err) => log.error({ err, thread }, "miner thread failed"));
    return worker;
  });
  return {
    threads,
    order: (thread, order) => workers[thread]?.postMessage(order),
    takeCount: () => {
      const count = hashes;
      hashes = 0;
      return count;
    },
    stop: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
