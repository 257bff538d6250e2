/**
 * A CPU miner for development. It speaks the mining RPC like any other client: asks for work, searches in worker
 * threads, submits what it finds, and rests while there is nothing to mine.
 */
import { randomBytes } from "node:crypto";
import { Worker } from "node:worker_threads";
import { hexToBytes } from "@noble/hashes/utils.js";
import type { Clock } from "../ports.ts";
import { reverse } from "../protocol/bitcoin/bitcoinHash.ts";
import { serialize } from "../protocol/bitcoin/namecoinAuxPow.ts";
import type { Logger } from "../runtime/logger.ts";
import { runLoop } from "../runtime/runLoop.ts";
import { type AuxClientOptions, type AuxWork, createAuxClient } from "./auxClient.ts";
import type { WorkerOrder, WorkerReport } from "./minerWorker.ts";
import { buildCoinbase, headerWithoutNonce, proofOf } from "./parentBlock.ts";
import type { VerifyWork } from "./verifyWork.ts";

export type MinerOptions = AuxClientOptions & {
  /** Ethereum account that the work is credited to */
  readonly address: string;
  /** asked before work is taken up */
  readonly verify?: VerifyWork;
  readonly threads: number;
  /** rest of a thread after each piece of some 30 ms, so that a small machine stays usable; default 0 */
  readonly pauseMs?: number;
  /** default 500 */
  readonly pollMs?: number;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
};

export interface Miner {
  /** Stops searching and asking until `resume`. */
  pause(): void;
  resume(): void;
  /** Resolves when the signal has aborted and all threads have ended. */
  readonly done: Promise<void>;
}

const REPORT_EVERY_MS = 10_000;

type Job = { readonly hash: string; readonly coinbase: Uint8Array; readonly header: Uint8Array };

export function startMiner(options: MinerOptions): Miner {
  const run = new MinerRun(options);
  return { pause: () => run.pause(), resume: () => run.resume(), done: run.run() };
}

class MinerRun {
  readonly #options: MinerOptions;
  readonly #client;
  readonly #workers: readonly Worker[];
  readonly #jobs = new Map<number, Job>();
  #nextJob = 0;
  /** display hash of the work being searched, or solved and not replaced yet */
  #hash: string | undefined;
  /** display hash of work that did not stand verification */
  #refused: string | undefined;
  #paused = false;
  #lastAnswer = "";
  #hashes = 0;
  #reportedAtMs: number;

  constructor(options: MinerOptions) {
    this.#options = options;
    this.#client = createAuxClient(options);
    this.#reportedAtMs = options.clock.now();
    const workerData = { pauseMs: options.pauseMs ?? 0 };
    this.#workers = Array.from({ length: options.threads }, (_, thread) => {
      const worker = new Worker(new URL("minerWorker.ts", import.meta.url), { workerData });
      worker.on("message", (report: WorkerReport) => this.#onReport(report, thread));
      worker.on("error", (err) => options.log.error({ err, thread }, "miner thread failed"));
      return worker;
    });
  }

  async run(): Promise<void> {
    const { clock, log, signal, pollMs = 500 } = this.#options;
    await runLoop("miner", () => this.#poll(), { clock, log, signal, everyMs: pollMs, maxBackoffMs: 5_000 });
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  pause(): void {
    this.#paused = true;
    this.#rest();
  }

  resume(): void {
    this.#paused = false;
  }

  async #poll(): Promise<void> {
    this.#reportRate();
    if (this.#paused) return;
    const answer = await this.#client.createAuxBlock(this.#options.address, this.#options.signal);
    this.#noteAnswer(answer.ok ? "work" : answer.message);
    if (!answer.ok) return this.#rest();
    if (this.#paused || answer.work.hash === this.#hash || answer.work.hash === this.#refused) return;
    if (!(await this.#isWanted(answer.work))) return;
    this.#hash = answer.work.hash;
    this.#jobs.clear();
    for (const thread of this.#workers.keys()) this.#giveWork(answer.work, thread);
  }

  /** Work that is refused is not asked about again; what was searched before is worth nothing any more. */
  async #isWanted(work: AuxWork): Promise<boolean> {
    const { verify, log, signal } = this.#options;
    const verdict = verify === undefined ? ({ ok: true } as const) : await verify(work, signal);
    if (verdict.ok || signal.aborted) return verdict.ok && !this.#paused;
    log.warn({ hash: work.hash, reason: verdict.reason }, "work not taken up");
    this.#rest();
    this.#refused = work.hash;
    return false;
  }

  #giveWork(work: AuxWork, thread: number): void {
    const auxHash = reverse(hexToBytes(work.hash));
    const coinbase = buildCoinbase(auxHash, randomBytes(8));
    const header = headerWithoutNonce(coinbase, Math.floor(this.#options.clock.now() / 1000));
    const id = this.#nextJob++;
    this.#jobs.set(id, { hash: work.hash, coinbase, header });
    this.#order(thread, { type: "work", id, header, target: hexToBytes(work.target) });
  }

  #onReport(report: WorkerReport, thread: number): void {
    if (report.type === "hashes") {
      this.#hashes += report.count;
      return;
    }
    const job = this.#jobs.get(report.id);
    if (job === undefined) return;
    this.#jobs.delete(report.id);
    if (report.type === "found") void this.#submit(job, report.nonce);
    // Every nonce tried in vain: the next poll hands out the same work with another coinbase.
    else if (thread === 0) this.#hash = undefined;
  }

  async #submit({ hash, coinbase, header }: Job, nonce: number): Promise<void> {
    const { log, signal } = this.#options;
    for (const thread of this.#workers.keys()) this.#order(thread, { type: "idle" });
    try {
      const accepted = await this.#client.submitAuxBlock(
        hash,
        serialize(proofOf(coinbase, header, nonce)),
        signal,
      );
      log.info({ hash, accepted }, accepted ? "work accepted" : "work not accepted");
    } catch (err) {
      if (signal.aborted) return;
      log.warn({ err, hash }, "work could not be submitted, will search again");
      this.#hash = undefined;
    }
  }

  #rest(): void {
    if (this.#hash === undefined) return;
    this.#hash = undefined;
    this.#jobs.clear();
    for (const thread of this.#workers.keys()) this.#order(thread, { type: "idle" });
  }

  #order(thread: number, order: WorkerOrder): void {
    this.#workers[thread]?.postMessage(order);
  }

  /** Logs what the daemon says when it says something new. */
  #noteAnswer(text: string): void {
    if (text === this.#lastAnswer) return;
    this.#lastAnswer = text;
    this.#options.log.info({ answer: text }, "mining RPC answers");
  }

  #reportRate(): void {
    const { clock, log } = this.#options;
    const elapsedMs = clock.now() - this.#reportedAtMs;
    if (elapsedMs < REPORT_EVERY_MS) return;
    log.info({ hashesPerSecond: Math.round((this.#hashes * 1000) / elapsedMs) }, "hash rate");
    this.#hashes = 0;
    this.#reportedAtMs = clock.now();
  }
}
