/** Health, metrics and alarms of one role: opened before its parts, so that they can report; served when they stand. */
import { createOperationsServer } from "../api/operationsServer.ts";
import { findImpediments, type Impediment, type ReadinessFacts } from "../api/readiness.ts";
import type { Clock, Store } from "../ports.ts";
import { createHeartbeats, type Heartbeats, isStuck } from "../runtime/heartbeats.ts";
import type { Lifecycle } from "../runtime/lifecycle.ts";
import type { Logger } from "../runtime/logger.ts";
import { createMetrics, type MetricsRegistry } from "../runtime/metrics.ts";
import { type AlarmFacts, createAlarmWatch, runAlarms } from "./alarms.ts";
import { listen } from "./listen.ts";
import { type RoleView, registerRoleMetrics } from "./roleMetrics.ts";

export type OperationsOptions = {
  readonly role: "sequencer" | "node" | "producer";
  readonly clock: Clock;
  readonly log: Logger;
  readonly lifecycle: Lifecycle;
};

/** What a role tells when it is asked how it is. */
export type RoleFacts = Pick<
  ReadinessFacts,
  | "halt"
  | "failedSlots"
  | "postingStop"
  | "postingRefusal"
  | "deriving"
  | "withheld"
  | "mismatch"
  | "misconduct"
> &
  Pick<AlarmFacts, "mempool" | "mining">;

export type RoleParts = Pick<RoleView, "ranks" | "l1"> & {
  readonly store: Store;
  readonly limits: Pick<AlarmFacts, "maxLagSec" | "miningTimeoutSec">;
  readonly facts: () => RoleFacts;
};

export interface Operations {
  readonly metrics: MetricsRegistry;
  readonly heartbeats: Heartbeats;
  /** Takes the role's parts; until then the process is not ready. */
  attach(parts: RoleParts): void;
  readonly impediments: () => readonly Impediment[];
  /** @returns the URL */
  serve(port: number): Promise<string>;
}

export function openOperations({ role, clock, log: roleLog, lifecycle }: OperationsOptions): Operations {
  const log = roleLog.child({ module: "operations" });
  const metrics = createMetrics((name, err) => log.warn({ err, name }, "metric could not be read"));
  const heartbeats = createHeartbeats(clock);
  let parts: RoleParts | undefined;
  const impediments = (): readonly Impediment[] => {
    const isStoreOpen = parts !== undefined && isOpen(parts.store);
    return findImpediments({
      ...(isStoreOpen && parts?.facts()),
      isStopping: lifecycle.signal.aborted,
      isStoreOpen,
      nowMs: clock.now(),
      l1AtMs: parts?.l1()?.atMs,
      stuck: heartbeats.readings().filter(isStuck),
    });
  };
  return {
    metrics,
    heartbeats,
    impediments,
    attach: (given) => {
      parts = given;
      registerRoleMetrics(metrics, heartbeats, { ...given, clock, impediments });
      const watch = createAlarmWatch(() => alarmFacts(given, heartbeats), log);
      lifecycle.run("alarms", runAlarms(watch, { clock, log, signal: lifecycle.signal }));
    },
    serve: async (port) => {
      const server = createOperationsServer({ role, impediments, loops: heartbeats.readings, metrics, log });
      const url = await listen(server, "ops", port);
      lifecycle.onStop(`operations on ${url}`, () => server.close());
      return url;
    },
  };
}

function alarmFacts({ l1, limits, facts }: RoleParts, heartbeats: Heartbeats): AlarmFacts {
  const seen = l1();
  return {
    ...facts(),
    ...limits,
    loops: heartbeats.readings(),
    // As of the answer: that there is no newer answer is another matter.
    l1HeadAgeSec: seen && (seen.atMs - Number(seen.head.timestamp) * 1000) / 1000,
    miningClockSec: seen?.miningClockSec,
  };
}

/** A closed store throws at any question. */
function isOpen(store: Pick<Store, "superblock">): boolean {
  try {
    return store.superblock(0n) !== undefined;
  } catch {
    return false;
  }
}
