/** The mining RPC over HTTP, as pools speak it to a Bitcoin-like daemon, and over WebSocket for those who want pushes. */
import fastifyWebsocket from "@fastify/websocket";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Logger } from "../runtime/logger.ts";
import { createLongPolls, DEFAULT_LONG_POLL_LIMITS, type LongPollLimits } from "./mining/longPoll.ts";
import type { CallDeps, Caller, MiningDeps } from "./mining/miningDeps.ts";
import { createRateLimit } from "./mining/rateLimit.ts";
import { answerCall, batchTooLong, parseFailure, type RpcAnswer } from "./mining/rpcCall.ts";
import { createWorkerBook, type Worker, type WorkerBookOptions } from "./mining/workers.ts";
import { createWorkSockets, type WorkSockets } from "./mining/workSockets.ts";

export type MiningServerOptions = MiningDeps &
  WorkerBookOptions & {
    readonly log: Logger;
    /** default 1 MiB: a proof with the largest coinbase and branches that a block allows is far below */
    readonly bodyLimitBytes?: number;
    /** calls per second of one remote address; default 400 */
    readonly callsPerSecond?: number;
    /** calls per second of one worker, those of a batch counted each; default 200 */
    readonly callsPerSecondOfWorker?: number;
    readonly longPoll?: Partial<LongPollLimits>;
    /** WebSockets at the same time; default 256, 32 of one worker */
    readonly maxSockets?: number;
    readonly maxSocketsOfWorker?: number;
  };

const MAX_BATCH = 100;

/** A server that has not listened. */
export function createMiningServer(options: MiningServerOptions): FastifyInstance {
  const bodyLimit = options.bodyLimitBytes ?? 1 << 20;
  const app = fastify({ bodyLimit, forceCloseConnections: true });
  const workerOf = new WeakMap<FastifyRequest, Worker>();
  const side = new RpcSide(options);
  const sockets = createWorkSockets({
    ...options,
    answer: (text, caller) => side.answer(text, caller),
    maxSockets: options.maxSockets ?? 256,
    maxSocketsOfWorker: options.maxSocketsOfWorker ?? 32,
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "string" }, (_request, body, done) => done(null, body));
  admit(app, options, workerOf, sockets);

  app.post("*", async (request, reply) => {
    const gone = new AbortController();
    reply.raw.once("close", () => gone.abort());
    const { name, account } = workerOf.get(request)!;
    const caller = { worker: name, ...(account && { account }), gone: gone.signal };
    const { status, body } = await side.answer(String(request.body ?? ""), caller);
    return body === undefined ? reply.code(status).send() : sendJson(reply.code(status), body);
  });
  app.register(fastifyWebsocket, { options: { maxPayload: bodyLimit } });
  app.register((scope, _options, done) => {
    const onlyPost = async (_request: FastifyRequest, reply: FastifyReply) =>
      reply.code(405).header("Allow", "POST").send("JSONRPC server handles only POST requests");
    scope.route({ method: ["PUT", "DELETE", "PATCH", "OPTIONS"], url: "*", handler: onlyPost });
    scope.route({
      method: "GET",
      url: "*",
      handler: onlyPost,
      wsHandler: (socket, request) => sockets.serve(socket, workerOf.get(request)!),
    });
    done();
  });
  app.addHook("onClose", async () => sockets.close());
  return app;
}

const sendJson = (reply: FastifyReply, body: object): FastifyReply =>
  reply.type("application/json").send(`${JSON.stringify(body)}\n`);

/** Turns away who calls too often, who is not known, and one connection too many. */
function admit(
  app: FastifyInstance,
  options: MiningServerOptions,
  workerOf: WeakMap<FastifyRequest, Worker>,
  sockets: WorkSockets,
): void {
  const authenticate = createWorkerBook(options);
  const isWithinRate = createRateLimit(options.clock, options.callsPerSecond ?? 400);
  app.addHook("onRequest", async (request, reply) => {
    // A connection that asked for an upgrade is not closed with the server unless it was upgraded.
    if (request.headers.upgrade !== undefined)
      reply.raw.once("finish", () => request.raw.socket.destroySoon());
    if (!isWithinRate(request.ip)) {
      options.onCall?.("unknown", "rate-limited");
      return reply.code(429).send();
    }
    const worker = authenticate(request.headers.authorization);
    if (worker === undefined) {
      options.onCall?.("unknown", "unauthorized");
      options.log.warn({ remote: request.ip }, "mining RPC: wrong user or password");
      return reply.code(401).header("WWW-Authenticate", 'Basic realm="jsonrpc"').send();
    }
    workerOf.set(request, worker);
    if (request.headers.upgrade !== undefined && !sockets.hasRoomFor(worker)) return reply.code(503).send();
  });
}

/** Bodies to answers, within a worker's rate. */
class RpcSide {
  readonly #options: MiningServerOptions;
  readonly #longPolls;
  readonly #isWithinRate;

  constructor(options: MiningServerOptions) {
    this.#options = options;
    this.#longPolls = createLongPolls(options, { ...DEFAULT_LONG_POLL_LIMITS, ...options.longPoll });
    this.#isWithinRate = createRateLimit(options.clock, options.callsPerSecondOfWorker ?? 200);
  }

  async answer(text: string, caller: Caller): Promise<RpcAnswer> {
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch {
      this.#options.onCall?.("unknown", "-32700");
      return parseFailure();
    }
    const calls = Array.isArray(parsed) ? parsed.length : 1;
    if (calls > MAX_BATCH) return batchTooLong(MAX_BATCH);
    if (!this.#isWithinRate(caller.worker, calls)) {
      this.#options.onCall?.("unknown", "rate-limited");
      return { status: 429, body: undefined };
    }
    const deps: CallDeps = { ...this.#options, caller, longPolls: this.#longPolls };
    const onBug = (err: unknown): void => this.#options.log.error({ err }, "mining RPC: a method failed");
    if (!Array.isArray(parsed)) return answerCall(deps, parsed, onBug);
    const bodies: object[] = [];
    for (const call of parsed) {
      const { body } = await answerCall(deps, call, onBug);
      if (body !== undefined) bodies.push(body);
    }
    return { status: 200, body: bodies };
  }
}
