/** Follows one auxiliary chain: its present work, by long poll where the daemon offers it. */
import type { Clock } from "../ports.ts";
import type { Logger } from "../runtime/logger.ts";
import { runLoop } from "../runtime/runLoop.ts";
import { type AuxWork, createAuxClient } from "./auxClient.ts";
import type { RpcEndpoint } from "./rpcCaller.ts";

/** Asked before work is taken up; a refusal leaves the chain without work until it offers other work. */
export type VerifyWork = (
  work: AuxWork,
  signal: AbortSignal,
) => Promise<{ readonly ok: true } | { readonly ok: false; readonly reason: string }>;

export type AuxSourceOptions = {
  readonly endpoint: RpcEndpoint;
  /** Ethereum account that the work is credited to */
  readonly address: string;
  readonly verify?: VerifyWork;
  readonly pollMs: number;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** told of every change; undefined: nothing to mine */
  readonly onWork: (work: AuxWork | undefined) => void;
};

export interface AuxSource {
  submit(hash: string, auxPow: string): Promise<boolean>;
  /** Resolves when the signal has aborted. A chain that fails is asked again, for ever, and disturbs nobody. */
  readonly done: Promise<void>;
}

const MAX_BACKOFF_MS = 5_000;
/** What a daemon with long polls calls having no work. */
const NO_WORK = "none";

export function followAuxChain(options: AuxSourceOptions): AuxSource {
  const { endpoint, address, pollMs, clock, log, signal, onWork } = options;
  const client = createAuxClient(endpoint);
  const isWanted = verifier(options);
  let longPollId: string | undefined;
  let hash: string | undefined;
  let lastAnswer = "";
  const step = async (): Promise<void> => {
    // If this call fails, the next one is answered at once.
    const known = longPollId;
    longPollId = undefined;
    const answer = await client.createAuxBlock(address, signal, known);
    const text = answer.ok ? "work" : answer.message;
    if (text !== lastAnswer) log.info({ url: endpoint.url, answer: text }, "mining RPC answers");
    lastAnswer = text;
    if (answer.ok) longPollId = answer.work.longpollid;
    else if (known !== undefined) longPollId = NO_WORK;
    const offered = answer.ok ? answer.work.hash : undefined;
    if (offered === hash) return;
    const work = answer.ok && (await isWanted(answer.work)) ? answer.work : undefined;
    hash = offered;
    onWork(work);
  };
  return {
    submit: (found, auxPow) => client.submitAuxBlock(found, auxPow, signal),
    done: runLoop("aux chain", step, { clock, log, signal, everyMs: pollMs, maxBackoffMs: MAX_BACKOFF_MS }),
  };
}

const verifier =
  ({ verify, endpoint, log, signal }: AuxSourceOptions) =>
  async (work: AuxWork): Promise<boolean> => {
    const verdict = verify === undefined ? ({ ok: true } as const) : await verify(work, signal);
    if (!verdict.ok)
      log.warn({ url: endpoint.url, hash: work.hash, reason: verdict.reason }, "work not taken up");
    return verdict.ok;
  };
