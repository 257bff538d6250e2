/** One of our commands in a process of its own, and what it says. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

const MAIN = join(import.meta.dirname, "../../services/main.ts");

export interface LockstepProcess {
  /** Resolves with the match once standard error has it; rejects when the process ends before. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  /** the exit code, once it has ended */
  readonly ended: Promise<number | null>;
  errors(): string;
  /** SIGTERM, as an operator stops it. */
  stop(): Promise<number | null>;
  /** SIGKILL, as if the power had gone. */
  kill(): Promise<number | null>;
}

export function startLockstep(args: readonly string[]): LockstepProcess {
  const child: ChildProcess = spawn(process.execPath, [MAIN, ...args], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let text = "";
  let listeners: (() => void)[] = [];
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  child.stderr!.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
    tell();
  });
  const ended = new Promise<number | null>((resolve) =>
    child.once("close", (code) => {
      resolve(code);
      tell();
    }),
  );
  const isOver = (): boolean => child.exitCode !== null || child.signalCode !== null;
  return {
    ended,
    errors: () => text,
    stop: () => {
      if (!isOver()) child.kill("SIGTERM");
      return ended;
    },
    kill: () => {
      if (!isOver()) child.kill("SIGKILL");
      return ended;
    },
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = pattern.exec(text);
          if (!found && !isOver()) return;
          listeners = listeners.filter((listener) => listener !== look);
          if (found) resolve(found);
          else
            reject(new Error(`lockstep ${args[0]} ended without saying ${pattern}: ${text.slice(-2_000)}`));
        };
        listeners.push(look);
        look();
      }),
  };
}
