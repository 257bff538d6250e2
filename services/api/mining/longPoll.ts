/** Calls that wait for new work: `createauxblock` with the `longpollid` of what the caller has. */
import type { Address } from "viem";
import type { MiningDesk, WorkOutcome } from "../../mining/miningDesk.ts";
import type { Clock } from "../../ports.ts";
import { displayHash } from "./rpcMethod.ts";

/** The id of having no work. */
export const NO_WORK = "none";

export type LongPollLimits = {
  /** after this long the present work is answered, whatever it is */
  readonly timeoutMs: number;
  /** calls that wait at the same time; one more is answered at once */
  readonly maxWaiting: number;
  readonly maxWaitingPerWorker: number;
};

export const DEFAULT_LONG_POLL_LIMITS: LongPollLimits = {
  timeoutMs: 60_000,
  maxWaiting: 1_000,
  maxWaitingPerWorker: 64,
};

export const longPollId = (outcome: WorkOutcome): string =>
  outcome.ok ? displayHash(outcome.template.id) : NO_WORK;

export type LongPollRequest = {
  readonly miner: Address;
  /** id of the work that the caller has */
  readonly known: string;
  readonly worker: string;
  /** aborts when the caller has gone away */
  readonly gone: AbortSignal;
};

export interface LongPolls {
  /** The account's work as soon as it is another than the known one. */
  wait(request: LongPollRequest): Promise<WorkOutcome>;
  readonly waiting: number;
}

export function createLongPolls(
  { service, clock }: { readonly service: MiningDesk; readonly clock: Pick<Clock, "sleep"> },
  limits: LongPollLimits,
): LongPolls {
  const waiting = new Map<string, number>();
  const total = (): number => [...waiting.values()].reduce((sum, count) => sum + count, 0);
  const count = (worker: string, by: 1 | -1): void => {
    const left = (waiting.get(worker) ?? 0) + by;
    if (left === 0) waiting.delete(worker);
    else waiting.set(worker, left);
  };

  const untilOther = async ({ miner, known, gone }: LongPollRequest): Promise<void> => {
    const over = new AbortController();
    const stop = service.subscribe(() => {
      if (longPollId(service.createWork(miner)) !== known) over.abort();
    });
    try {
      await clock.sleep(limits.timeoutMs, AbortSignal.any([over.signal, gone]));
    } finally {
      stop();
    }
  };

  return {
    get waiting() {
      return total();
    },
    wait: async (request) => {
      const now = service.createWork(request.miner);
      const isFull =
        total() >= limits.maxWaiting || (waiting.get(request.worker) ?? 0) >= limits.maxWaitingPerWorker;
      if (isFull || longPollId(now) !== request.known) return now;
      count(request.worker, 1);
      try {
        await untilOther(request);
      } finally {
        count(request.worker, -1);
      }
      return service.createWork(request.miner);
    },
  };
}
