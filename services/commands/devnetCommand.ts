/** `lockstep devnet`, which is `npm start`. */
import { join } from "node:path";
import { destination } from "pino";
import { systemClock as clock } from "../adapters/systemClock.ts";
import { DEVELOPMENT_ACCOUNTS, type Devnet, privateKeyOf, startDevnet } from "../devnet.ts";
import { runLockstep } from "../roles/childProcess.ts";
import { devnetSchema, readConfig } from "../runtime/config.ts";
import type { Lifecycle } from "../runtime/lifecycle.ts";
import { createLogger } from "../runtime/logger.ts";
import { runStory, type StepTiming } from "../story/story.ts";
import { type Command, hint, say, underLifecycle, untilStopped } from "./command.ts";

async function devnet(argv: readonly string[]): Promise<number> {
  const config = readConfig(devnetSchema, argv);
  const started = clock.now();
  const log = createLogger(config.logLevel, { write: (line) => logFile(config.stateDir).write(line) });
  return underLifecycle(log, async (lifecycle) => {
    const net = await startDevnet({ config, clock, log, lifecycle, progress: hint });
    printDevnet(net, config.stateDir);
    if (config.story) {
      const facts = [`inbox ${net.deployment.addresses.inbox}, portal ${net.deployment.addresses.portal}`];
      const title = net.isNew ? "contracts on L1, rollups from genesis" : "an earlier deployment goes on";
      const seconds = (clock.now() - started) / 1000;
      printStep({ number: 1, title, seconds, report: { rank: "L1", facts } });
      const timings = await runStory(storyOptions(net, lifecycle), printStep);
      const total = timings.reduce((sum, timing) => sum + timing.seconds, seconds);
      say(`\nThe story is told: 9 steps in ${total.toFixed(1)} s.`);
    }
    if (config.once) return;
    hint("the devnet stays up; Ctrl-C stops it, a later start continues");
    await untilStopped(lifecycle);
  });
}

let openLog: ReturnType<typeof destination> | undefined;

/** The devnet's log goes to a file, so that the story can be read; opened late, after the folder is claimed. */
function logFile(stateDir: string): ReturnType<typeof destination> {
  openLog ??= destination({ dest: join(stateDir, "devnet.log"), sync: true });
  return openLog;
}

const storyOptions = (net: Devnet, lifecycle: Lifecycle) => ({
  ...net,
  people: { alice: DEVELOPMENT_ACCOUNTS.alice, bob: DEVELOPMENT_ACCOUNTS.bob },
  clock,
  signal: lifecycle.signal,
  progress: hint,
  runNode: (args: readonly string[]) => runLockstep(["node", ...args]),
});

function printDevnet(net: Devnet, stateDir: string): void {
  say(`\nL1      ${net.l1Url}`);
  for (const { name, chainId } of net.deployment.rollups)
    say(`${name.padEnd(7)} ${net.rpcUrls.get(chainId)}   chain id ${chainId}`);
  say(`mining  ${net.miningUrl}   user lockstep, password lockstep`);
  say(`feed    ${net.feedUrl}   signed superblocks`);
  say(`health  ${net.opsUrl}/readyz, /healthz, /metrics`);
  say(`state   ${stateDir} (deployment.json, devnet.log)\n`);
  say("Development accounts. Their keys are public: NEVER send real money to them.");
  for (const [name, account] of Object.entries(DEVELOPMENT_ACCOUNTS))
    say(`  ${name.padEnd(9)} ${account.address}  ${privateKeyOf(account)}`);
}

function printStep({ number, title, seconds, report }: StepTiming): void {
  say(`\n${number}. ${title}  [${report.rank}, ${seconds.toFixed(1)} s]`);
  for (const fact of report.facts) say(`     ${fact}`);
}

export const devnetCommand: Command = {
  name: "devnet",
  summary: "L1, rollups and miner on this machine, then the story",
  schema: devnetSchema,
  run: devnet,
};
