/** Looks at all ports before anything is started, so that an occupied one costs nothing. */
import { createServer } from "node:net";
import { UsageError } from "../runtime/serviceError.ts";

export type WantedPort = { readonly option: string; readonly port: number };

export async function requireFreePorts(wanted: readonly WantedPort[]): Promise<void> {
  for (const { option, port } of wanted) {
    const problem = port === 0 ? undefined : await probe(port);
    if (problem === "EACCES")
      throw new UsageError(`no right to open port ${port}: choose one above 1023 by ${option}`);
    if (problem !== undefined)
      throw new UsageError(
        `port ${port} is occupied: stop the program that holds it, or choose another by ${option}`,
      );
  }
}

/** Opens and closes the port; the error's code if it cannot be opened. */
const probe = (port: number): Promise<string | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", (err: NodeJS.ErrnoException) => resolve(err.code ?? "unknown"));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(undefined)));
  });
