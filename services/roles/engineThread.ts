/** The thread of one rollup: its engine with its state, so that rollups execute side by side. */
import { parentPort, workerData } from "node:worker_threads";
import { openStateReader } from "../adapters/store/stateReader.ts";
import { createEngine } from "../execution/ethereumjs/engine.ts";
import { serveEngine } from "../execution/remote/serveEngine.ts";

export type EngineThreadSetup = {
  readonly chainId: bigint;
  /** of the store, which the process has open */
  readonly path: string;
  readonly chainIds: readonly bigint[];
};

const { chainId, ...store } = workerData as EngineThreadSetup;
const port = parentPort!;
const reader = openStateReader(store);
const engine = await createEngine({ chainId, readNode: (key) => reader.stateNode(chainId, key) });
serveEngine(engine, {
  on: (_event, listener) =>
    port.on("message", (message: unknown) => {
      if (message === "stop") void reader.close().then(() => port.close());
      else listener(message);
    }),
  postMessage: (message, transfer = []) => port.postMessage(message, transfer),
});
port.postMessage("ready");
