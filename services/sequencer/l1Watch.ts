/** L1 as the sequencer last saw it; the last answer stands in for a while when L1 does not answer. */
import type { Clock } from "../ports.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Halt } from "./halt.ts";
import { type L1Look, type L1State, type L1StateDeps, readL1 } from "./l1State.ts";

export type L1WatchDeps = Omit<L1StateDeps, "limits"> & {
  readonly clock: Pick<Clock, "now">;
  readonly log: Logger;
  readonly limits: L1StateDeps["limits"] & { readonly maxLagSec: bigint };
};

export interface L1Watch {
  /** The last state and when L1 last answered, Unix milliseconds; undefined before the first. */
  readonly last: { readonly state: L1State; readonly atMs: number } | undefined;
  /** What L1 says for the superblock after the head, what must become of the head first, or why there is no next. */
  look(): Promise<L1Look | { readonly kind: "halt"; readonly halt: Halt }>;
}

export function createL1Watch(deps: L1WatchDeps): L1Watch {
  const { clock, log, limits } = deps;
  const startedMs = clock.now();
  let last: L1Watch["last"];
  let isSilent = false;
  return {
    get last() {
      return last;
    },
    look: async () => {
      try {
        const read = await readL1(deps);
        const atMs = clock.now();
        if (read.kind === "ready") last = { state: read.state, atMs };
        else if (last !== undefined) last = { ...last, atMs };
        if (isSilent) log.info("L1 answers again");
        isSilent = false;
        return read;
      } catch (err) {
        const sinceMs = last?.atMs ?? startedMs;
        if (!isSilent) log.warn({ err, sinceMs }, "L1 does not answer");
        isSilent = true;
        const isTooLong = clock.now() - sinceMs > Number(limits.maxLagSec) * 1000;
        return last === undefined || isTooLong
          ? { kind: "halt", halt: { reason: "l1-unreachable", sinceMs } }
          : { kind: "ready", state: last.state };
      }
    },
  };
}
