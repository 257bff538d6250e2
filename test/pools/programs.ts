/** The programs of programs/ in processes of their own, and what they said when something goes wrong. */
import { spawn } from "node:child_process";
import { join } from "node:path";

const START_DEADLINE_MS = 60_000;
const KEPT_BYTES = 200_000;
const TAIL_LINES = 40;

export type Daemon = { readonly port: number; readonly user: string; readonly password: string };

export type PoolConfig = {
  readonly stratumPort: number;
  /** of Bitcoin, for the pool's share of the blocks */
  readonly address: string;
  /** of shares */
  readonly difficulty: number;
  readonly bitcoin: Daemon;
  readonly auxiliary: Daemon;
};

export interface RunningProgram<Ready> {
  readonly name: string;
  readonly ready: Ready;
  /** Its log so far, standard error. */
  log(): string;
  /** The last lines of its log. */
  tail(): string;
  stop(): Promise<void>;
}

/** Resolves when the program has printed its first line of JSON; rejects with its log when it ends before. */
export async function startProgram<Ready>(name: string, config: object): Promise<RunningProgram<Ready>> {
  const child = spawn(
    process.execPath,
    ["--no-deprecation", join(import.meta.dirname, "programs", `${name}.cjs`), JSON.stringify(config)],
    { stdio: ["ignore", "pipe", "pipe"], cwd: import.meta.dirname },
  );
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    log = (log + text).slice(-KEPT_BYTES);
  });
  const tail = (): string => log.split("\n").slice(-TAIL_LINES).join("\n");
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
    await exited;
  };
  try {
    const ready = await firstLine(child.stdout, exited);
    return { name, ready: ready as Ready, log: () => log, tail, stop };
  } catch (cause) {
    await stop();
    throw new Error(`${name} did not start; its last words:\n${tail()}`, { cause });
  }
}

/** bcoin writes notes to standard output as well; only JSON counts. */
function firstLine(stdout: NodeJS.ReadableStream, exited: Promise<void>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("not ready in time")), START_DEADLINE_MS);
    let out = "";
    stdout.setEncoding("utf8").on("data", (text: string | Buffer) => {
      out += text;
      const line = /^\{.*\}$/m.exec(out)?.[0];
      if (line === undefined) return;
      clearTimeout(timer);
      resolve(JSON.parse(line));
    });
    void exited.then(() => {
      clearTimeout(timer);
      reject(new Error("it ended"));
    });
  });
}
