/** Who still goes round: loops beat once a turn, and one that is silent for too long is stuck. */
import type { Clock } from "../ports.ts";

export type LoopReading = {
  readonly loop: string;
  readonly silentMs: number;
  /** longest silence of a loop that is well */
  readonly limitMs: number;
};

export interface Heartbeats {
  /** Watches a loop from now on. @returns how it beats */
  watch(loop: string, limitMs: number): () => void;
  readings(): readonly LoopReading[];
}

export function createHeartbeats(clock: Pick<Clock, "now">): Heartbeats {
  const loops = new Map<string, { limitMs: number; beatMs: number }>();
  return {
    watch: (loop, limitMs) => {
      const entry = { limitMs, beatMs: clock.now() };
      loops.set(loop, entry);
      return () => {
        entry.beatMs = clock.now();
      };
    },
    readings: () =>
      [...loops].map(([loop, { limitMs, beatMs }]) => ({ loop, limitMs, silentMs: clock.now() - beatMs })),
  };
}

export const isStuck = ({ silentMs, limitMs }: LoopReading): boolean => silentMs > limitMs;
