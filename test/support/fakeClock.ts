/** A clock that moves only when told. */
import type { Clock } from "../../services/ports.ts";

export type FakeClock = Clock & {
  advance(ms: number): Promise<void>;
  /** Changes what it shows; who sleeps sleeps as long as before, as by a real timer. */
  setBack(ms: number): void;
};

export function fakeClock(startMs = 1_800_000_000_000): FakeClock {
  let now = startMs;
  let sleepers: { until: number; wake: () => void }[] = [];
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted || ms <= 0) return resolve();
        const sleeper = { until: now + ms, wake: resolve };
        sleepers.push(sleeper);
        signal?.addEventListener("abort", () => resolve(), { once: true });
      }),
    setBack: (ms) => {
      now -= ms;
      sleepers = sleepers.map((sleeper) => ({ ...sleeper, until: sleeper.until - ms }));
    },
    advance: async (ms) => {
      now += ms;
      const due = sleepers.filter((s) => s.until <= now);
      sleepers = sleepers.filter((s) => s.until > now);
      for (const sleeper of due) sleeper.wake();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}
