/** `lockstep node`. */
import { systemClock as clock } from "../adapters/systemClock.ts";
import { runNodeRole } from "../roles/nodeRole.ts";
import { nodeSchema, readConfig } from "../runtime/config.ts";
import { createLogger } from "../runtime/logger.ts";
import { type Command, hint, say, underLifecycle } from "./command.ts";

async function node(argv: readonly string[]): Promise<number> {
  const config = readConfig(nodeSchema, argv);
  const log = createLogger(config.logLevel);
  return underLifecycle(log, async (lifecycle) => {
    await runNodeRole({ config, clock, log, lifecycle, print: say, progress: hint });
  });
}

export const nodeCommand: Command = {
  name: "node",
  summary: "derive the rollups from L1 alone",
  schema: nodeSchema,
  run: node,
};
