/** Starts and stops the devnet's L1, a Hardhat node in a process of its own whose chain survives restarts. */
import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { Logger } from "../../../runtime/logger.ts";
import { DevnetL1Error, type DevnetL1ErrorCode } from "./blockJournal.ts";

/** What the process says over its IPC channel. */
export type DevnetL1Report =
  | { readonly kind: "repaired"; readonly bytes: number }
  | { readonly kind: "replaying"; readonly done: number; readonly total: number }
  | { readonly kind: "ready"; readonly url: string; readonly blockNumber: number }
  | { readonly kind: "failed"; readonly code: DevnetL1ErrorCode; readonly message: string };

export type DevnetL1Options = {
  /** the chain is kept in <stateDir>/l1/blocks.jsonl */
  readonly stateDir: string;
  /** on 127.0.0.1; 0 takes any free one */
  readonly port: number;
  readonly log: Logger;
  /** aborting it stops the process */
  readonly signal: AbortSignal;
  /** pause between empty blocks, default 1000; a transaction gets a block at once */
  readonly blockTimeMs?: number;
  /** called while the journal is replayed, about every 1000 blocks */
  readonly onProgress?: (done: number, total: number) => void;
};

export interface DevnetL1 {
  readonly url: string;
  readonly pid: number;
  /** Resolves after `stop`; rejects when the process ends by itself. */
  readonly ended: Promise<void>;
  /** Resolves when the process has ended; what it answered is on disk. */
  stop(): Promise<void>;
}

const STOP_DEADLINE_MS = 5000;

/** Resolves when the RPC answers. Rejects with a DevnetL1Error, whose message is one line for a person. */
export async function startDevnetL1(options: DevnetL1Options): Promise<DevnetL1> {
  const { stateDir, port, log, signal, blockTimeMs = 1000 } = options;
  const journal = join(stateDir, "l1", "blocks.jsonl");
  const child = fork(
    join(import.meta.dirname, "devnetL1Process.ts"),
    [journal, String(port), String(blockTimeMs)],
    { execArgv: [], stdio: ["ignore", "ignore", "inherit", "ipc"] },
  );
  let stopping = false;
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const stop = async (): Promise<void> => {
    stopping = true;
    if (child.connected) child.disconnect();
    // The journal bears a kill at any moment, so a process that hangs is not waited for.
    const kill = setTimeout(() => child.kill("SIGKILL"), STOP_DEADLINE_MS);
    await exited;
    clearTimeout(kill);
  };
  signal.addEventListener("abort", () => void stop(), { once: true });

  const ready = await untilReady(child, options).catch(async (err: unknown) => {
    await stop();
    throw err;
  });
  log.info({ url: ready.url, blockNumber: ready.blockNumber }, "devnet L1 ready");
  const ended = exited.then(() => {
    if (!stopping) throw new DevnetL1Error("process-ended", "the devnet's L1 process ended by itself");
  });
  // Whoever cares awaits `ended`; nobody has to.
  ended.catch(() => undefined);
  return { url: ready.url, pid: child.pid!, ended, stop };
}

type Ready = Extract<DevnetL1Report, { kind: "ready" }>;

function untilReady(child: ChildProcess, { log, signal, onProgress }: DevnetL1Options): Promise<Ready> {
  return new Promise((resolve, reject) => {
    if (signal.aborted)
      reject(new DevnetL1Error("process-ended", "the start of the devnet's L1 was aborted"));
    child.on("message", (message) => {
      const report = message as DevnetL1Report;
      if (report.kind === "ready") resolve(report);
      if (report.kind === "failed") reject(new DevnetL1Error(report.code, report.message));
      if (report.kind === "replaying") onProgress?.(report.done, report.total);
      if (report.kind === "repaired")
        log.warn({ bytes: report.bytes }, "devnet L1 journal ended in a torn line, taken off");
    });
    child.once("error", reject);
    child.once("exit", (code) =>
      reject(new DevnetL1Error("process-ended", `the devnet's L1 process ended during start (code ${code})`)),
    );
  });
}
