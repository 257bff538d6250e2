/** What every command of the command line shares. */
import type { z } from "zod";
import { createLifecycle, type Lifecycle } from "../runtime/lifecycle.ts";
import type { Logger } from "../runtime/logger.ts";

export type Command = {
  readonly name: string;
  readonly summary: string;
  /** its options; none when absent */
  readonly schema?: z.ZodObject;
  /** @returns the exit code */
  readonly run: (argv: readonly string[]) => Promise<number>;
};

/** A result, on standard output. */
export const say = (line: string): void => void process.stdout.write(`${line}\n`);
/** A word about what goes on, on standard error. */
export const hint = (line: string): void => void process.stderr.write(`lockstep: ${line}\n`);

/** Runs a part under a life cycle that ends by signal, by failure or when the part is done; returns the exit code. */
export async function underLifecycle(
  log: Logger,
  part: (lifecycle: Lifecycle) => Promise<void>,
): Promise<number> {
  const lifecycle = createLifecycle(log);
  const onSignal = (): void => void lifecycle.stop();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
  let failure: unknown;
  await Promise.race([
    part(lifecycle).catch((err: unknown) => {
      if (!lifecycle.signal.aborted) failure = err;
    }),
    lifecycle.stopping.then((reason) => {
      failure ??= reason;
    }),
  ]);
  await lifecycle.stop();
  if (failure !== undefined) throw failure;
  return 0;
}

export const untilStopped = async (lifecycle: Lifecycle): Promise<void> => void (await lifecycle.stopping);
