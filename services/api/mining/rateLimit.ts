/** How many calls somebody may make in a second of the clock. */
import type { Clock } from "../../ports.ts";

/** Counts `calls` more of `who`. @returns whether that is still within the limit */
export type RateLimit = (who: string, calls?: number) => boolean;

export function createRateLimit(clock: Pick<Clock, "now">, callsPerSecond: number): RateLimit {
  let second = 0;
  let counts = new Map<string, number>();
  return (who, calls = 1) => {
    const now = Math.floor(clock.now() / 1000);
    if (now !== second) {
      second = now;
      counts = new Map();
    }
    const count = (counts.get(who) ?? 0) + calls;
    counts.set(who, count);
    return count <= callsPerSecond;
  };
}
