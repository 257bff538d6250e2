/** Takes what was found to whom it is for, again while nobody answers: a find is worth more than the next search. */
import type { Clock } from "../ports.ts";
import type { Logger } from "../runtime/logger.ts";
import type { AuxSource } from "./auxSource.ts";
import type { Find } from "./mergedWork.ts";
import type { ParentSource } from "./parentSource.ts";
import { RpcRefusal } from "./rpcCaller.ts";

export type DeliveryOptions = {
  readonly chains: readonly Pick<AuxSource, "submit">[];
  readonly parent: Pick<ParentSource, "submit" | "refresh"> | undefined;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
};

const MAX_TRIES = 8;
const RETRY_MS = 500;

/** Resolves when the find was answered, or given up; never rejects. */
export async function deliver(find: Find, options: DeliveryOptions): Promise<void> {
  const { parent, clock, log, signal } = options;
  const { hash } = find;
  for (let tries = 1; !signal.aborted; tries++) {
    try {
      await hand(find, options);
      break;
    } catch (err) {
      if (signal.aborted) return;
      if (err instanceof RpcRefusal || tries === MAX_TRIES) {
        log.warn({ err, hash }, find.kind === "block" ? "Bitcoin block lost" : "work lost");
        break;
      }
      log.warn({ err, hash, tries }, "nobody answers, will be submitted again");
      await clock.sleep(RETRY_MS * 2 ** (tries - 1), signal);
    }
  }
  if (find.kind === "block") parent?.refresh();
}

async function hand(find: Find, { chains, parent, log }: DeliveryOptions): Promise<void> {
  const { hash } = find;
  if (find.kind === "aux") {
    const accepted = await chains[find.chain]!.submit(hash, find.auxPow);
    log.info({ hash, accepted }, accepted ? "work accepted" : "work not accepted");
    return;
  }
  const reason = await parent?.submit(find.block);
  if (reason === undefined) log.info({ hash }, "Bitcoin block taken");
  else log.warn({ hash, reason }, "Bitcoin block refused");
}
