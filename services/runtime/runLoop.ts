/** Background work: one step after the other, never overlapping itself, until the signal aborts. */
import type { Clock } from "../ports.ts";
import type { Logger } from "./logger.ts";

export type LoopOptions = {
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** pause between the end of a step and the start of the next */
  readonly everyMs: number;
  /** longest pause after repeated failures; default 30 s */
  readonly maxBackoffMs?: number;
  /** Told before every step. */
  readonly onStep?: () => void;
};

/**
 * Runs `step` until aborted. A step that throws is logged once and retried after a pause that doubles from
 * `everyMs` (at least 250 ms) up to `maxBackoffMs`.
 */
export async function runLoop(name: string, step: () => Promise<void>, options: LoopOptions): Promise<void> {
  const { clock, log, signal, everyMs, maxBackoffMs = 30_000, onStep } = options;
  let failures = 0;
  while (!signal.aborted) {
    onStep?.();
    try {
      await step();
      failures = 0;
    } catch (err) {
      if (signal.aborted) return;
      failures++;
      log.warn({ err, loop: name, failures }, "loop step failed, will retry");
    }
    const pause =
      failures === 0 ? everyMs : Math.min(maxBackoffMs, Math.max(250, everyMs) * 2 ** (failures - 1));
    await clock.sleep(pause, signal);
  }
}
