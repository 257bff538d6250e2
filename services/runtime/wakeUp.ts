/** A clock whose sleepers somebody else can wake. */
import type { Clock } from "../ports.ts";

export type Wakeable = {
  readonly clock: Clock;
  /** Ends the sleep of everybody on this clock; the next sleep is a whole one again. */
  wake(): void;
};

export function wakeable(clock: Clock): Wakeable {
  let night = new AbortController();
  return {
    clock: {
      now: () => clock.now(),
      sleep: (ms, signal) => {
        const ends = signal === undefined ? night.signal : AbortSignal.any([night.signal, signal]);
        return clock.sleep(ms, ends);
      },
    },
    wake: () => {
      night.abort();
      night = new AbortController();
    },
  };
}
