/** `lockstep revert`. */
import { systemClock as clock } from "../adapters/systemClock.ts";
import { runRevertRole } from "../roles/revertRole.ts";
import { revertSchema } from "../runtime/claimConfig.ts";
import { readConfig } from "../runtime/config.ts";
import { createLogger } from "../runtime/logger.ts";
import { type Command, say, underLifecycle } from "./command.ts";

/** Exit code 0 if nothing unmined is left that is due, 1 if L1 refused, 2 if it is not due yet. */
async function revert(argv: readonly string[]): Promise<number> {
  const config = readConfig(revertSchema, argv);
  const log = createLogger(config.logLevel);
  let exitCode = 1;
  const code = await underLifecycle(log, async ({ signal }) => {
    const outcome = await runRevertRole({ config, clock, log, signal });
    say(JSON.stringify(outcome, (_key, value) => (typeof value === "bigint" ? Number(value) : value)));
    if (outcome.result === "sent" || outcome.result === "nothing-unmined") exitCode = 0;
    if (outcome.result === "not-overdue") exitCode = 2;
  });
  return exitCode === 0 ? code : exitCode;
}

export const revertCommand: Command = {
  name: "revert",
  summary: "take back on L1, on all rollups, what no work has come for in revertDelay",
  schema: revertSchema,
  run: revert,
};
