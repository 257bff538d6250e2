/** Keeps the mining side up to date with L1. */
import type { Clock } from "../ports.ts";
import type { Logger } from "../runtime/logger.ts";
import { runLoop } from "../runtime/runLoop.ts";
import type { MiningRelay } from "./miningRelay.ts";

/** Reads L1 and relays, until aborted. */
export const runMiningLoop = (
  service: Pick<MiningRelay, "refresh" | "relay">,
  options: {
    readonly clock: Clock;
    readonly log: Logger;
    readonly signal: AbortSignal;
    /** default 500 */
    readonly everyMs?: number;
    /** told before every look */
    readonly onStep?: () => void;
  },
): Promise<void> =>
  runLoop(
    "mining",
    async () => {
      await service.refresh();
      await service.relay(options.signal);
    },
    { ...options, everyMs: options.everyMs ?? 500 },
  );
