/**
 * A deployment on an L1 of its own, with the roles that a story of fallback needs, each in this process under a life
 * cycle of its own. Everything real but the target, which a few hashes meet.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPublicClient, encodeFunctionData, http, parseEther } from "viem";
import { bondedSequencerAbi } from "../../services/abi/index.ts";
import { createL1Sender } from "../../services/adapters/l1/l1Sender.ts";
import { systemClock } from "../../services/adapters/systemClock.ts";
import { startMiner } from "../../services/mining/miner.ts";
import type { L1Call, L1Standing } from "../../services/ports.ts";
import { runNodeRole } from "../../services/roles/nodeRole.ts";
import { runProduceRole } from "../../services/roles/produceRole.ts";
import { startSequencerRole } from "../../services/roles/sequencerRole.ts";
import { nodeSchema } from "../../services/runtime/config.ts";
import { writeDeployment } from "../../services/runtime/deploymentFile.ts";
import { createLifecycle, type Lifecycle } from "../../services/runtime/lifecycle.ts";
import { createLogger, type Logger, Secret } from "../../services/runtime/logger.ts";
import { produceSchema } from "../../services/runtime/produceConfig.ts";
import { createStoryContext, type StoryContext } from "../../services/story/context.ts";
import { person, quiet, startLivePair } from "./livePair.ts";
import { type LockstepProcess, startLockstep } from "./lockstepProcess.ts";

export type FallbackStage = Awaited<ReturnType<typeof setStage>>;

export type Producer = {
  readonly rpcUrls: ReadonlyMap<bigint, string>;
  readonly opsUrl: string;
  /** what its log says, as JSON lines */
  readonly lines: readonly string[];
  stop(): Promise<void>;
};

export type Sequencer = Awaited<ReturnType<typeof startSequencerRole>> & { stop(): Promise<void> };

const PASSWORD = "lockstep";
const LOOK_MS = 100;

/** Accounts: 1 leads, 2 produces for it, 3 and 6 have ETH everywhere, 9 has some on L1. */
export async function setStage() {
  const pair = await startLivePair({ maxLagSec: 60n, sequencerTimeoutSec: 90n });
  const { l1, url: l1Url, deployment } = pair;
  const folder = mkdtempSync(join(tmpdir(), "lockstep-fallback-"));
  const file = join(folder, "deployment.json");
  writeDeployment(file, deployment);
  const anyone = createL1Sender({ url: l1Url, account: person(9), clock: systemClock, log: quiet });
  const ended: (() => Promise<void>)[] = [];
  const life = (log: Logger): { lifecycle: Lifecycle; stop: () => Promise<void> } => {
    const lifecycle = createLifecycle(log);
    const stop = async () => void (await lifecycle.stop());
    ended.push(stop);
    return { lifecycle, stop };
  };

  const until = async <T>(what: string, probe: () => Promise<T | undefined | false>): Promise<T> => {
    const deadlineMs = systemClock.now() + 90_000;
    for (;;) {
      const found = await probe();
      if (found !== undefined && found !== false) return found;
      if (systemClock.now() > deadlineMs) throw new Error(`waited in vain for ${what}`);
      await systemClock.sleep(LOOK_MS);
    }
  };

  return {
    ...pair,
    l1Url,
    folder,
    deploymentFile: file,
    anyone,
    until,
    untilStands: (what: string, holds: (standing: L1Standing) => boolean) =>
      until(what, async () => {
        const standing = await l1.standing();
        return holds(standing) && standing;
      }),
    /** Has anyone's account send a call to L1. */
    send: async (call: L1Call): Promise<void> => {
      const outcome = await anyone.send(call);
      if (!outcome.ok) throw new Error(`${outcome.error}: ${outcome.detail}`);
    },
    bond: (): L1Call => ({
      to: deployment.addresses.sequencerPolicy,
      data: encodeFunctionData({ abi: bondedSequencerAbi, functionName: "stake" }),
      value: parseEther("10"),
    }),
    /** L1's clock goes on by so much at once. */
    pass: async (seconds: number): Promise<void> => {
      const client = createPublicClient({ transport: http(l1Url) });
      const request = client.request as (args: { method: string; params?: unknown[] }) => Promise<unknown>;
      await request({ method: "evm_increaseTime", params: [seconds] });
      await request({ method: "evm_mine" });
    },
    startSequencer: async (stateDir = join(folder, "sequencer")): Promise<Sequencer> => {
      const log = createLogger("silent");
      const { lifecycle, stop } = life(log);
      const role = await startSequencerRole({
        ...{ deployment, l1Url, stateDir, clock: systemClock, log, lifecycle },
        leader: person(1),
        producer: person(2),
        ...{ rpcPort: 0, miningPort: 0, opsPort: 0, feedPort: 0 },
        miningUser: PASSWORD,
        miningPassword: new Secret(PASSWORD),
        templateStableMs: 1000,
        slotMs: 1000,
        abandonLostTerms: false,
        revertUnmined: false,
        execution: "one-thread",
        batchEverySec: 2n,
        maxBatchSuperblocks: 4n,
      });
      return { ...role, stop };
    },
    /** Mines what the sequencer gives out. */
    startMiner: (url: string) => {
      const { lifecycle, stop } = life(quiet);
      const miner = startMiner({
        ...{ url, user: PASSWORD, password: PASSWORD, address: person(8).address, threads: 1 },
        ...{ clock: systemClock, log: quiet, signal: lifecycle.signal, pollMs: 100 },
      });
      lifecycle.run("miner", miner.done);
      return { stop };
    },
    startProducer: async (index: number, more: Record<string, unknown> = {}): Promise<Producer> => {
      const lines: string[] = [];
      const log = createLogger("info", { write: (line) => void lines.push(line) });
      const { lifecycle, stop } = life(log);
      const config = produceSchema.parse({
        ...{
          l1Url,
          deployment: file,
          keyFile: "in this process",
          stateDir: join(folder, `producer-${index}`),
        },
        ...{ rpcPort: 0, opsPort: 0, templateStableSec: 1, ...more },
      });
      const said: string[] = [];
      const { stateDir, rpcPort, opsPort } = config;
      const role = runProduceRole({
        ...{ config, clock: systemClock, log, lifecycle },
        node: nodeSchema.parse({ l1Url, deployment: file, stateDir, rpcPort, opsPort }),
        account: person(index),
        progress: (line) => void said.push(line),
      });
      lifecycle.run("producer", role);
      const urlOf = (pattern: RegExp) =>
        until(String(pattern), async () => pattern.exec(said.join("\n"))?.[1]);
      const rpcUrls = new Map<bigint, string>();
      for (const { chainId } of deployment.rollups)
        rpcUrls.set(chainId, await urlOf(new RegExp(`chain ${chainId} on (\\S+)`)));
      return { rpcUrls, lines, stop, opsUrl: await urlOf(/metrics on (\S+)/) };
    },
    /** What a node derives from L1 alone. */
    derive: async (): Promise<readonly { chainId: number; number: number; hash: string }[]> => {
      const { lifecycle, stop } = life(quiet);
      const printed: string[] = [];
      await runNodeRole({
        config: nodeSchema.parse({ l1Url, deployment: file, once: true }),
        ...{ clock: systemClock, log: quiet, lifecycle },
        print: (line) => void printed.push(line),
        progress: () => undefined,
      });
      await stop();
      return printed.map((line) => JSON.parse(line));
    },
    /** Users' clients of the rollups. */
    users: (rpcUrls: ReadonlyMap<bigint, string>): StoryContext =>
      createStoryContext({
        ...{ deployment, deploymentFile: file, l1Url, rpcUrls, clock: systemClock },
        people: { alice: person(4), bob: person(5) },
        miner: { pause: () => undefined, resume: () => undefined },
        signal: new AbortController().signal,
        progress: () => undefined,
        runNode: async () => [],
      }),
    /** One of our commands in a process of its own. */
    startCommand: (args: readonly string[]): LockstepProcess => {
      const started = startLockstep(args);
      ended.push(async () => void (await started.kill()));
      return started;
    },
    clear: async (): Promise<void> => {
      for (const stop of ended.reverse()) await stop();
      await pair.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
