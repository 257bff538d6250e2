/** Opens a port on this machine only; an occupied one is a sentence. */
import type { FastifyInstance } from "fastify";
import { UsageError } from "../runtime/serviceError.ts";

const HOST = "127.0.0.1";

/** @returns the URL. @param port 0 takes any free one */
export async function listen(server: FastifyInstance, name: string, port: number): Promise<string> {
  try {
    return await server.listen({ host: HOST, port });
  } catch (cause) {
    const code = (cause as { code?: string }).code;
    if (code === "EADDRINUSE")
      throw new UsageError(
        `port ${port} for ${name} is occupied: stop the program that holds it, or choose another by --${name}-port`,
        { cause },
      );
    if (code === "EACCES") throw new UsageError(`no right to open port ${port} for ${name}`, { cause });
    throw cause;
  }
}
