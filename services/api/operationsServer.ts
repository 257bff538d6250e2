/** Health and metrics for an operator and his monitoring, on this machine only. */
import fastify, { type FastifyInstance, type FastifyReply } from "fastify";
import { isStuck, type LoopReading } from "../runtime/heartbeats.ts";
import type { Logger } from "../runtime/logger.ts";
import type { MetricsRegistry } from "../runtime/metrics.ts";
import type { Impediment } from "./readiness.ts";

export type OperationsDeps = {
  /** "sequencer" or "node" */
  readonly role: string;
  readonly impediments: () => readonly Impediment[];
  readonly loops: () => readonly LoopReading[];
  readonly metrics: Pick<MetricsRegistry, "contentType" | "text">;
  readonly log: Logger;
};

/** Not listening yet. */
export function createOperationsServer({
  role,
  impediments,
  loops,
  metrics,
  log,
}: OperationsDeps): FastifyInstance {
  const server = fastify({ forceCloseConnections: true });
  server.setErrorHandler((err, request, reply) => {
    log.error({ err, url: request.url }, "operations request failed");
    return sendJson(reply.code(500), { error: "internal error" });
  });
  // A monitor restarts what does not live: only a loop that hangs counts, nothing that a restart cannot mend.
  server.get("/healthz", (_request, reply) => {
    const readings = loops();
    const stuck = readings.filter(isStuck);
    return sendJson(reply.code(stuck.length === 0 ? 200 : 503), {
      alive: stuck.length === 0,
      role,
      reasons: stuck.map(({ loop, silentMs }) => ({ reason: "loop-stuck", loop, silentMs })),
      loops: readings,
    });
  });
  server.get("/readyz", (_request, reply) => {
    const reasons = impediments();
    const ready = reasons.length === 0;
    return sendJson(reply.code(ready ? 200 : 503), { ready, role, reasons });
  });
  server.get("/metrics", async (_request, reply) =>
    reply
      .header("cache-control", "no-store")
      .type(metrics.contentType)
      .send(await metrics.text()),
  );
  return server;
}

/** Numbers here count blocks, seconds and slots: all are far below 2^53. */
const plain = (_key: string, value: unknown): unknown => (typeof value === "bigint" ? Number(value) : value);

const sendJson = (reply: FastifyReply, body: object): FastifyReply =>
  reply
    .header("cache-control", "no-store")
    .type("application/json")
    .send(`${JSON.stringify(body, plain)}\n`);
