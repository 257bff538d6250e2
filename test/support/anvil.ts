/** anvil from npm as an L1 of one test: blocks when told, reorganisations, blobs. */
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { createPublicClient, http, type PublicClient } from "viem";

export type Anvil = Awaited<ReturnType<typeof startAnvil>>;

/** The program itself: the launcher of the package would leave it behind when it is killed. */
const BINARY = join(
  import.meta.dirname,
  `../../node_modules/@foundry-rs/anvil-${process.platform}-${process.arch === "x64" ? "amd64" : "arm64"}/bin/anvil`,
);

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

/** @param args of the command line besides host and port, e.g. `["--no-mining"]` */
export async function startAnvil(args: readonly string[] = []) {
  const port = await freePort();
  const child = spawn(BINARY, ["--host", "127.0.0.1", "--port", String(port), ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const kill = (): void => void child.kill("SIGKILL");
  process.once("exit", kill);
  await new Promise<void>((resolve, reject) => {
    let said = "";
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      if (said.includes("Listening on")) resolve();
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    void exited.then(() => reject(new Error(`anvil ended at its start: ${said}`)));
    child.once("error", reject);
  });
  const url = `http://127.0.0.1:${port}`;
  const client: PublicClient = createPublicClient({ transport: http(url), cacheTime: 0 });
  const request = client.request as (args: {
    method: string;
    params?: readonly unknown[];
  }) => Promise<unknown>;
  const ask = (method: string, ...params: readonly unknown[]): Promise<unknown> =>
    request({ method, params });
  return {
    url,
    pid: child.pid!,
    client,
    ask,
    mine: (blocks = 1) => ask("anvil_mine", blocks),
    /** Takes blocks back and builds as many empty ones in their place. */
    reorganise: (depth: number) => ask("anvil_reorg", depth, []),
    stop: async () => {
      process.removeListener("exit", kill);
      kill();
      await exited;
    },
  };
}
