/** The devnet as a user starts it, in a process of its own that a test can kill at any moment. */
import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Moment } from "./crash/dieWhileSigning.ts";

const DIE_WHILE_SIGNING = join(import.meta.dirname, "crash/dieWhileSigning.ts");
const MAIN = join(import.meta.dirname, "../../services/main.ts");
const START_DEADLINE_MS = 120_000;

export type DevnetUrls = {
  readonly l1: string;
  readonly a: string;
  readonly b: string;
  readonly mining: string;
  readonly feed: string;
};

export interface DevnetProcess {
  /** Resolves when the devnet has printed its addresses and the miner runs; rejects when it ends before. */
  readonly ready: Promise<DevnetUrls>;
  /** What it wrote to standard error so far. */
  errors(): string;
  /** Resolves when it and its L1 have ended, however they did. */
  readonly ended: Promise<void>;
  /** Makes it kill -9 itself at the signature that is so many away, at this moment of making it. */
  dieWhileSigning(signatures: number, moment: Moment): void;
  /** kill -9 of the devnet itself; the L1 process hears of it and ends. */
  kill(): Promise<void>;
  /** kill -9 of the devnet and its L1 in the same moment, as when the power fails. */
  cutPower(): Promise<void>;
}

/** Free ports, no story. */
export function startDevnetProcess(stateDir: string): DevnetProcess {
  const orders = join(stateDir, "die-while-signing.json");
  const args = ["devnet", "--no-story", "--state", stateDir];
  const ports = [
    "--l1-port",
    "0",
    "--rpc-port",
    "0",
    "--mining-port",
    "0",
    "--ops-port",
    "0",
    "--feed-port",
    "0",
  ];
  const child = spawn(process.execPath, ["--import", DIE_WHILE_SIGNING, MAIN, ...args, ...ports], {
    env: { ...process.env, DIE_WHILE_SIGNING: orders },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, so that all of it can be killed at once.
    detached: true,
  });
  let err = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  // The output closes when L1, which shares it, has ended too.
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const ready = untilReady(child, () => err);
  // A test may kill it before; then nobody waits for this.
  ready.catch(() => undefined);
  const kill = async (pid: number): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) process.kill(pid, "SIGKILL");
    await exited;
    await closed;
  };
  return {
    ready,
    errors: () => err,
    ended: closed,
    dieWhileSigning: (...at) => {
      writeFileSync(orders, JSON.stringify(at));
      child.kill("SIGUSR2");
    },
    kill: () => kill(child.pid!),
    cutPower: () => kill(-child.pid!),
  };
}

function untilReady(child: ChildProcess, errors: () => string): Promise<DevnetUrls> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`devnet not ready: ${errors()}`)), START_DEADLINE_MS);
    let out = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      out += text;
      const urls = readUrls(out);
      if (urls === undefined) return;
      clearTimeout(timer);
      resolve(urls);
    });
    child.once("exit", (code) => {
      clearTimeout(timer);
      reject(new Error(`devnet ended with ${code}: ${errors()}`));
    });
  });
}

function readUrls(out: string): DevnetUrls | undefined {
  const url = (name: string): string | undefined =>
    new RegExp(`^${name}\\s+((?:http|ws)://\\S+)`, "m").exec(out)?.[1];
  const [l1, a, b, mining, feed] = ["L1", "A", "B", "mining", "feed"].map(url);
  return l1 && a && b && mining && feed ? { l1, a, b, mining, feed } : undefined;
}
