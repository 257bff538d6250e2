/** JSON-RPC of one rollup over HTTP and WebSocket on the same path. */
import fastifyWebsocket from "@fastify/websocket";
import fastify, { type FastifyInstance, type FastifyReply } from "fastify";
import type { WebSocket } from "ws";
import { createFilters } from "./filters.ts";
import { answerMessage, type RpcContext, type Session } from "./jsonRpc.ts";
import { METHODS } from "./methods/index.ts";
import type { RpcDeps, RpcServerDeps } from "./rpcDeps.ts";
import { RPC_CODES } from "./rpcErrors.ts";

const BODY_LIMIT_BYTES = 5 * 1024 * 1024;
/** A client that does not read what it subscribed to is cut off at this much waiting for it. */
const SEND_LIMIT_BYTES = 16 * 1024 * 1024;
/** So is one that sends requests faster than they are answered. */
const MAX_WAITING_REQUESTS = 10_000;

/** Not listening yet. */
export function createRpcServer(serverDeps: RpcServerDeps): FastifyInstance {
  const server = fastify({ bodyLimit: BODY_LIMIT_BYTES });
  const filters = createFilters(serverDeps);
  const deps: RpcDeps = { ...serverDeps, filters };
  const { log, onCall } = deps;
  const context: RpcContext<RpcDeps> = { methods: METHODS, deps, log, ...(onCall && { onCall }) };
  server.addHook("onClose", () => filters.close());
  allowBrowsers(server);
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("*", { parseAs: "string" }, (_request, body, done) => done(null, body));
  server.setErrorHandler((error: { statusCode?: number; message: string }, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) deps.log.error({ err: error }, "rpc request failed");
    const code = status >= 500 ? RPC_CODES.internal : RPC_CODES.invalidRequest;
    return sendJson(reply.code(status), JSON.stringify(refusal(code, error.message)));
  });
  server.post("/", async (request, reply) =>
    sendJson(reply, await answerMessage(context, typeof request.body === "string" ? request.body : "")),
  );
  server.register(fastifyWebsocket, { options: { maxPayload: BODY_LIMIT_BYTES } });
  server.register((scope, _options, done) => {
    scope.get("/", { websocket: true }, (socket) => serveSocket(context, socket));
    done();
  });
  return server;
}

const refusal = (code: number, message: string) => ({ jsonrpc: "2.0", id: null, error: { code, message } });

const sendJson = (reply: FastifyReply, body: string | undefined): FastifyReply =>
  reply.type("application/json").send(body ?? "");

/** Wallets in browsers call from pages of any origin; nothing here depends on who calls. */
function allowBrowsers(server: FastifyInstance): void {
  server.addHook("onRequest", async (_request, reply) => {
    reply.header("access-control-allow-origin", "*");
  });
  server.options("/", (_request, reply) =>
    reply
      .header("access-control-allow-methods", "POST, GET, OPTIONS")
      .header("access-control-allow-headers", "*")
      .header("access-control-max-age", "86400")
      .code(204)
      .send(),
  );
}

function serveSocket(context: RpcContext<RpcDeps>, socket: WebSocket): void {
  const subscriptions = new Map<string, () => void>();
  // While a request is answered: a client learns the name of its subscription before it hears of it.
  let held: string[] | undefined;
  const push = (text: string): void => {
    if (socket.bufferedAmount > SEND_LIMIT_BYTES) socket.terminate();
    else if (socket.readyState === socket.OPEN) socket.send(text);
  };
  const session: Session = {
    subscriptions,
    notify: (method, params) => {
      const text = JSON.stringify({ jsonrpc: "2.0", method, params });
      if (held !== undefined) held.push(text);
      else push(text);
    },
    onClose: (callback) => socket.once("close", callback),
  };
  socket.on("close", () => {
    for (const end of subscriptions.values()) end();
    subscriptions.clear();
  });
  socket.on("error", (err) => context.log.debug({ err }, "websocket failed"));
  // One after the other, so that answers keep the order of requests.
  let last = Promise.resolve();
  let waiting = 0;
  socket.on("message", (data: Buffer) => {
    if (++waiting > MAX_WAITING_REQUESTS) return socket.terminate();
    last = last.then(async () => {
      waiting--;
      held = [];
      const answer = await answerMessage({ ...context, session }, data.toString());
      if (answer !== undefined && socket.readyState === socket.OPEN) socket.send(answer);
      for (const text of held) push(text);
      held = undefined;
    });
  });
}
