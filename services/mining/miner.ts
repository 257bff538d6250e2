/**
 * A CPU miner for development. It speaks the mining RPC of one or several deployments like any other client, and
 * mines for a Bitcoin node at the same time if it is given one. Work on Bitcoin never waits for an auxiliary chain.
 */
import { randomBytes } from "node:crypto";
import type { Clock } from "../ports.ts";
import type { Logger } from "../runtime/logger.ts";
import { runLoop } from "../runtime/runLoop.ts";
import type { AuxWork } from "./auxClient.ts";
import { type AuxSource, type AuxSourceOptions, followAuxChain, type VerifyWork } from "./auxSource.ts";
import { deliver } from "./delivery.ts";
import { buildWork, commitTo, easiestTarget, findsOf, type Goals, type MergedWork } from "./mergedWork.ts";
import { type CommitmentForm, type ParentTemplate, standInTemplate } from "./parentBlock.ts";
import { followBitcoinNode, type ParentSource } from "./parentSource.ts";
import type { RpcEndpoint } from "./rpcCaller.ts";
import { type Searchers, startSearchers } from "./searchers.ts";

export type MinerOptions = RpcEndpoint & {
  /** mining RPCs of more deployments, mined with the same hashes */
  readonly others?: readonly RpcEndpoint[];
  /** the Bitcoin node to mine for, and the address that its blocks pay */
  readonly bitcoin?: RpcEndpoint & { readonly payout: string };
  /** where the coinbase carries the commitment; default "script" */
  readonly form?: CommitmentForm;
  /** Ethereum account that the work is credited to */
  readonly address: string;
  readonly verify?: VerifyWork;
  /** where work comes from; the mining RPCs when absent */
  readonly follow?: (options: AuxSourceOptions) => AuxSource;
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
  /** Stops searching until `resume`. */
  pause(): void;
  resume(): void;
  /** Resolves when the signal has aborted and all threads have ended. */
  readonly done: Promise<void>;
}

const REPORT_EVERY_MS = 10_000;
const POLL_MS = 500;
const EXTRA_NONCE_BYTES = 8;

export function startMiner(options: MinerOptions): Miner {
  const run = new MinerRun(options);
  return { pause: () => run.pause(), resume: () => run.resume(), done: run.done };
}

class MinerRun {
  readonly done: Promise<void>;
  readonly #options: MinerOptions;
  readonly #searchers: Searchers;
  readonly #chains: readonly AuxSource[];
  readonly #parent: ParentSource | undefined;
  /** what each chain offers */
  readonly #offers = new Map<number, AuxWork>();
  readonly #solved = new Set<string>();
  readonly #jobs = new Map<number, MergedWork>();
  #template: ParentTemplate | undefined;
  #blockFound = false;
  #nextJob = 0;
  #paused = false;
  #leftOut = "";

  constructor(options: MinerOptions) {
    this.#options = options;
    const { clock, log, signal, pollMs = POLL_MS, pauseMs = 0, threads } = options;
    this.#searchers = startSearchers({
      threads,
      pauseMs,
      log,
      onFound: (thread, id, nonce) => this.#onFound(thread, id, nonce),
      onExhausted: (thread, id) => {
        if (this.#jobs.delete(id)) this.#giveWork(thread);
      },
    });
    this.#parent = options.bitcoin && this.#follow(options.bitcoin);
    const follow = options.follow ?? followAuxChain;
    this.#chains = [options, ...(options.others ?? [])].map((endpoint, chain) =>
      follow({
        ...options,
        endpoint,
        pollMs,
        onWork: (work) => this.#onWork(chain, work),
      }),
    );
    const rate = runLoop("hash rate", this.#rateReport(), { clock, log, signal, everyMs: REPORT_EVERY_MS });
    const parts = [rate, ...this.#chains.map(({ done }) => done), this.#parent?.done];
    this.done = Promise.all(parts).then(() => this.#searchers.stop());
  }

  pause(): void {
    this.#paused = true;
    this.#startSearch();
  }

  resume(): void {
    this.#paused = false;
    this.#startSearch();
  }

  #follow(bitcoin: RpcEndpoint & { readonly payout: string }): ParentSource {
    return followBitcoinNode({
      ...this.#options,
      endpoint: bitcoin,
      payout: bitcoin.payout,
      onTemplate: (template) => {
        this.#template = template;
        this.#blockFound = false;
        this.#startSearch();
      },
    });
  }

  #onWork(chain: number, work: AuxWork | undefined): void {
    if (work === undefined) this.#offers.delete(chain);
    else this.#offers.set(chain, work);
    const offered = new Set([...this.#offers.values()].map(({ hash }) => hash));
    for (const hash of this.#solved) if (!offered.has(hash)) this.#solved.delete(hash);
    this.#startSearch();
  }

  get #goals(): Goals {
    return {
      block: this.#template !== undefined && !this.#blockFound,
      isOpen: (hash) => !this.#solved.has(hash),
    };
  }

  /** Everything anew: what was ordered before is worth nothing, or less, now. */
  #startSearch(): void {
    this.#jobs.clear();
    for (let thread = 0; thread < this.#searchers.threads; thread++) this.#giveWork(thread);
  }

  #giveWork(thread: number): void {
    const { clock, bitcoin, form = "script" } = this.#options;
    const template = bitcoin ? this.#template : standInTemplate(Math.floor(clock.now() / 1000));
    if (this.#paused || template === undefined) {
      this.#searchers.order(thread, { type: "idle" });
      return;
    }
    const commitments = commitTo(this.#offers);
    this.#noteLeftOut(commitments.leftOut);
    const work = buildWork(template, commitments, { form, extraNonce: randomBytes(EXTRA_NONCE_BYTES) });
    const id = this.#nextJob++;
    this.#jobs.set(id, work);
    this.#search(thread, id, work, 0);
  }

  #search(thread: number, id: number, work: MergedWork, from: number): void {
    const target = easiestTarget(work, this.#goals);
    const { header } = work.parent;
    this.#searchers.order(
      thread,
      target === undefined ? { type: "idle" } : { type: "work", id, header, target, from },
    );
  }

  #onFound(thread: number, id: number, nonce: number): void {
    const work = this.#jobs.get(id);
    if (work === undefined) return;
    for (const find of findsOf(work, nonce, this.#goals)) {
      if (find.kind === "block") this.#blockFound = true;
      else this.#solved.add(find.hash);
      void deliver(find, { ...this.#options, chains: this.#chains, parent: this.#parent });
    }
    this.#search(thread, id, work, nonce + 1);
  }

  #noteLeftOut(chains: readonly number[]): void {
    const text = chains.join();
    if (text !== "" && text !== this.#leftOut)
      this.#options.log.warn(
        { chains: chains.map((chain) => [this.#options, ...(this.#options.others ?? [])][chain]!.url) },
        "chain id taken by another chain: this one is not mined",
      );
    this.#leftOut = text;
  }

  #rateReport(): () => Promise<void> {
    const { clock, log } = this.#options;
    let reportedAtMs = clock.now();
    return async () => {
      const elapsedMs = clock.now() - reportedAtMs;
      if (elapsedMs < REPORT_EVERY_MS) return;
      const hashesPerSecond = Math.round((this.#searchers.takeCount() * 1000) / elapsedMs);
      log.info({ hashesPerSecond }, "hash rate");
      reportedAtMs += elapsedMs;
    };
  }
}
