/** The command line. The only place that ends the process. */
import { aggregatorCommand } from "./commands/aggregatorCommand.ts";
import { claimCommand } from "./commands/claimCommand.ts";
import { type Command, hint, say } from "./commands/command.ts";
import { creditCommand } from "./commands/creditCommand.ts";
import { deployCommand } from "./commands/deployCommand.ts";
import { devnetCommand } from "./commands/devnetCommand.ts";
import { minerCommand } from "./commands/minerCommand.ts";
import { nodeCommand } from "./commands/nodeCommand.ts";
import { produceCommand } from "./commands/produceCommand.ts";
import { revertCommand } from "./commands/revertCommand.ts";
import { sequencerCommand } from "./commands/sequencerCommand.ts";
import { verifyAuxpowCommand } from "./commands/verifyAuxpowCommand.ts";
import { optionHelp } from "./runtime/options.ts";
import { UsageError } from "./runtime/serviceError.ts";

const COMMANDS: readonly Command[] = [
  devnetCommand,
  nodeCommand,
  sequencerCommand,
  minerCommand,
  produceCommand,
  aggregatorCommand,
  claimCommand,
  revertCommand,
  creditCommand,
  deployCommand,
  verifyAuxpowCommand,
];

function help(): number {
  say("lockstep COMMAND [options]   (npm run -s lockstep -- COMMAND …)\n");
  for (const { name, summary } of COMMANDS) say(`  ${name.padEnd(14)} ${summary}`);
  say("\nlockstep COMMAND --help lists the options of one.");
  return 0;
}

function helpFor({ name, summary, schema }: Command): number {
  say(`lockstep ${name}: ${summary}\n`);
  for (const line of schema ? optionHelp(schema) : []) say(`  ${line}`);
  if (schema) say("\nSwitches are turned off by --no-NAME.");
  return 0;
}

async function main(): Promise<number> {
  const [name = "help", ...argv] = process.argv.slice(2);
  const command = COMMANDS.find((known) => known.name === name);
  if (["help", "--help", "-h"].includes(name)) return help();
  if (command === undefined)
    throw new UsageError(`unknown command "${name}"; npm run -s lockstep -- help lists them`);
  if (argv.includes("--help") || argv.includes("-h")) return helpFor(command);
  return command.run(argv);
}

/** One line for what a person can mend, the whole stack for a bug. */
function describe(err: unknown): string {
  if (!(err instanceof Error)) return String(err);
  const foreseen = "code" in err && typeof err.code === "string";
  return foreseen ? err.message : (err.stack ?? err.message);
}

try {
  process.exit(await main());
} catch (err) {
  hint(describe(err));
  process.exit(1);
}
