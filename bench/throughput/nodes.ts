/** Nodes under load, each in a process of its own. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startAnvil } from "../../test/support/anvil.ts";

export type Node = {
  readonly urls: readonly string[];
  readonly chainIds: readonly number[];
  /** seconds of processor time used so far; not a number where the system does not tell */
  cpuSec(): number;
  stop(): void;
};

/** In user and kernel mode, of all threads (proc(5)): what others do on the machine does not count. */
function cpuSecOf(pid: number): number {
  if (process.platform !== "linux") return Number.NaN;
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SEC;
}

const TICKS_PER_SEC = 100;

const PROGRAMS = { sequencer: "sequencerProcess.ts", hardhat: "hardhatProcess.ts" } as const;

export async function startNode(kind: keyof typeof PROGRAMS | "anvil", args: string[]): Promise<Node> {
  if (kind === "anvil") {
    const anvil = await startAnvil(args);
    const cpuSec = (): number => cpuSecOf(anvil.pid);
    return { urls: [anvil.url], chainIds: [Number(args[1])], cpuSec, stop: () => void anvil.stop() };
  }
  // Options such as --cpu-prof for the node under load.
  const execArgv = process.env.NODE_UNDER_LOAD_OPTIONS?.split(" ") ?? [];
  const child = fork(join(import.meta.dirname, PROGRAMS[kind]), args, { execArgv, stdio: "inherit" });
  const ended = once(child, "exit").then(([code]): never => {
    throw new Error(`${kind} ended with code ${code}`);
  });
  ended.catch(() => undefined);
  const [served] = (await Promise.race([once(child, "message"), ended])) as [Omit<Node, "stop" | "cpuSec">];
  return { ...served, cpuSec: () => cpuSecOf(child.pid!), stop: () => child.disconnect() };
}
