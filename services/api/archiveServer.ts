/** Serves the blobs of an archive folder to nodes: GET /<versioned hash>. */
import fastify, { type FastifyInstance } from "fastify";

/** @param read one blob, or undefined. Not listening yet. */
export function createArchiveServer(
  read: (versionedHash: string) => Promise<Uint8Array | undefined>,
): FastifyInstance {
  const server = fastify({ forceCloseConnections: true });
  server.get<{ Params: { hash: string } }>("/:hash", async (request, reply) => {
    const blob = await read(request.params.hash);
    if (blob === undefined) return reply.code(404).type("text/plain").send("no such blob\n");
    // What a hash names never changes.
    return reply
      .header("cache-control", "public, max-age=31536000, immutable")
      .type("application/octet-stream")
      .send(Buffer.from(blob));
  });
  return server;
}
