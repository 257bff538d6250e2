/** One thread of the CPU miner: searches the nonces of the work it was given last. */
import { setImmediate, setTimeout } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { createHashSearch, type HashSearch } from "./hashSearch.ts";

export type WorkerOrder =
  | {
      readonly type: "work";
      readonly id: number;
      readonly header: Uint8Array;
      readonly target: Uint8Array;
      /** the first nonce to try */
      readonly from: number;
    }
  | { readonly type: "idle" };

export type WorkerReport =
  | { readonly type: "found"; readonly id: number; readonly nonce: number }
  /** all 2^32 nonces were tried in vain */
  | { readonly type: "exhausted"; readonly id: number }
  | { readonly type: "hashes"; readonly count: number };

/** A few tens of milliseconds of work on any machine. */
const PIECE = 20_000;
const NONCES = 2 ** 32;

const { pauseMs } = workerData as { readonly pauseMs: number };
let search: { readonly id: number; readonly search: HashSearch; next: number } | undefined;
let wake: () => void = () => undefined;

const report = (message: WorkerReport): void => parentPort?.postMessage(message);

parentPort?.on("message", (order: WorkerOrder) => {
  search =
    order.type === "work"
      ? { id: order.id, search: createHashSearch(order.header, order.target), next: order.from }
      : undefined;
  wake();
});

for (;;) {
  if (search === undefined) {
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
    continue;
  }
  const present = search;
  const count = Math.min(PIECE, NONCES - present.next);
  const nonce = present.search.run(present.next, count);
  present.next += count;
  report({ type: "hashes", count });
  if (nonce !== undefined || present.next >= NONCES) {
    search = undefined;
    report(
      nonce === undefined ? { type: "exhausted", id: present.id } : { type: "found", id: present.id, nonce },
    );
  }
  await (pauseMs > 0 ? setTimeout(pauseMs) : setImmediate());
}
