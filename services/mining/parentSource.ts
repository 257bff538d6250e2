/** Follows a Bitcoin node: its present template, by long poll. */
import type { Clock } from "../ports.ts";
import type { Logger } from "../runtime/logger.ts";
import { runLoop } from "../runtime/runLoop.ts";
import { createBitcoinClient } from "./bitcoinClient.ts";
import type { ParentTemplate } from "./parentBlock.ts";
import type { RpcEndpoint } from "./rpcCaller.ts";

export type ParentSourceOptions = {
  readonly endpoint: RpcEndpoint;
  /** Bitcoin address that blocks pay */
  readonly payout: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly onTemplate: (template: ParentTemplate) => void;
};

export interface ParentSource {
  /** undefined when the node took the block, else its reason */
  submit(block: Uint8Array): Promise<string | undefined>;
  /** Asks for a template now instead of waiting for the node to have another. */
  refresh(): void;
  /** Resolves when the signal has aborted. */
  readonly done: Promise<void>;
}

/** Between two calls to a node without long poll. */
const POLL_MS = 1_000;
/** Between two long polls. */
const PAUSE_MS = 50;
const MAX_BACKOFF_MS = 5_000;

export function followBitcoinNode(options: ParentSourceOptions): ParentSource {
  const { endpoint, payout, clock, log, signal, onTemplate } = options;
  const client = createBitcoinClient(endpoint);
  let payoutScript: Uint8Array | undefined;
  let longPollId: string | undefined;
  let isPolled = false;
  let refreshing = new AbortController();
  const step = async (): Promise<void> => {
    // If this call fails, the next one is answered at once.
    const known = longPollId;
    longPollId = undefined;
    refreshing = new AbortController();
    const either = AbortSignal.any([signal, refreshing.signal]);
    try {
      if (known === undefined && isPolled) await clock.sleep(POLL_MS, either);
      payoutScript ??= await client.payoutScript(payout, either);
      const answer = await client.template(payoutScript, known, either);
      longPollId = answer.longPollId;
      isPolled = longPollId === undefined;
      onTemplate(answer.template);
    } catch (err) {
      if (!refreshing.signal.aborted) throw err;
    }
  };
  return {
    submit: (block) => client.submitBlock(block, signal),
    refresh: () => {
      longPollId = undefined;
      refreshing.abort();
    },
    done: runLoop("Bitcoin node", step, {
      clock,
      log,
      signal,
      everyMs: PAUSE_MS,
      maxBackoffMs: MAX_BACKOFF_MS,
    }),
  };
}
