/** Nodes under load, each in a process of its own. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { startAnvil } from "../../test/support/anvil.ts";

export type Node = {
  readonly urls: readonly string[];
  readonly chainIds: readonly number[];
  stop(): void;
};

const PROGRAMS = { sequencer: "sequencerProcess.ts", hardhat: "hardhatProcess.ts" } as const;

export async function startNode(kind: keyof typeof PROGRAMS | "anvil", args: string[]): Promise<Node> {
  if (kind === "anvil") {
    const anvil = await startAnvil(args);
    return { urls: [anvil.url], chainIds: [Number(args[1])], stop: () => void anvil.stop() };
  }
  // Options such as --cpu-prof for the node under load.
  const execArgv = process.env.NODE_UNDER_LOAD_OPTIONS?.split(" ") ?? [];
  const child = fork(join(import.meta.dirname, PROGRAMS[kind]), args, { execArgv, stdio: "inherit" });
  const ended = once(child, "exit").then(([code]): never => {
    throw new Error(`${kind} ended with code ${code}`);
  });
  ended.catch(() => undefined);
  const [served] = (await Promise.race([once(child, "message"), ended])) as [Omit<Node, "stop">];
  return { ...served, stop: () => child.disconnect() };
}
