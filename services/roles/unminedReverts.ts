/** Looks now and then whether what no work came for is to be taken back, and does it. */
import type { Clock } from "../ports.ts";
import type { Lifecycle } from "../runtime/lifecycle.ts";
import type { Logger } from "../runtime/logger.ts";
import { runLoop } from "../runtime/runLoop.ts";
import { createUnminedReverter, type UnminedReverterDeps } from "../settlement/unminedReverter.ts";

export type UnminedRevertsOptions = UnminedReverterDeps & {
  readonly clock: Clock;
  readonly log: Logger;
  readonly lifecycle: Pick<Lifecycle, "run" | "signal">;
  readonly onStep?: () => void;
};

const EVERY_MS = 5_000;

export function runUnminedReverts(options: UnminedRevertsOptions): void {
  const { clock, lifecycle, onStep } = options;
  const log = options.log.child({ module: "reverts" });
  const reverter = createUnminedReverter({ ...options, log });
  const { signal } = lifecycle;
  const step = async (): Promise<void> => void (await reverter.step(signal));
  const loop = { clock, log, signal, everyMs: EVERY_MS, ...(onStep && { onStep }) };
  lifecycle.run("reverts", runLoop("reverts", step, loop));
}
