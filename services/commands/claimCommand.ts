/** `lockstep claim`. */
import { systemClock as clock } from "../adapters/systemClock.ts";
import { runClaimRole } from "../roles/claimRole.ts";
import { claimSchema } from "../runtime/claimConfig.ts";
import { readConfig } from "../runtime/config.ts";
import { createLogger } from "../runtime/logger.ts";
import { type Command, say, underLifecycle } from "./command.ts";

/** Exit code 0 if the leader is slashed for it, by this claim or another; else 1. */
async function claim(argv: readonly string[]): Promise<number> {
  const config = readConfig(claimSchema, argv);
  const log = createLogger(config.logLevel);
  let isPunished = false;
  const code = await underLifecycle(log, async ({ signal }) => {
    const outcome = await runClaimRole({ config, clock, log, signal });
    say(JSON.stringify(outcome, (_key, value) => (typeof value === "bigint" ? Number(value) : value)));
    isPunished = outcome.result === "sent" || outcome.result === "punished";
  });
  return isPunished ? code : 1;
}

export const claimCommand: Command = {
  name: "claim",
  summary: "prove on L1, from a file of evidence, that the leader has signed two superblocks for one number",
  schema: claimSchema,
  run: claim,
};
