/** Looks at all ports before anything is started, so that an occupied one costs nothing. */
import { createServer } from "node:net";
import { UsageError } from "../runtime/serviceError.ts";

export type WantedPort = { readonly option: string; readonly port: number };

export async function requireFreePorts(wanted: readonly WantedPort[]): Promise<void> {
  for (const { option, port } of wanted) {
    if (port !== 0 && !(await isFree(port)))
      throw new UsageError(
        `port ${port} is occupied: stop the program that holds it, or choose another by ${option}`,
      );
  }
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
