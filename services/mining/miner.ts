/** A CPU miner for development. Speaks the mining RPC over HTTP like any other client. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Address } from "viem";
import { z } from "zod";
import type { Clock } from "../ports.ts";
import { decode } from "../protocol/bitcoin/compactTarget.ts";
import type { Logger, Secret } from "../runtime/logger.ts";
import { runLoop } from "../runtime/runLoop.ts";
import type { MinerJob, MinerReport } from "./minerWorker.ts";
import { auxPowHex, buildParentBlock, fromDisplay } from "./parentBlock.ts";

export type MinerOptions = {
  readonly url: string;
  readonly user: string;
  readonly password: Secret;
  /** account credited */
  readonly address: Address;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** default 1 */
  readonly threads?: number;
  /** share of each thread's time spent hashing, default 1 */
  readonly duty?: number;
  /** pause between two questions for work, default 1000 */
  readonly pollMs?: number;
};

export interface Miner {
  /** Resolves when the signal has aborted and the threads have ended. */
  run(): Promise<void>;
  pause(): void;
  resume(): void;
  /** hashes per second since the last question for work; 0 while idle */
  readonly hashRate: number;
}

const auxBlock = z.object({
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  bits: z.string().regex(/^[0-9a-f]{8}$/),
});
const rpcAnswer = z.object({
  result: z.unknown(),
  error: z.object({ code: z.number(), message: z.string() }).nullish(),
});

/** `getauxblock` & co. of Bitcoin: the chain is not ready, ask again. */
const NOT_READY = new Set([-9, -10]);

type Job = { readonly hash: string; readonly coinbases: readonly Uint8Array[]; readonly jobId: number };

export const runMiner = (options: MinerOptions): Promise<void> => createMiner(options).run();

export function createMiner(options: MinerOptions): Miner {
  const { clock, log, signal, threads = 1, duty = 1, pollMs = 1000 } = options;
  let workers: Worker[] = [];
  let job: Job | undefined;
  let jobs = 0;
  let paused = false;
  let hashes = 0;
  let hashRate = 0;
  let countedAtMs = clock.now();
  let submitted: string | undefined;

  const call = async (method: string, params: readonly unknown[]) => {
    const basic = Buffer.from(`${options.user}:${options.password.reveal()}`).toString("base64");
    const response = await fetch(options.url, {
      method: "POST",
      headers: { Authorization: `Basic ${basic}`, "Content-Type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]),
    });
    if (!response.ok) throw new Error(`mining RPC ${options.url} answered HTTP ${response.status}`);
    return rpcAnswer.parse(await response.json());
  };

  const idle = (): void => {
    job = undefined;
    for (const worker of workers) worker.postMessage(undefined);
  };

  const begin = (hash: string, nBits: number): void => {
    const jobId = ++jobs;
    const auxHash = fromDisplay(hash);
    const timeSec = Math.floor(clock.now() / 1000);
    const blocks = workers.map(() =>
      buildParentBlock({ auxHash, extraNonce: randomBytes(8), timeSec, nBits }),
    );
    job = { hash, jobId, coinbases: blocks.map(({ coinbase }) => coinbase) };
    for (const [i, worker] of workers.entries())
      worker.postMessage({
        jobId,
        header: blocks[i]!.header,
        target: decode(nBits),
        duty,
      } satisfies MinerJob);
  };

  const submit = async (thread: number, header: Uint8Array): Promise<void> => {
    const { hash, coinbases } = job!;
    idle();
    submitted = hash;
    const answer = await call("submitauxblock", [hash, auxPowHex(coinbases[thread]!, header)]);
    if (answer.result === true) log.info({ hash }, "work found and accepted");
    else log.warn({ hash, error: answer.error }, "work found and refused");
  };

  const onReport = (thread: number, report: MinerReport): void => {
    hashes += report.hashes;
    if (report.found === undefined || report.jobId !== job?.jobId) return;
    submit(thread, report.found).catch((err: unknown) => {
      submitted = undefined;
      if (!signal.aborted) log.warn({ err }, "work could not be handed in");
    });
  };

  const poll = async (): Promise<void> => {
    const nowMs = clock.now();
    hashRate = job && nowMs > countedAtMs ? Math.round((hashes * 1000) / (nowMs - countedAtMs)) : 0;
    hashes = 0;
    countedAtMs = nowMs;
    if (paused) return;
    const { result, error } = await call("createauxblock", [options.address]);
    if (paused) return;
    if (error && !NOT_READY.has(error.code)) throw new Error(`createauxblock: ${error.message}`);
    if (error) return idle();
    const { hash, bits } = auxBlock.parse(result);
    if (hash === job?.hash || hash === submitted) return;
    if (hashRate > 0) log.info({ hashesPerSecond: hashRate }, "mining");
    begin(hash, Number.parseInt(bits, 16));
  };

  return {
    get hashRate() {
      return hashRate;
    },
    pause: () => {
      paused = true;
      idle();
    },
    resume: () => {
      paused = false;
    },
    run: async () => {
      workers = Array.from({ length: threads }, (_, thread) => {
        const worker = new Worker(join(import.meta.dirname, "minerWorker.ts"));
        worker.on("message", (report: MinerReport) => onReport(thread, report));
        worker.on("error", (err) => log.error({ err }, "mining thread failed"));
        return worker;
      });
      await runLoop("miner", poll, { clock, log, signal, everyMs: pollMs, maxBackoffMs: 5_000 });
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
