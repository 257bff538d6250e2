/** Starts parts in the order they depend on each other and stops them in reverse, one by one, with a deadline. */
import type { Logger } from "./logger.ts";

export interface Lifecycle {
  /** Aborts when stopping begins. */
  readonly signal: AbortSignal;
  /** Remembers how to stop a part that has just started. */
  onStop(name: string, stop: () => Promise<void>): void;
  /** Runs a part in the background; if it ends with an error, everything stops with that error. */
  run(name: string, part: Promise<void>): void;
  /** Stops everything with an error if this promise is rejected; nobody waits for it. */
  watch(name: string, part: Promise<void>): void;
  /** Resolves when something asked to stop: a call to `stop` or a part that failed. */
  readonly stopping: Promise<Error | undefined>;
  /** Stops everything; safe to call twice. */
  stop(reason?: Error): Promise<void>;
}

export function createLifecycle(log: Logger, deadlineMs = 10_000): Lifecycle {
  const controller = new AbortController();
  const stops: { name: string; stop: () => Promise<void> }[] = [];
  let announce: (reason: Error | undefined) => void = () => undefined;
  const stopping = new Promise<Error | undefined>((resolve) => {
    announce = resolve;
  });
  let stopped: Promise<void> | undefined;

  const stopAll = async (): Promise<void> => {
    for (const { name, stop } of stops.reverse()) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<string>((resolve) => {
        timer = setTimeout(() => resolve("late"), deadlineMs);
      });
      const done = async (): Promise<string> => {
        await stop();
        return "done";
      };
      const outcome = await Promise.race([done(), late]).catch((err: unknown) => {
        log.error({ err, part: name }, "part did not stop cleanly");
        return "failed";
      });
      clearTimeout(timer);
      if (outcome === "late") log.error({ part: name, deadlineMs }, "part did not stop in time");
    }
  };

  const watch = (name: string, part: Promise<void>): void => {
    part.catch((err: unknown) => {
      if (controller.signal.aborted) return;
      log.error({ err, part: name }, "part failed");
      announce(err instanceof Error ? err : new Error(String(err)));
    });
  };

  return {
    signal: controller.signal,
    stopping,
    watch,
    onStop: (name, stop) => stops.push({ name, stop }),
    run: (name, part) => {
      stops.push({ name, stop: () => part.catch(() => undefined) });
      watch(name, part);
    },
    stop: (reason) => {
      announce(reason);
      controller.abort();
      stopped ??= stopAll();
      return stopped;
    },
  };
}
