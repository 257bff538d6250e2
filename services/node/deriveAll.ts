/** Derivation as a loop. */
import type { Clock } from "../ports.ts";
import type { Logger } from "../runtime/logger.ts";
import { runLoop } from "../runtime/runLoop.ts";
import type { Derivation, DerivationOutcome } from "./derivation.ts";

/** Derives what L1 has now, and with `once: false` what comes and what becomes of it, until the signal aborts. */
export async function deriveAll(
  derivation: Derivation,
  options: {
    readonly once: boolean;
    readonly clock: Clock;
    readonly log: Logger;
    readonly everyMs: number;
    readonly signal: AbortSignal;
    /** told before every look at L1 */
    readonly onStep?: () => void;
  },
): Promise<DerivationOutcome> {
  const { once, signal, ...loop } = options;
  // What keeps the first look from succeeding, a wrong L1 for one, is for the caller; later failures pass.
  const first = await derivation.step(signal);
  if (once) return first;
  await loop.clock.sleep(loop.everyMs, signal);
  const step = async (): Promise<void> => void (await derivation.step(signal));
  await runLoop("derivation", step, { ...loop, signal });
  return derivation.outcome ?? first;
}
