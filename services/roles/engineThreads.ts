/** Engines of all rollups, each in a thread of its own: where blocks are built. */
import { Worker } from "node:worker_threads";
import { remoteEngine } from "../execution/remote/remoteEngine.ts";
import type { Engine } from "../ports.ts";
import type { Lifecycle } from "../runtime/lifecycle.ts";
import { ServiceError } from "../runtime/serviceError.ts";
import type { EngineThreadSetup } from "./engineThread.ts";

/** A rollup's thread ended. Its open block is lost and nothing else: the process stops, and the next start goes on. */
export class EngineThreadFailed extends ServiceError {
  constructor(chainId: bigint, what: string, cause?: unknown) {
    super("engine-thread", `the thread of rollup ${chainId} ${what}`, { cause });
  }
}

/** Starts them over a store that this process has open. @returns ascending by chain id */
export async function startEngineThreads(
  store: Omit<EngineThreadSetup, "chainId">,
  lifecycle: Pick<Lifecycle, "onStop" | "watch">,
): Promise<readonly Engine[]> {
  const started = store.chainIds.map((chainId) => startThread({ ...store, chainId }));
  for (const [i, { stop, done }] of started.entries()) {
    const name = `thread of rollup ${store.chainIds[i]}`;
    lifecycle.onStop(name, stop);
    lifecycle.watch(name, done);
  }
  return Promise.all(started.map(({ ready }) => ready));
}

export function startThread(setup: EngineThreadSetup) {
  const worker = new Worker(new URL("engineThread.ts", import.meta.url), { workerData: setup });
  const ready = Promise.withResolvers<Engine>();
  const done = Promise.withResolvers<void>();
  const { engine, fail } = remoteEngine(setup.chainId, {
    on: (_event, listener) =>
      worker.on("message", (message: unknown) => {
        if (message === "ready") ready.resolve(engine);
        else listener(message);
      }),
    postMessage: (message) => worker.postMessage(message),
  });
  let isStopping = false;
  const end = (failure: EngineThreadFailed): void => {
    fail(failure);
    ready.reject(failure);
    if (isStopping) done.resolve();
    else done.reject(failure);
  };
  // A failed start is told by both; whoever looks at one need not look at the other.
  done.promise.catch(() => undefined);
  worker.on("error", (cause) => end(new EngineThreadFailed(setup.chainId, `failed: ${cause}`, cause)));
  worker.on("exit", (code) => end(new EngineThreadFailed(setup.chainId, `ended with code ${code}`)));
  return {
    ready: ready.promise,
    /** Resolves when it was stopped, rejects when it ended by itself. */
    done: done.promise,
    stop: async (): Promise<void> => {
      isStopping = true;
      worker.postMessage("stop");
      await done.promise;
    },
    /** Ends it at once, as a crash does. */
    kill: () => worker.terminate(),
  };
}
