/** The command line. Everything that may end the process is here. */
import { readFileSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { destination } from "pino";
import { type Hex, isHex, size } from "viem";
import { type LocalAccount, privateKeyToAccount } from "viem/accounts";
import type { z } from "zod";
import { artifactPath } from "./adapters/artifacts.ts";
import { loadContract } from "./adapters/localContract.ts";
import { systemClock } from "./adapters/systemClock.ts";
import { DEVELOPMENT_ACCOUNTS, type Devnet, startDevnet } from "./devnet.ts";
import { startMiner } from "./mining/miner.ts";
import { verifyAuxpow } from "./mining/verifyAuxpow.ts";
import { runLockstep } from "./roles/childProcess.ts";
import { runDeployRole } from "./roles/deployRole.ts";
import { runNodeRole } from "./roles/nodeRole.ts";
import { startSequencerRole } from "./roles/sequencerRole.ts";
import { claimStateFolder } from "./roles/stateFolder.ts";
import {
  deploySchema,
  devnetSchema,
  minerSchema,
  nodeSchema,
  readConfig,
  sequencerSchema,
} from "./runtime/config.ts";
import { readDeployment } from "./runtime/deploymentFile.ts";
import { createLifecycle, type Lifecycle } from "./runtime/lifecycle.ts";
import { createLogger, type Logger, Secret } from "./runtime/logger.ts";
import { UsageError } from "./runtime/serviceError.ts";
import { runStory, type StepTiming } from "./story/story.ts";

const clock = systemClock;
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const hint = (line: string): void => void process.stderr.write(`lockstep: ${line}\n`);

type Command = {
  readonly summary: string;
  readonly schema?: z.ZodObject;
  readonly run: (argv: readonly string[]) => Promise<number>;
};

/** Runs a part under a life cycle that ends by signal, by failure or when the part is done; returns the exit code. */
async function underLifecycle(log: Logger, part: (lifecycle: Lifecycle) => Promise<void>): Promise<number> {
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

const untilStopped = async (lifecycle: Lifecycle): Promise<void> => void (await lifecycle.stopping);

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
  say(`state   ${stateDir} (deployment.json, devnet.log)\n`);
  say("Development accounts. Their keys are public: NEVER send real money to them.");
  for (const [name, { address, getHdKey }] of Object.entries(DEVELOPMENT_ACCOUNTS)) {
    const key = Buffer.from(getHdKey().privateKey ?? []).toString("hex");
    say(`  ${name.padEnd(9)} ${address}  0x${key}`);
  }
}

function printStep({ number, title, seconds, report }: StepTiming): void {
  say(`\n${number}. ${title}  [${report.rank}, ${seconds.toFixed(1)} s]`);
  for (const fact of report.facts) say(`     ${fact}`);
}

async function node(argv: readonly string[]): Promise<number> {
  const config = readConfig(nodeSchema, argv);
  const log = createLogger(config.logLevel);
  return underLifecycle(log, async (lifecycle) => {
    await runNodeRole({ config, clock, log, lifecycle, print: say, progress: hint });
  });
}

async function miner(argv: readonly string[]): Promise<number> {
  const { address, logLevel, ...config } = readConfig(minerSchema, argv);
  const log = createLogger(logLevel);
  return underLifecycle(log, async (lifecycle) => {
    const running = startMiner({ ...config, address: address as Hex, clock, log, signal: lifecycle.signal });
    lifecycle.run("miner", running.done);
    await untilStopped(lifecycle);
  });
}

async function sequencer(argv: readonly string[]): Promise<number> {
  const config = readConfig(sequencerSchema, argv);
  const log = createLogger(config.logLevel);
  return underLifecycle(log, async (lifecycle) => {
    claimStateFolder(config.stateDir, false, lifecycle);
    const role = await startSequencerRole({
      ...config,
      deployment: readDeployment(config.deployment),
      leader: readKey(config.leaderKeyFile),
      producer: readKey(config.producerKeyFile),
      miningPassword: new Secret(readSecretFile(config.miningPasswordFile)),
      slotMs: 1000,
      batchEverySec: 600n,
      clock,
      log,
      lifecycle,
    });
    for (const [chainId, url] of role.rpcUrls) hint(`JSON-RPC of chain ${chainId} on ${url}`);
    hint(`mining RPC on ${role.miningUrl}`);
    await untilStopped(lifecycle);
  });
}

async function deploy(argv: readonly string[]): Promise<number> {
  const config = readConfig(deploySchema, argv);
  await runDeployRole({ config, deployerKey: readSecretFile(config.deployerKeyFile) as Hex, progress: hint });
  return 0;
}

/** A secret in a file of its own, readable by its owner only. */
function readSecretFile(path: string): string {
  try {
    if ((statSync(path).mode & 0o077) !== 0)
      throw new UsageError(`${path} can be read by others than its owner: chmod 600 ${path}`);
    return readFileSync(path, "utf8").trim();
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new UsageError(`cannot read ${path}`, { cause });
  }
}

function readKey(path: string): LocalAccount {
  const key = readSecretFile(path);
  if (!isHex(key) || size(key) !== 32)
    throw new UsageError(`${path} does not hold a 0x private key of 32 bytes`);
  return privateKeyToAccount(key);
}

const AUXPOW_PORTS = {
  readText: (path: string) => readFile(path, "utf8"),
  openLens: () => loadContract(artifactPath("bitcoin/AuxPowLens")),
};

const COMMANDS: Readonly<Record<string, Command>> = {
  devnet: {
    summary: "L1, rollups and miner on this machine, then the story",
    schema: devnetSchema,
    run: devnet,
  },
  node: { summary: "derive the rollups from L1 alone", schema: nodeSchema, run: node },
  sequencer: {
    summary: "sequence a deployment: rollups, RPC, posting, mining RPC",
    schema: sequencerSchema,
    run: sequencer,
  },
  miner: { summary: "mine checkpoints on the CPU over the mining RPC", schema: minerSchema, run: miner },
  deploy: { summary: "deploy the contracts to an L1", schema: deploySchema, run: deploy },
  "verify-auxpow": {
    summary: "check AuxPoW vectors: FILE",
    run: (argv) => verifyAuxpow(argv, say, AUXPOW_PORTS),
  },
};

function help(): number {
  say("lockstep COMMAND [options]   (npm run -s lockstep -- COMMAND …)\n");
  for (const [name, { summary, schema }] of Object.entries(COMMANDS)) {
    say(`  ${name.padEnd(14)} ${summary}`);
    if (schema) say(`  ${"".padEnd(14)} ${describeOptions(schema)}`);
  }
  say("\nOptions can also stand in a JSON file: --config FILE, with the names in camel case.");
  return 0;
}

const describeOptions = (schema: z.ZodObject): string =>
  Object.keys(schema.shape)
    .map(
      (key) =>
        `--${({ l1Url: "l1", stateDir: "state" })[key] ?? key.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`,
    )
    .join(" ");

async function main(): Promise<number> {
  const [name = "help", ...argv] = process.argv.slice(2);
  if (["help", "--help", "-h"].includes(name) || argv.includes("--help")) return help();
  const command = COMMANDS[name];
  if (command === undefined)
    throw new UsageError(`unknown command "${name}"; npm run -s lockstep -- help lists them`);
  return command.run(argv);
}

/** One line for what a person can mend; the whole of it for a bug. */
function report(err: unknown): void {
  const foreseen = err instanceof Error && "code" in err && typeof err.code === "string";
  hint(
    foreseen || !(err instanceof Error)
      ? err instanceof Error
        ? err.message
        : String(err)
      : (err.stack ?? err.message),
  );
}

try {
  process.exit(await main());
} catch (err) {
  report(err);
  process.exit(1);
}
